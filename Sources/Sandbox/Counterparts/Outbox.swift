internal import SingleWindow
internal import Synchronization
internal import Transport

/// A message a counterpart has written and posts to the gateway.
struct OutgoingPost: Sendable {
    var bytes: [UInt8]
    var contentType: String
    /// What it is, for the transcript.
    var title: String
}

/// The gateway's answer to a counterpart's message.
struct PostAnswer: Sendable {
    var status: Int
    var contentType: String?
    var bytes: [UInt8]
    /// How often it was posted.
    var attempts: Int
}

/// Posts messages to the gateway, the same bytes again until it answers: a gateway that was killed finds them again.
struct GatewayClient: Sendable {
    let transport: HTTPTransport
    let endpoint: GatewayEndpoint
    let apiKey: String

    /// Posts once.
    func post(_ message: OutgoingPost) async throws -> PostAnswer {
        let reply = try await transport.send(
            HTTPCall(
                url: endpoint.url + "/v1/messages", method: "POST",
                headers: [
                    HeaderField("Content-Type", message.contentType),
                    HeaderField("Authorization", "Bearer \(apiKey)"),
                ], body: .bytes(message.bytes),
                timeouts: HTTPTimeouts(connect: .seconds(2), total: .seconds(30)), responseLimit: 8 << 20))
        return PostAnswer(
            status: reply.status, contentType: reply.header("Content-Type"), bytes: reply.body, attempts: 1)
    }

    /// Gets `path`, again while nobody is there.
    ///
    /// - Throws: `CancellationError` when the sandbox stops meanwhile.
    func getUntilAnswered(_ path: String) async throws -> HTTPReply {
        while true {
            try Task.checkCancellation()
            do {
                return try await transport.send(
                    HTTPCall(
                        url: endpoint.url + path, method: "GET",
                        headers: [HeaderField("Authorization", "Bearer \(apiKey)")]))
            } catch {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    /// Posts until the gateway answers with anything but "not now".
    ///
    /// - Throws: `CancellationError` when the sandbox stops meanwhile.
    func postUntilAnswered(_ message: OutgoingPost) async throws -> PostAnswer {
        var attempts = 0
        while true {
            try Task.checkCancellation()
            attempts += 1
            do {
                var answer = try await post(message)
                if answer.status != 503 && answer.status != 429 {
                    answer.attempts = attempts
                    return answer
                }
            } catch is TransportError {
                // Nobody there: the gateway is down or starting; the same bytes go out again.
            }
            try await Task.sleep(for: .milliseconds(min(50 * attempts, 500)))
        }
    }
}

/// Where the gateway is; it may come back on another port after a restart.
final class GatewayEndpoint: Sendable {
    private let address: Mutex<String>

    init(url: String) { address = Mutex(url) }

    var url: String { address.withLock { $0 } }

    func move(to url: String) { address.withLock { $0 = url } }
}
