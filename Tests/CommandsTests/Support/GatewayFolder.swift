/// A folder with the configuration and the partners of a gateway.
final class GatewayFolder: Sendable {
    let folder: TemporaryFolder
    var configuration: String { folder.path("gateway.yaml") }

    static let key = "key-of-declarant-1"
    /// SHA-256 of `key`.
    private static let digest = "9b43ffdfbb6ec226b12601c07823cdbdd619df3bbcb3dbfcb45d266d4b66a8ef"

    /// `listen` is the mapping under that key, `more` are further lines.
    init(mode: String = "sandbox", listen: String = "{host: 127.0.0.1, port: 0}", more: String = "") throws {
        folder = try TemporaryFolder()
        try folder.write(
            "gateway.yaml",
            """
            mode: \(mode)
            listen: \(listen)
            journal: "sqlite:journal.sqlite"
            schemas: "\(Repository.path("schemas"))"
            partners: partners.yaml
            identity:
              key: "\(Repository.certificate("gateway.key"))"
              certificate: "\(Repository.certificate("gateway.crt"))"
            trust:
              traders: ["\(Repository.certificate("public-trust.pem"))"]
              agencies: ["\(Repository.certificate("government-trust.pem"))"]
              revocationLists: ["\(Repository.certificate("crls.pem"))"]
            \(more)

            """)
        try writePartners()
    }

    /// The register; `suspended` suspends the declarant.
    func writePartners(suspended: Bool = false) throws {
        try folder.write(
            "partners.yaml",
            """
            partners:
              - id: declarant-1
                role: declarant
                name: "CÔNG TY TNHH XUẤT NHẬP KHẨU MẪU MỘT"
                identities: ["0101234567"]
                certificates: ["\(Repository.certificate("declarant-1.crt"))"]
                apiKeyDigest: "\(Self.digest)"
                suspended: \(suspended)
              - id: clearance-engine
                role: engine
                name: VNACCS
                identities: [VNACCS]
                certificates: ["\(Repository.certificate("clearance-engine.crt"))"]
                endpoint: {url: "http://127.0.0.1:1/", form: http}

            """)
    }
}
