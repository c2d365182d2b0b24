internal import HTTPTypes
internal import Hummingbird
internal import Journal
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// Answers everything thrown below it with problem details, and nothing of what was thrown beyond its code.
struct ProblemMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPParserError {
            throw error
        } catch {
            return HTTPProblem(from: error, logger: context.logger).response(context.language)
        }
    }
}

extension HTTPProblem {
    /// The problem that `error` is, to a caller.
    init(from error: any Error, logger: Logger) {
        switch error {
        case let problem as HTTPProblem: self = problem
        case let error as JournalError:
            logger.error("the store failed", metadata: ["error.code": "\(error.code.rawValue)"])
            self = error.code == .internal || error.code == .corrupt ? .internal : .storeUnavailable
        case let error as HTTPError where error.status == .notFound: self = .notFound
        case is CancellationError: self = .busy
        default:
            logger.error("the request failed", metadata: ["error.type": "\(type(of: error))"])
            self = .internal
        }
    }
}
