internal import Gateway
internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// Reads the settings again at each SIGHUP.
struct ReloadService: Service {
    let node: GatewayNode
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            do {
                try node.reload()
                logger.notice("settings reloaded")
            } catch {
                logger.error("settings not reloaded, the old ones stay in force", metadata: ["reason": "\(error)"])
            }
        }
    }
}
