internal import Gateway
internal import SingleWindow

/// The sandbox that stays up: what `nsw sandbox` does.
package enum SandboxService {
    /// Runs the gateway and its counterparts until the task is cancelled; `announce` gets the lines to show once the
    /// gateway listens.
    package static func run(
        _ settings: Demo.Settings, port: Int, announce: @escaping @Sendable (String) -> Void
    ) async throws {
        let world = try SandboxWorld(
            SandboxWorld.Settings(
                executable: settings.executable, schemas: settings.schemas, certificates: settings.certificates,
                folder: settings.folder, port: port))
        try await world.run { world in
            announce("gateway   \(world.url)")
            announce("journal   \(settings.folder)/journal.sqlite")
            for partner in SandboxPartner.all {
                announce(
                    "partner   \(partner.id)  key \(world.apiKeys[partner.id] ?? "")  "
                        + "certificate \(partner.certificate)")
            }
            announce("scenarios are chosen by the letters of the sender's reference: nsw sandbox --scenarios")
            // Until the signal to stop cancels the task.
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
        }
    }
}
