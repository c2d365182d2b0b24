import Foundation
import Testing
import Transport

@Suite struct ProxyTests {
    private let proxy: ChildProcess
    private let port: Int

    init() throws {
        proxy = try ChildProcess(["python3", "-u", serverScripts.appending(path: "proxy.py").path(), "--authenticate"])
        port = try proxy.port()
    }

    private func settings(password: String = "secret") -> ProxySettings {
        ProxySettings(
            url: "http://127.0.0.1:\(port)",
            credentials: ProxySettings.Credentials(user: "gateway", password: password))
    }

    /// What the proxy was asked for.
    private func seen(_ transport: HTTPTransport) async throws -> [Request] {
        let reply = try await transport.send(HTTPCall(url: "http://127.0.0.1:\(port)/seen"))
        return try JSONDecoder().decode([Request].self, from: Data(reply.body))
    }

    struct Request: Decodable {
        let request: String
        let fields: [String]
    }

    @Test func httpsGoesThroughUnseen() async throws {
        let server = try PartnerServer(certificate: "server", clientCA: "root")
        try await withTransport { transport in
            var call = HTTPCall(url: server.url("echo", host: "partner.test"), method: "POST", body: .bytes([1, 2]))
            call.tls = try TestPKI.shared.get().settings(client: "client")
            call.headers = [HeaderField("Authorization", "Bearer for-the-partner")]
            call.proxy = settings()
            let reply = try await transport.send(call)
            #expect(reply.status == 200)
            #expect(reply.body == [1, 2])
            #expect(reply.header("X-Proxy") == nil)
            let request = try #require(try await seen(transport).first)
            #expect(request.request == "CONNECT partner.test:\(server.port)")
            #expect(!request.fields.contains("Authorization"))
            let atPartner = try await partnersView(of: server, call, transport)
            #expect(atPartner.header("Proxy-Authorization") == nil)
            #expect(atPartner.header("Authorization") == "Bearer for-the-partner")
        }
    }

    private func partnersView(
        of server: PartnerServer, _ call: HTTPCall, _ transport: HTTPTransport
    ) async throws -> PartnerServer.Seen.Request {
        var question = call
        question.url = server.url("seen", host: "partner.test")
        question.body = .none
        question.method = "GET"
        let reply = try await transport.send(question)
        let seen = try JSONDecoder().decode(PartnerServer.Seen.self, from: Data(reply.body))
        return try #require(seen.requests.first)
    }

    @Test func httpGoesThrough() async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            let call = HTTPCall(
                url: server.url("echo", host: "127.0.0.1"), method: "POST", body: .bytes([7]), proxy: settings())
            let reply = try await transport.send(call)
            #expect(reply.status == 200)
            #expect(reply.body == [7])
            #expect(reply.remoteAddress == "127.0.0.1:\(port)")
        }
    }

    @Test func wrongHostBehindTheProxyIsNotTrusted() async throws {
        let server = try PartnerServer(certificate: "server")
        try await withTransport { transport in
            var call = HTTPCall(url: server.url("echo", host: "other.test"), method: "POST", body: .bytes([1]))
            call.tls = try TestPKI.shared.get().settings()
            call.proxy = settings()
            let error = try await failure(of: transport, call)
            #expect(error.code == .hostMismatch)
            #expect(!error.mayHaveBeenSent)
        }
    }

    @Test func refusalByTheProxyIsNotAnAnswerOfThePartner() async throws {
        try await withTransport { transport in
            var call = HTTPCall(url: "https://partner.test:1/", method: "POST", body: .bytes([1]))
            call.proxy = settings(password: "wrong")
            let wrongPassword = try await failure(of: transport, call)
            #expect(wrongPassword.code == .proxy, "\(wrongPassword)")
            #expect(!wrongPassword.mayHaveBeenSent)
            call.proxy = settings()
            let badGateway = try await failure(of: transport, call)
            #expect(badGateway.code == .proxy, "\(badGateway)")
            #expect(!badGateway.mayHaveBeenSent)
            #expect(!"\(wrongPassword) \(badGateway)".contains("secret"))
        }
    }

    @Test func proxyThatIsNotThere() async throws {
        let closed = try closedPort()
        try await withTransport { transport in
            var call = HTTPCall(url: "https://partner.test/")
            call.proxy = ProxySettings(url: "http://127.0.0.1:\(closed)")
            let error = try await failure(of: transport, call)
            #expect(error.code == .proxy, "\(error)")
            call.proxy = ProxySettings(url: "http://proxy.invalid:3128")
            let unknown = try await failure(of: transport, call)
            #expect(unknown.code == .proxy, "\(unknown)")
        }
    }
}
