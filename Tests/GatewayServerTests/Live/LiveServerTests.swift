import Foundation
import Gateway
import GatewayServer
import SingleWindow
import Testing

@Suite("The server seen by curl", .timeLimit(.minutes(2)))
struct LiveServerTests {
    private static let key = ["-H", "Authorization: Bearer \(StubGateway.key)", "-H", "Content-Type: application/xml"]

    @Test func messagesAreTaken() async throws {
        let gateway = StubGateway()
        try await withLiveServer(gateway) { url, _ in
            let answer = try await Command.curl(
                url + "/v1/messages", Self.key[0], Self.key[1], Self.key[2], Self.key[3], "--data-binary", "<Envelope/>"
            )
            #expect(answer.exit == 0, "\(answer.errors)")
            #expect(answer.status == 200)
            #expect(answer.body == "<Envelope>99</Envelope>")
            #expect(answer.headers.contains("traceparent: 00-"))
        }
        #expect(gateway.received.first?.bytes == Array("<Envelope/>".utf8))
    }

    /// curl asks before it sends more than a megabyte, and waits a second where nobody answers.
    @Test func largeBodiesAreAskedForAtOnce() async throws {
        let gateway = StubGateway()
        try await withLiveServer(gateway) { url, _ in
            let answer = try await Command.run(
                "bash",
                [
                    "-c",
                    """
                    head -c 3000000 /dev/zero | tr '\\0' x | curl -sv -H 'Authorization: Bearer \(StubGateway.key)' \
                    -H 'Content-Type: text/plain' -H 'Expect: 100-continue' --data-binary @- \(url)/v1/messages
                    """,
                ])
            #expect(answer.errors.contains("HTTP/1.1 100 Continue"))
            #expect(answer.output == "<Envelope>99</Envelope>")
        }
        #expect(gateway.received.first?.bytes.count == 3_000_000)
    }

    @Test("bodies over the limit are refused", arguments: [true, false])
    func largeBodiesAreRefused(announced: Bool) async throws {
        let gateway = StubGateway()
        try await withLiveServer(gateway, limits: ServerLimits(body: 1 << 20)) { url, _ in
            let answer = try await Command.run(
                "bash",
                [
                    "-c",
                    """
                    head -c 3000000 /dev/zero | tr '\\0' x | curl -s -H 'Authorization: Bearer \(StubGateway.key)' \
                    -H 'Content-Type: text/plain' -H 'Accept-Language: en' \
                    \(announced ? "" : "-H 'Transfer-Encoding: chunked'") --data-binary @- \(url)/v1/messages
                    """,
                ])
            #expect(answer.output.contains("\"code\":\"request.too_large\""), "\(answer.output)")
            #expect(answer.output.contains("\"status\":413"))
        }
        #expect(gateway.received.isEmpty)
    }

    /// An answer to HEAD with a body would be read as the answer to what follows on the connection.
    @Test func headHasNoBody() async throws {
        try await withLiveServer(StubGateway()) { url, _ in
            let answer = try await Self.raw(
                url,
                "HEAD /healthz HTTP/1.1\\r\\nHost: x\\r\\n\\r\\nGET /healthz HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n"
            )
            let answers = answer.components(separatedBy: "HTTP/1.1 200 OK")
            #expect(answers.count == 3)
            #expect(!answers[1].contains("{"))
            #expect(answers[1].contains("Content-Length: 15"))
            #expect(answers[2].contains("{\"status\":\"ok\"}"))
        }
    }

    /// The request is sent by hand: a body of 100 bytes is announced, 10 come, then nothing.
    @Test func slowBodiesAreCutOff() async throws {
        try await withLiveServer(StubGateway(), limits: ServerLimits(bodyDeadline: .milliseconds(300))) { url, _ in
            let answer = try await Self.raw(
                url,
                "POST /v1/messages HTTP/1.1\\r\\nHost: x\\r\\nAuthorization: Bearer \(StubGateway.key)\\r\\n"
                    + "Content-Type: text/plain\\r\\nContent-Length: 100\\r\\n\\r\\n0123456789")
            #expect(answer.contains("HTTP/1.1 408 Request Timeout"))
            #expect(answer.contains("request.timeout"))
        }
    }

    @Test("connections that say nothing are closed", arguments: ["", "GET /healthz HTTP/1.1\\r\\nHost:"])
    func idleConnectionsAreClosed(_ beginning: String) async throws {
        try await withLiveServer(StubGateway(), limits: ServerLimits(idle: .milliseconds(300))) { url, _ in
            let answer = try await Self.raw(url, beginning)
            #expect(!answer.contains("200"))
        }
    }

    @Test("requests that are no HTTP", arguments: ["\\x16\\x03\\x01 hello\\r\\n\\r\\n", "GET\\r\\n\\r\\n"])
    func garbageIsRefused(_ bytes: String) async throws {
        try await withLiveServer(StubGateway()) { url, _ in
            let answer = try await Self.raw(url, bytes)
            #expect(answer.hasPrefix("HTTP/1.1 400"), "\(answer)")
        }
    }

    /// What is in flight when the server is told to stop is answered; then it stops.
    @Test func stoppingFinishesWhatIsInFlight() async throws {
        let (entered, signalEntered) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let gateway = StubGateway {
            $0.answer = { _, _ in
                signalEntered.yield()
                for await _ in released { break }
                return StubGateway.accepted
            }
        }
        try await withLiveServer(gateway) { url, stop in
            async let answer = Command.curl(
                url + "/v1/messages", Self.key[0], Self.key[1], Self.key[2], Self.key[3], "--data-binary", "<a/>")
            for await _ in entered { break }
            await stop()
            // The listening socket is closed before anything else; only then is the message let go.
            while try await Command.curl(url + "/healthz").exit != 7 {}
            release.yield()
            let finished = try await answer
            #expect(finished.status == 200)
            #expect(finished.body == "<Envelope>99</Envelope>")
        }
    }

    /// Sends bytes over a plain connection and gives all that comes back until the server closes it.
    private static func raw(_ url: String, _ bytes: String) async throws -> String {
        let port = url.split(separator: ":").last.map(String.init) ?? ""
        let script = "exec 3<>/dev/tcp/127.0.0.1/\(port); printf '\(bytes)' >&3; timeout 15 cat <&3; echo \"exit $?\""
        let result = try await Command.run("bash", ["-c", script])
        #expect(result.output.hasSuffix("exit 0\n"), "the server did not close the connection")
        return result.output
    }
}
