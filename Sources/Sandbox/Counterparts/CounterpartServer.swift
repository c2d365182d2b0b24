internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Messages
internal import NIOCore
internal import Synchronization

/// What a counterpart answers to a posted message.
struct CounterpartReply: Sendable {
    var status: Int
    var contentType: String
    var bytes: [UInt8]
    /// Seconds to ask the sender to wait.
    var retryAfter: Int?

    init(status: Int = 200, contentType: String, bytes: [UInt8], retryAfter: Int? = nil) {
        self.status = status
        self.contentType = contentType
        self.bytes = bytes
        self.retryAfter = retryAfter
    }
}

/// A real HTTP server on a loopback port of its own for one simulated counterpart.
final class CounterpartServer: Sendable {
    typealias Handler = @Sendable (_ bytes: [UInt8], _ contentType: String?) async -> CounterpartReply

    private let name: String
    private let port: Int
    private let isSOAP: Bool
    private let handler: Handler
    private let bound = Mutex<Int?>(nil)

    /// A server that hands each POST to `handler`, unwrapped from SOAP where `isSOAP`; `port` 0 takes any free one.
    init(name: String, port: Int = 0, isSOAP: Bool = false, handler: @escaping Handler) {
        self.name = name
        self.port = port
        self.isSOAP = isSOAP
        self.handler = handler
    }

    /// Serves until the task is cancelled; calls `ready` with the port once it listens.
    func run(ready: @escaping @Sendable (Int) -> Void) async throws {
        let router = Router()
        let handler = handler
        let isSOAP = isSOAP
        router.post("/messages") { request, _ -> Response in
            var body = Array(buffer: try await request.body.collect(upTo: 64 << 20))
            let soap = isSOAP ? try NSWSOAP.unwrap(body) : nil
            if let soap { body = soap.payload }
            var reply = await handler(body, isSOAP ? "application/xml" : request.headers[.contentType])
            if let soap { (reply.contentType, reply.bytes) = try NSWSOAP.wrap(response: reply.bytes, to: soap) }
            var headers: HTTPFields = [.contentType: reply.contentType]
            if let seconds = reply.retryAfter { headers[.retryAfter] = String(seconds) }
            return Response(
                status: HTTPResponse.Status(code: reply.status), headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.bytes)))
        }
        var logger = Logger(label: "sandbox.\(name)")
        // Its own end is always a cancellation, which the library logs as an error.
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: port), serverName: "nsw-sandbox"),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { ready(port) }
            },
            logger: logger)
        try await application.run()
    }
}
