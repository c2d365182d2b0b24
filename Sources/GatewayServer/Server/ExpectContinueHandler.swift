internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Answers `Expect: 100-continue` at once (RFC 9110, section 10.1.1), so that callers do not wait before they send, and
/// cuts off callers that go on sending far beyond what was refused.
final class ExpectContinueHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Bodies up to this are read; the connection is closed beyond `cutOff`.
    private let limit: Int
    private let cutOff: Int
    private var received = 0

    init(limit: Int) {
        self.limit = limit
        // Below the cut-off a refused body is read and dropped, so that the caller sees the answer.
        cutOff = limit + max(limit, 8 << 20)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            received = 0
            let length = head.headerFields[.contentLength].flatMap { Int($0) } ?? 0
            if head.headerFields[.expect]?.lowercased() == "100-continue", length <= limit {
                context.writeAndFlush(
                    wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
        case .body(let buffer):
            received += buffer.readableBytes
            guard received <= cutOff else {
                context.close(promise: nil)
                return
            }
        case .end: break
        }
        context.fireChannelRead(data)
    }
}
