internal import HTTPTypes
internal import Hummingbird

extension Router<GatewayContext> {
    typealias Handler = @Sendable (Request, GatewayContext) async throws -> Response

    /// The handlers of one path; every other method is answered with 405 and what is allowed (RFC 9110, section 15.5.6).
    func methods(_ path: RouterPath, _ handlers: [HTTPRequest.Method: Handler]) {
        var all = handlers
        if let get = handlers[.get] {
            // The same fields as GET's and no content (RFC 9110, section 9.3.2).
            all[.head] = { try await get($0, $1).createHeadResponse() }
        }
        for (method, handler) in all { on(path, method: method, use: handler) }
        let allowed = Array(all.keys)
        for method in Self.known where all[method] == nil {
            on(path, method: method) { (_, _) -> Response in throw HTTPProblem.methodNotAllowed(allowed) }
        }
    }

    private static var known: [HTTPRequest.Method] { [.get, .head, .post, .put, .delete, .options, .patch] }
}
