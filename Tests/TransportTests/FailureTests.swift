import Foundation
import Testing
import Transport

@Suite struct FailureTests {
    @Test("What a peer does wrong", arguments: Misdeed.all)
    func misdeed(misdeed: Misdeed) async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            var call = HTTPCall(url: server.url(misdeed.path), method: "POST", body: .bytes(Array("message".utf8)))
            call.responseLimit = 10_000
            call.timeouts.total = misdeed.total
            let error = try await failure(of: transport, call)
            #expect(error.code == misdeed.code, "\(error)")
            #expect(error.phase == misdeed.phase, "\(error)")
            #expect(error.mayHaveBeenSent)
            #expect(error.origin == "http://localhost:\(server.port)")
            #expect(!"\(error)".contains("message"))
        }
    }

    struct Misdeed: Sendable, CustomTestStringConvertible {
        let path: String
        let code: TransportError.Code
        let phase: TransportError.Phase
        var total: Duration = .seconds(20)
        var testDescription: String { path }

        static let all = [
            Misdeed(path: "reset", code: .reset, phase: .request),
            Misdeed(path: "close", code: .reset, phase: .request),
            Misdeed(path: "truncate", code: .responseTruncated, phase: .response),
            Misdeed(path: "garbage", code: .responseMalformed, phase: .request),
            Misdeed(path: "large/10001", code: .responseTooLarge, phase: .response),
            Misdeed(path: "large-chunked/20000", code: .responseTooLarge, phase: .response),
            Misdeed(path: "many-fields/90", code: .responseTooLarge, phase: .response),
            Misdeed(path: "hold", code: .timeout, phase: .request, total: .milliseconds(500)),
            Misdeed(path: "stall", code: .timeout, phase: .response, total: .seconds(3)),
        ]
    }

    @Test func answerAsLongAsTheLimitIsTaken() async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            let reply = try await transport.send(HTTPCall(url: server.url("large/10000"), responseLimit: 10_000))
            #expect(reply.body.count == 10_000)
        }
    }

    @Test func answerBeforeTheContentWasReadIsTheAnswer() async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            let body = [UInt8](repeating: 0, count: 32 << 20)
            let reply = try await transport.send(
                HTTPCall(url: server.url("refuse-early"), method: "POST", body: .bytes(body)))
            #expect(reply.status == 413)
        }
    }

    @Test func silenceIsEndedBeforeTheTotalLimit() async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            var call = HTTPCall(url: server.url("stall"))
            call.timeouts = HTTPTimeouts(idle: .seconds(1), total: .seconds(3600))
            let error = try await failure(of: transport, call)
            #expect(error.code == .timeout)
            #expect(error.phase == .response)
        }
    }

    @Test func nobodyListens() async throws {
        let port = try closedPort()
        try await withTransport { transport in
            let error = try await failure(of: transport, HTTPCall(url: "http://127.0.0.1:\(port)/", method: "POST"))
            #expect(error.code == .connect)
            #expect(error.phase == .connect)
            #expect(error.category == .transient)
            #expect(!error.mayHaveBeenSent)
            #expect(error.detail?.contains("Connection refused") == true, "\(error)")
        }
    }

    @Test func nameDoesNotExist() async throws {
        try await withTransport { transport in
            let error = try await failure(of: transport, HTTPCall(url: "http://partner.invalid/"))
            #expect(error.code == .dns)
            #expect(error.phase == .dns)
            #expect(!error.mayHaveBeenSent)
        }
    }

    @Test func connectionThatIsNeverAcceptedRunsIntoTheConnectLimit() async throws {
        // A listener whose queue is full: the kernel drops further connection requests.
        let listener = try FullListener()
        try await withTransport { transport in
            var call = HTTPCall(url: "http://127.0.0.1:\(listener.port)/", method: "POST")
            call.timeouts = HTTPTimeouts(connect: .milliseconds(300), total: .seconds(3600))
            let error = try await failure(of: transport, call)
            #expect(error.code == .timeout)
            #expect(error.phase == .connect)
            #expect(!error.mayHaveBeenSent)
        }
    }

    @Test("A connection that closes under a request", arguments: [false, true])
    func keptConnectionCloses(isRepeatable: Bool) async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            let call = HTTPCall(
                url: server.url("close-second"), method: "POST", body: .bytes([1]), isRepeatable: isRepeatable)
            #expect(try await transport.send(call).status == 200)
            if isRepeatable {
                #expect(try await transport.send(call).status == 200)
            } else {
                let error = try await failure(of: transport, call)
                #expect(error.code == .reset)
                #expect(error.mayHaveBeenSent)
            }
            #expect(try await server.seen(through: transport).events["close-second"] == (isRepeatable ? 3 : 2))
        }
    }

    @Test("Addresses inside are not reached by calls for outside", arguments: ["localhost", "127.0.0.1"])
    func publicOnly(host: String) async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            var call = HTTPCall(url: server.url("echo", host: host))
            // Opens a connection that the second call must not use.
            #expect(try await transport.send(call).status == 200)
            call.reach = .publicOnly
            let error = try await failure(of: transport, call)
            #expect(error.code == .addressRefused)
            #expect(!error.mayHaveBeenSent)
            #expect(try await server.seen(through: transport).events["echo"] == 1)
        }
    }

    @Test func addressesInsideAreNotConnectedTo() async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            let error = try await failure(of: transport, HTTPCall(url: server.url("echo"), reach: .publicOnly))
            #expect(error.code == .addressRefused)
            #expect(error.category == .permanent)
            #expect(try await server.seen(through: transport).events["connection"] == 1)
        }
    }
}
