import Foundation
import Testing
import Transport

@Suite(.enabled(if: ChildProcess.exists("node"), "needs node"))
struct HTTP2Tests {
    private let server: ChildProcess
    private let port: Int
    private let tls: TLSSettings

    init() throws {
        let pki = try TestPKI.shared.get()
        let script = serverScripts.appending(path: "http2.js").path()
        server = try ChildProcess(["node", script, pki.path("server.pem"), pki.path("server.key")])
        port = try server.port()
        tls = try pki.settings()
    }

    private func call(_ path: String, _ body: [UInt8]? = nil) -> HTTPCall {
        HTTPCall(
            url: "https://localhost:\(port)/\(path)", method: body == nil ? "GET" : "POST",
            body: body.map { .bytes($0) } ?? .none, tls: tls, allowsHTTP2: true)
    }

    @Test func callsShareOneConnection() async throws {
        try await withTransport { transport in
            try await withThrowingTaskGroup(of: HTTPReply.self) { group in
                for number in 0..<200 {
                    let body = [UInt8](repeating: UInt8(number), count: number * 997)
                    group.addTask { try await transport.send(call("echo", body)) }
                }
                var bytes = 0
                for try await reply in group {
                    #expect(reply.status == 200)
                    #expect(reply.httpVersion == "2")
                    #expect(reply.tls?.version == "TLSv1.3")
                    #expect(Set(reply.body).count <= 1)
                    bytes += reply.body.count
                }
                #expect(bytes == (0..<200).reduce(0) { $0 + $1 * 997 })
            }
            let sessions = try await transport.send(call("sessions"))
            #expect(sessions.body == Array("1".utf8))
        }
    }

    @Test func fileGoesOut() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "upload-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let content = [UInt8]((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) })
        try Data(content).write(to: file)
        try await withTransport { transport in
            var upload = call("echo", [])
            upload.body = .file(path: file.path())
            let reply = try await transport.send(upload)
            #expect(reply.httpVersion == "2")
            #expect(reply.body == content)
        }
    }

    @Test("Streams that end badly", arguments: ["refuse", "fault", "leave"])
    func badStreams(path: String) async throws {
        try await withTransport { transport in
            let error = try await failure(of: transport, call(path, [1, 2, 3]))
            #expect(error.code == .reset, "\(error)")
            #expect(error.mayHaveBeenSent)
            #expect(try await transport.send(call("echo", [1])).status == 200)
        }
    }

    @Test func notUnlessAllowed() async throws {
        let server = try PartnerServer(certificate: "server")
        try await withTransport { transport in
            // A server that knows HTTP/1.1 only is spoken to in that.
            var call = HTTPCall(url: server.url("echo"), tls: tls, allowsHTTP2: true)
            #expect(try await transport.send(call).httpVersion == "1.1")
            // A server that knows HTTP/2 only does not get it from a call that does not allow it.
            call.url = "https://localhost:\(port)/echo"
            call.allowsHTTP2 = false
            let error = try await failure(of: transport, call)
            #expect(error.category == .transient)
        }
    }
}
