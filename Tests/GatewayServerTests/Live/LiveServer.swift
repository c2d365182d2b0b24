import Gateway
import GatewayServer
import Hummingbird
import Logging
import ServiceLifecycle

/// Runs a server on a free port while `test` runs, and stops it gracefully afterwards.
func withLiveServer(
    _ gateway: StubGateway, limits: ServerLimits = ServerLimits(), tls: ServerTLS? = nil,
    _ test: @escaping @Sendable (_ url: String, _ stop: @escaping @Sendable () async -> Void) async throws -> Void
) async throws {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let server = GatewayServer(
        gateway: gateway,
        settings: GatewayServer.Settings(host: "127.0.0.1", port: 0, tls: tls, limits: limits), logger: logger)
    let services = ServiceGroup(
        configuration: ServiceGroupConfiguration(services: [try server.makeApplication()], logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await services.run() }
        let address = try await server.address()
        do {
            try await test(address.url) { await services.triggerGracefulShutdown() }
        } catch {
            await services.triggerGracefulShutdown()
            throw error
        }
        await services.triggerGracefulShutdown()
        try await group.waitForAll()
    }
}
