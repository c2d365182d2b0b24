internal import CoreMetrics
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Synchronization

/// Counts and times requests by route, method and status, and logs each once.
final class RequestMetricsMiddleware: RouterMiddleware {
    private struct Key: Hashable {
        var route: String
        var method: String
        var status: Int
    }

    private struct Instruments {
        var counter: any CounterHandler
        var timer: any TimerHandler
    }

    private let factory: any MetricsFactory
    private let active: any MeterHandler
    private let instruments = Mutex<[Key: Instruments]>([:])

    init(factory: any MetricsFactory) {
        self.factory = factory
        active = factory.makeMeter(label: "nsw.http.requests.active", dimensions: [])
    }

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        let clock = ContinuousClock()
        let started = clock.now
        active.increment(by: 1)
        defer { active.decrement(by: 1) }
        let response = try await next(request, context)
        let nanoseconds = (clock.now - started) / Duration.nanoseconds(1)
        let key = Key(
            route: context.endpointPath ?? "NotFound", method: Self.known(request.method),
            status: response.status.code)
        let instruments = instruments(for: key)
        instruments.counter.increment(by: 1)
        instruments.timer.recordNanoseconds(Int64(nanoseconds))
        log(key, nanoseconds / 1_000_000, context.logger)
        return response
    }

    private func instruments(for key: Key) -> Instruments {
        instruments.withLock { known in
            if let found = known[key] { return found }
            let dimensions = [("route", key.route), ("method", key.method), ("status", String(key.status))]
            let new = Instruments(
                counter: factory.makeCounter(label: "nsw.http.requests", dimensions: dimensions),
                timer: factory.makeTimer(
                    label: "nsw.http.request.duration", dimensions: [("route", key.route), ("method", key.method)]))
            known[key] = new
            return new
        }
    }

    private func log(_ key: Key, _ milliseconds: Double, _ logger: Logger) {
        let level: Logger.Level = key.status >= 500 ? .warning : key.status >= 400 ? .info : .debug
        logger.log(
            level: level, "request answered",
            metadata: [
                "http.route": "\(key.route)", "http.method": "\(key.method)", "http.status": "\(key.status)",
                "milliseconds": "\(Int(milliseconds))",
            ])
    }

    /// Methods are the caller's words; the unusual are counted together.
    private static func known(_ method: HTTPRequest.Method) -> String {
        switch method {
        case .get, .head, .post, .put, .delete, .options, .patch: method.rawValue
        default: "other"
        }
    }
}
