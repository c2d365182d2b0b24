internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import SingleWindow

/// Puts the request into its trace: reads `traceparent`, names the trace in every log line of the request and in the
/// answer; chooses the answer's language.
struct TraceMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.trace = TraceContext(traceparent: request.headers[.traceparent])
        context.language = Language(acceptLanguage: request.headers[.acceptLanguage])
        context.logger[metadataKey: "trace.id"] = "\(context.trace.traceID)"
        context.logger[metadataKey: "span.id"] = "\(context.trace.spanID)"
        let traced = context
        return try await withLogger(traced.logger) { _ in
            var response = try await next(request, traced)
            response.headers[.traceparent] = traced.trace.traceparent
            response.headers[.xContentTypeOptions] = "nosniff"
            return response
        }
    }
}
