package import Hummingbird
internal import Logging
internal import NIOCore
internal import SingleWindow

/// What is known of a request while it is answered.
package struct GatewayContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The connection, for its client certificate.
    let channel: any NIOCore.Channel
    /// The trace the request belongs to; set by `TraceMiddleware`.
    var trace: TraceContext
    /// The language of texts in the answer; set by `TraceMiddleware`.
    var language: Language

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        trace = TraceContext(traceparent: nil)
        language = .vietnamese
    }
}
