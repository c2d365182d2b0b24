import Foundation
import Gateway
import Journal
import Logging
import Messages
import Signatures
import SingleWindow

/// A gateway over a real journal in a folder of its own, with the sample PKI; nothing is delivered unless it is run.
final class TestGateway: Sendable {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()

    let node: GatewayNode
    let schemas: SchemaFolder
    let folder: String

    /// Loaded once for all tests; the gateway under test loads its own.
    private static let loadedSchemas = Result { try SchemaFolder(root + "schemas") }

    /// Opens a gateway, calls `body`, and removes the folder.
    static func with<Result>(
        partners: [TestPartner] = TestPartner.all, _ body: (TestGateway) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nsw-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let gateway = try await TestGateway(folder: folder, partners: partners)
        let result = try await body(gateway)
        try await gateway.node.journal.close()
        return result
    }

    private init(folder: String, partners: [TestPartner]) async throws {
        self.folder = folder
        let certificates = TestGateway.root + "certs-sample"
        try Data(TestPartner.file(partners, certificates: certificates).utf8).write(
            to: URL(filePath: folder + "/partners.yaml"))
        let yaml = """
            mode: sandbox
            journal: "sqlite:journal.sqlite"
            schemas: "\(TestGateway.root)schemas"
            partners: partners.yaml
            identity: {key: "\(certificates)/gateway.key", certificate: "\(certificates)/gateway.crt"}
            trust:
              traders: ["\(certificates)/public-trust.pem"]
              agencies: ["\(certificates)/government-trust.pem"]
              revocationLists: ["\(certificates)/crls.pem"]
            """
        let configuration = try GatewayConfiguration(yaml: yaml, path: folder + "/gateway.yaml")
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        node = try await GatewayNode(configuration: configuration, logger: logger)
        schemas = try TestGateway.loadedSchemas.get()
    }

    /// Posts `bytes` as `partner`.
    func post(_ bytes: [UInt8], as partner: String, contentType: String = "application/xml") async throws
        -> IntakeAnswer
    {
        guard let id = PartnerID(partner), let registered = node.settings.current.register[id] else {
            throw Missing(what: partner)
        }
        return await node.intake.receive(
            bytes, contentType: contentType, from: Caller(partner: registered, channelAuthenticated: false))
    }

    /// The sample key of `name`.
    static func key(_ name: String) throws -> SigningKey {
        try SigningKey(
            pem: Array(Data(contentsOf: URL(filePath: root + "certs-sample/\(name).key"))),
            certificatesPEM: Array(Data(contentsOf: URL(filePath: root + "certs-sample/\(name).crt"))))
    }

    /// What a message from `partner` to the gateway is written with.
    func context(_ partner: TestPartner, family: Family) throws -> WritingContext {
        let now = SystemClock().now
        return WritingContext(
            id: KeyGenerator().messageKey(at: now), at: now, sender: partner.party,
            recipient: GatewayParties.sandbox[family] ?? PartyCode(name: "NSW", identity: "NSW"),
            key: try TestGateway.key(partner.certificate))
    }

    struct Missing: Error { var what: String }
}

/// A partner of the tests.
struct TestPartner: Sendable {
    var id: String
    var role: String
    var certificate: String
    var party: PartyCode

    static let declarant = TestPartner(
        id: "declarant-1", role: "declarant", certificate: "declarant-1",
        party: PartyCode(
            name: "CÔNG TY TNHH XUẤT NHẬP KHẨU MẪU MỘT", identity: "0101234567", countryCode: "VN",
            ministryCode: "DN", organizationCode: "0101234567", unitCode: "DN"))
    static let agency = TestPartner(
        id: "animal-quarantine", role: "agency", certificate: "animal-quarantine",
        party: PartyCode(
            name: "Cục Thú y", identity: "BNN-CTY", countryCode: "VN", ministryCode: "BNN", organizationCode: "BNN",
            unitCode: "CTY"))
    static let engine = TestPartner(
        id: "clearance-engine", role: "engine", certificate: "clearance-engine",
        party: PartyCode(name: "VNACCS", identity: "VNACCS"))
    static let treasury = TestPartner(
        id: "treasury", role: "treasury", certificate: "treasury",
        party: PartyCode(name: "Kho bạc Nhà nước", identity: "KBNN"))
    static let revoked = TestPartner(
        id: "revoked", role: "declarant", certificate: "revoked",
        party: PartyCode(name: "CÔNG TY TNHH ĐÃ THU HỒI", identity: "0401234569"))
    static let expired = TestPartner(
        id: "expired", role: "declarant", certificate: "expired",
        party: PartyCode(name: "CÔNG TY TNHH ĐÃ HẾT HẠN", identity: "1801234560"))

    static let all = [declarant, agency, engine, treasury, revoked, expired]

    /// The register file of `partners`.
    static func file(_ partners: [TestPartner], certificates: String) -> String {
        "partners:\n"
            + partners.map { partner in
                """
                  - id: \(partner.id)
                    role: \(partner.role)
                    name: "\(partner.party.name)"
                    identities: ["\(partner.party.identity)"]
                    certificates: ["\(certificates)/\(partner.certificate).crt"]
                    endpoint: {url: "http://127.0.0.1:9/messages", form: http}

                """
            }.joined()
    }
}
