import Foundation
import Testing
import Transport

/// Where the scripts are that run as the other side.
let serverScripts = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Servers")

/// The scripted partner of Servers/partner.py.
struct PartnerServer: Sendable {
    let port: Int
    let scheme: String
    private let process: ChildProcess

    /// Plain HTTP.
    init() throws {
        try self.init(scheme: "http", [])
    }

    /// HTTPS with a certificate of the test PKI.
    init(certificate: String, clientCA: String? = nil, tls12: Bool = false) throws {
        let pki = try TestPKI.shared.get()
        var arguments = ["--certificate", pki.path(certificate + ".pem")]
        arguments += ["--key", pki.path((certificate == "self" ? "server" : certificate) + ".key")]
        if let clientCA { arguments += ["--client-ca", pki.path(clientCA + ".pem")] }
        if tls12 { arguments += ["--tls-maximum", "1.2"] }
        try self.init(scheme: "https", arguments)
    }

    private init(scheme: String, _ arguments: [String]) throws {
        self.scheme = scheme
        let script = serverScripts.appending(path: "partner.py").path()
        process = try ChildProcess(["python3", "-u", script] + arguments)
        port = try process.port()
    }

    func url(_ path: String, host: String = "localhost") -> String { "\(scheme)://\(host):\(port)/\(path)" }

    /// Waits until the server has counted an event so often: a path that was asked for, `connection`, `gone`, ...
    func wait(for event: String, count: Int = 1, through transport: HTTPTransport, tls: TLSSettings = TLSSettings())
        async throws
    {
        let reply = try await transport.send(
            HTTPCall(
                url: url("events/\(event)/\(count)"), timeouts: HTTPTimeouts(total: .seconds(120)), tls: tls))
        #expect(reply.status == 200, "\(event) was not seen \(count) times")
    }

    func seen(through transport: HTTPTransport, tls: TLSSettings = TLSSettings()) async throws -> Seen {
        let call = HTTPCall(url: url("seen"), responseLimit: 64 << 20, tls: tls)
        return try JSONDecoder().decode(Seen.self, from: Data(try await transport.send(call).body))
    }

    /// What the server saw.
    struct Seen: Decodable {
        struct Request: Decodable {
            let method: String
            let path: String
            let headers: [[String]]
            let length: Int
            let sha256: String

            func header(_ name: String) -> String? {
                headers.first { $0.first?.lowercased() == name.lowercased() }?.last
            }
        }
        let requests: [Request]
        let events: [String: Int]
        let mostActive: Int
    }
}

/// Certificates and keys made by openssl for this run of the tests.
struct TestPKI: Sendable {
    let folder: URL

    static let shared: Result<TestPKI, any Error> = Result { try TestPKI() }

    private init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "transport-pki-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let script = serverScripts.appending(path: "make-certificates.sh").path()
        _ = try ChildProcess.output(of: ["sh", script, folder.path()])
        try #require(FileManager.default.fileExists(atPath: path("self.pem")))
        atexit {
            if case .success(let pki) = TestPKI.shared { try? FileManager.default.removeItem(at: pki.folder) }
        }
    }

    func path(_ name: String) -> String { folder.appending(path: name).path() }

    func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appending(path: name))) }

    /// Trust in a root of the PKI, optionally with a client identity.
    func settings(trust: String = "root", client: String? = nil) throws -> TLSSettings {
        var settings = TLSSettings(trust: .only(.bytes(try bytes(trust + ".pem"))))
        if let client {
            settings.identity = ClientIdentity(
                certificate: .bytes(try bytes(client + ".pem")), key: .bytes(try bytes(client + ".key")))
        }
        return settings
    }
}

/// Connections are kept for as long as a busy machine may take between two calls of a test.
let patientConfiguration = TransportConfiguration(idleConnectionAge: .seconds(3600), connectionAge: .seconds(3600))

/// Runs `body` with a transport that is stopped afterwards.
func withTransport<Result>(
    _ configuration: TransportConfiguration = patientConfiguration,
    _ body: (HTTPTransport) async throws -> Result
) async throws -> Result {
    try await HTTPTransport.withTransport(configuration, body)
}

/// The error that a call throws; fails the test when it throws none.
func failure(of transport: HTTPTransport, _ call: HTTPCall) async throws -> TransportError {
    do throws(TransportError) {
        let reply = try await transport.send(call)
        Issue.record("answered \(reply.status)")
        return TransportError(.internal)
    } catch {
        return error
    }
}
