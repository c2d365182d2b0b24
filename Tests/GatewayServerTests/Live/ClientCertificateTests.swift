import Foundation
import Gateway
import GatewayServer
import Signatures
import SingleWindow
import Testing

@Suite("Client certificates", .timeLimit(.minutes(2)))
struct ClientCertificateTests {
    private static func tls(clients: Bool = true) throws -> ServerTLS {
        try ServerTLS(
            chain: Samples.bytes("localhost.crt") + Samples.bytes("public-trust.pem"),
            key: Samples.bytes("localhost.key"),
            clientRoots: clients ? Samples.bytes("public-trust.pem") + Samples.bytes("government-trust.pem") : [])
    }

    private static func gateway() throws -> StubGateway {
        var certificates: [String: Partner] = [:]
        for (name, partner) in [("declarant-1", "declarant-1"), ("animal-quarantine", "animal-quarantine")] {
            let certificate = try X509Certificate(pem: Samples.bytes("\(name).crt"))
            certificates[certificate.fingerprint] = StubGateway.partner(partner)
        }
        let registered = certificates
        return StubGateway { $0.certificates = registered }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var certificate: String?
        var key: String?
        /// Nil where the handshake fails.
        var status: Int?
        var code: String?
        var partner: String?
        var channel = false
        var label: String
        var testDescription: String { label }
    }

    @Test(
        "who calls",
        arguments: [
            Row(
                certificate: "declarant-1", status: 200, partner: "declarant-1", channel: true,
                label: "a registered certificate (RSA)"),
            Row(
                certificate: "animal-quarantine", status: 200, partner: "animal-quarantine", channel: true,
                label: "a registered certificate of the government's authority"),
            Row(
                certificate: "declarant-1", key: StubGateway.key, status: 200, partner: "declarant-1", channel: true,
                label: "certificate and key of the same partner"),
            Row(
                certificate: "declarant-1", key: StubGateway.otherKey, status: 401, code: "auth.contradiction",
                label: "certificate and key of two partners"),
            Row(
                certificate: "unregistered", status: 401, code: "auth.unknown_certificate",
                label: "a valid certificate that nobody registered"),
            Row(
                certificate: "unregistered", key: StubGateway.key, status: 401, code: "auth.unknown_certificate",
                label: "an unregistered certificate is not mended by a key"),
            Row(certificate: "expired", status: nil, label: "an expired certificate"),
            Row(certificate: "self-signed", status: nil, label: "a certificate of no authority of ours"),
            Row(key: StubGateway.key, status: 200, partner: "declarant-1", label: "a key and no certificate"),
            Row(status: 401, code: "auth.missing", label: "neither"),
        ])
    func callers(_ row: Row) async throws {
        let gateway = try Self.gateway()
        let folder = try await SelfSigned()
        try await withLiveServer(gateway, tls: try Self.tls()) { url, _ in
            var arguments = ["--cacert", Samples.path("public-trust.pem"), "-H", "Content-Type: application/xml"]
            if let name = row.certificate {
                let isOwn = name == "self-signed"
                arguments += [
                    "--cert", isOwn ? folder.certificate : Samples.path("\(name).crt"), "--key",
                    isOwn ? folder.key : Samples.path("\(name).key"),
                ]
            }
            if let key = row.key { arguments += ["-H", "Authorization: Bearer \(key)"] }
            let result = try await Command.run(
                "curl",
                ["-sS", "--max-time", "20", "-w", "\n%{http_code}", "--data-binary", "<a/>"] + arguments
                    + [url + "/v1/messages"])
            guard let status = row.status else {
                #expect(result.status != 0)
                return
            }
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.hasSuffix("\n\(status)"), "\(result.output)")
            if let code = row.code { #expect(result.output.contains("\"code\":\"\(code)\"")) }
        }
        #expect(gateway.received.first?.partner.rawValue == row.partner)
        if row.partner != nil { #expect(gateway.received.first?.channelAuthenticated == row.channel) }
    }

    @Test("protocol versions", arguments: [("1.1", false), ("1.2", true), ("1.3", true)])
    func protocolVersions(_ version: String, _ isTaken: Bool) async throws {
        try await withLiveServer(try Self.gateway(), tls: try Self.tls(clients: false)) { url, _ in
            let result = try await Command.run(
                "curl",
                [
                    "-sS", "--max-time", "20", "--tlsv\(version == "1.1" ? "1.0" : version)", "--tls-max", version,
                    "--ciphers", "DEFAULT@SECLEVEL=0", "--cacert", Samples.path("public-trust.pem"), url + "/healthz",
                ])
            #expect((result.status == 0) == isTaken, "\(result.errors)")
        }
    }

    @Test(
        "material that can't be used",
        arguments: [
            ("README.md", "localhost.key", "public-trust.pem", "certificate"),
            ("localhost.crt", "localhost.crt", "public-trust.pem", "private key"),
            ("localhost.crt", "localhost.key", "README.md", "roots"),
        ])
    func unusableMaterial(_ chain: String, _ key: String, _ roots: String, _ word: String) throws {
        let error = #expect(throws: ServerTLSError.self) {
            _ = try ServerTLS(
                chain: Samples.bytes(chain), key: Samples.bytes(key), clientRoots: Samples.bytes(roots))
        }
        #expect(error?.description.contains(word) == true)
    }
}

/// A key and a certificate that it signed itself.
private final class SelfSigned: Sendable {
    private let folder: String
    var certificate: String { folder + "/self.crt" }
    var key: String { folder + "/self.key" }

    init() async throws {
        let made = FileManager.default.temporaryDirectory.appending(path: "tls-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        folder = made.path
        let result = try await Command.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                "/CN=nobody", "-keyout", key, "-out", certificate,
            ])
        try #require(result.status == 0, "\(result.errors)")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
}
