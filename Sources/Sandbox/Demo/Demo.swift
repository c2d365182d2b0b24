internal import Glibc
internal import SingleWindow

/// What `nsw demo` does.
package enum Demo {
    /// Where the pieces are.
    package struct Settings: Sendable {
        package var executable: String
        package var schemas: String
        package var certificates: String
        /// An empty folder for the demo's gateway.
        package var folder: String

        package init(executable: String, schemas: String, certificates: String, folder: String) {
            self.executable = executable
            self.schemas = schemas
            self.certificates = certificates
            self.folder = folder
        }
    }

    /// Plays the demo and prints each case's timeline and the closing table with `print`.
    ///
    /// - Returns: Whether every case ended as it must, every signature held at both ends, and nothing took effect twice.
    package static func run(_ settings: Settings, print: @escaping @Sendable (String) -> Void) async throws -> Bool {
        let world = try SandboxWorld(
            SandboxWorld.Settings(
                executable: settings.executable, schemas: settings.schemas, certificates: settings.certificates,
                folder: settings.folder))
        let rows = try await world.run { world in
            print("gateway at \(world.url), journal in \(settings.folder)")
            return try await DemoRunner(world: world, print: print).play()
        }
        print("")
        print(DemoRow.table(rows))
        print("")
        let signatures = world.transcript.signatures
        print(
            "signatures of the gateway checked by counterparts: \(signatures.verified) hold, \(signatures.unverified) do not"
        )
        let twice = world.transcript.effectsTwice
        print("effects at counterparts: \(world.transcript.effectCount), taken twice: \(twice.count)")
        for problem in world.transcript.problems { print("problem at \(problem.counterpart): \(problem.text)") }
        return rows.allSatisfy(\.faults.isEmpty) && signatures.unverified == 0 && twice.isEmpty
            && world.transcript.problems.isEmpty
    }
}
