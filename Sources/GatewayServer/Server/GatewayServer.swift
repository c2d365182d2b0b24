package import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
package import Logging
internal import NIOCore
internal import NIOSSL

/// The HTTP interface of a gateway: routes, TLS, limits.
package struct GatewayServer: Sendable {
    /// Where and how the server listens.
    package struct Settings: Sendable {
        package var host: String
        /// 0 takes any free port.
        package var port: Int
        package var tls: ServerTLS?
        package var limits: ServerLimits

        package init(host: String, port: Int, tls: ServerTLS? = nil, limits: ServerLimits = ServerLimits()) {
            self.host = host
            self.port = port
            self.tls = tls
            self.limits = limits
        }
    }

    private let gateway: any GatewayUseCases
    private let settings: Settings
    private let registry: PrometheusRegistry
    private let logger: Logger
    private let bound = BoundAddress()

    package init(
        gateway: any GatewayUseCases, settings: Settings, registry: PrometheusRegistry = PrometheusRegistry(),
        logger: Logger
    ) {
        self.gateway = gateway
        self.settings = settings
        self.registry = registry
        self.logger = logger
        OperationsRoutes.describe(in: registry)
    }

    /// Where the server listens, once it does.
    ///
    /// - Throws: `CancellationError` where the task is cancelled before.
    package func address() async throws -> BoundAddress.Value { try await bound.value() }

    /// The server as a service that ends gracefully: it takes no further connections and finishes what is in flight.
    ///
    /// - Throws: `ServerTLSError` for certificates or keys that can't be used.
    package func makeApplication() throws -> some ApplicationProtocol {
        let limits = settings.limits
        let http = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [ExpectContinueHandler(limit: limits.body)],
                idleTimeout: TimeAmount(limits.idle),
                httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                    maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100)))
        let server = try settings.tls.map { try HTTPServerBuilder.tls(http, tlsConfiguration: $0.configuration()) }
        let bound = bound
        let scheme = settings.tls == nil ? "http" : "https"
        let host = settings.host
        return Application(
            router: makeRouter(), server: server ?? http,
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: settings.port), serverName: "nsw-gateway",
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
            onServerRunning: { channel in
                bound.set(
                    BoundAddress.Value(scheme: scheme, host: host, port: channel.localAddress?.port ?? 0))
            }, logger: logger)
    }

    /// The routes, for tests that need no socket.
    package func makeRouter() -> Router<GatewayContext> {
        let limits = settings.limits
        let admission = Admission(limits.admission)
        let authenticator = CallerAuthenticator(gateway: gateway, isTLS: settings.tls?.acceptsClients ?? false)
        let reader = BodyReader(limit: limits.body, deadline: limits.bodyDeadline)
        let metrics = IntakeMetrics(factory: registry)

        let router = Router(context: GatewayContext.self)
        router.add(middleware: TraceMiddleware())
        router.add(middleware: RequestMetricsMiddleware(factory: registry))
        router.add(middleware: ProblemMiddleware())

        let intake = MessageIntakeRoute(
            gateway: gateway, authenticator: authenticator, admission: admission, reader: reader, metrics: metrics)
        router.methods("/v1/messages", [.post: intake.handle])
        let validation = ValidationRoute(
            gateway: gateway, authenticator: authenticator, admission: admission, reader: reader)
        router.methods("/v1/validate", [.post: validation.handle])
        let soap = SOAPRoute(
            gateway: gateway, authenticator: authenticator, admission: admission, reader: reader, metrics: metrics,
            scheme: settings.tls == nil ? "http" : "https")
        router.methods("/soap/nsw", [.get: soap.description, .post: soap.call])
        let messages = MessageRoutes(gateway: gateway, authenticator: authenticator)
        router.methods("/v1/messages/:id", [.get: messages.metadata])
        router.methods("/v1/messages/:id/content", [.get: messages.content])
        router.methods("/v1/messages/:id/receipt", [.get: messages.receipt])
        let cases = CaseRoutes(gateway: gateway, authenticator: authenticator)
        router.methods("/v1/cases", [.get: cases.list])
        router.methods("/v1/cases/:ref", [.get: cases.one])
        let operations = OperationsRoutes(gateway: gateway, registry: registry, admission: admission)
        router.methods("/healthz", [.get: operations.health])
        router.methods("/readyz", [.get: operations.readiness])
        router.methods("/metrics", [.get: operations.metrics])
        return router
    }
}
