internal import ArgumentParser
internal import Gateway
internal import GatewayServer
internal import Logging
internal import Metrics
internal import NIOCore
internal import ServiceLifecycle
internal import SingleWindow
internal import UnixSignals

/// `nsw serve --config FILE`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the gateway.",
        discussion: """
            Prints one line with the address once it listens. SIGTERM or SIGINT: takes no further connections, finishes \
            what is in flight, ends with 0. SIGHUP: reads partners, routing, certificates and schemas again; a bad file \
            is refused whole and the old settings stay in force.

            EXAMPLES
              nsw serve --config /etc/nsw/gateway.yaml
              kill -HUP $(pidof nsw)
            """)

    @Option(help: "The configuration file (YAML).") var config: String
    @Option(help: "Lowest level logged: trace, debug, info, notice, warning, error or critical.")
    var logLevel: LogLevelName = .info
    @Option(help: "Form of log lines on standard error: text or json.") var logFormat: LogFormat = .text

    func run() async throws {
        try await CommandFailure.translating { try await serve() }
    }

    private func serve() async throws {
        let format = logFormat
        let level = logLevel.value
        LoggingSystem.bootstrap { label in
            var handler: any LogHandler =
                format == .json ? JSONLogHandler(label: label) : StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        let logger = Logger(label: "nsw")

        let configuration = try GatewayConfiguration(yaml: try FileReader.text(config), path: config)
        let settings = try GatewayServer.Settings(configuration)
        let node = try await GatewayNode(configuration: configuration, logger: logger)
        let server = GatewayServer(gateway: node, settings: settings, registry: registry, logger: logger)
        // Started in this order and stopped in the reverse: no message is taken in after deliveries have stopped.
        var group = ServiceGroupConfiguration(
            services: [
                NodeService(node: node), ReloadService(node: node, logger: logger), try server.makeApplication(),
                Announcement(server: server),
            ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // Whoever sends slower than this is cut off; what is committed is answered again when it is sent again.
        group.maximumGracefulShutdownDuration = .seconds(30)
        let services = ServiceGroup(configuration: group)
        do {
            try await services.run()
        } catch let error as IOError {
            let place = "\(settings.host):\(settings.port)"
            throw CommandFailure(
                .cannot, "server.listen",
                Text(
                    vi: "Không mở được cổng \(place): \(error)", en: "The gateway can't listen on \(place): \(error)"))
        }
    }
}

/// Delivers until the gateway is to stop, then finishes what is under way and closes the journal.
private struct NodeService: Service {
    let node: GatewayNode

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await node.run()
        } onGracefulShutdown: {
            node.stop()
        }
    }
}

/// Tells people and scripts where the gateway listens.
private struct Announcement: Service {
    let server: GatewayServer

    func run() async throws {
        let address = try await cancelWhenGracefulShutdown { try await server.address() }
        Terminal.print("nsw listening on \(address.url)")
        try? await gracefulShutdown()
    }
}

extension GatewayServer.Settings {
    /// Where `configuration` says to listen, with its TLS material read.
    ///
    /// - Throws: `ConfigurationError` where it asks for what its mode forbids, or a file can't be used.
    init(_ configuration: GatewayConfiguration) throws {
        let listen = configuration.listen
        if listen.tls == nil {
            // API keys and messages must not cross a network in the clear (INTERFACE, section 3).
            guard configuration.mode == .sandbox else {
                throw ConfigurationError("listen.tls is missing: production mode takes no connections without TLS")
            }
            guard ["127.0.0.1", "::1", "localhost"].contains(listen.host) else {
                throw ConfigurationError(
                    "listen.host \(listen.host) needs listen.tls: without TLS the sandbox listens on loopback only")
            }
        }
        let tls = try listen.tls.map { files in
            let chain = try FileReader.bytes(configuration.resolve(files.certificate))
            let key = try FileReader.bytes(configuration.resolve(files.key))
            let roots = try files.clientRoots.map { try FileReader.bytes(configuration.resolve($0)) }
            do throws(ServerTLSError) {
                return try ServerTLS(chain: chain, key: key, clientRoots: roots ?? [])
            } catch { throw ConfigurationError("listen.tls: \(error)") }
        }
        self.init(
            host: listen.host, port: listen.port, tls: tls,
            limits: ServerLimits(
                body: configuration.limits.messageBytes,
                admission: Admission.Limits(
                    requests: configuration.limits.concurrentMessages,
                    requestsPerPartner: max(1, configuration.limits.concurrentMessages / 2))))
    }
}
