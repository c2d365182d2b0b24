internal import SingleWindow

/// Kills the gateway without warning (SIGKILL) at random moments of pork consignments, lets it come back, and sees each
/// consignment to its end.
package enum KillDrill {
    /// What came of it.
    package struct Report: Sendable, CustomStringConvertible {
        /// Consignments that ended cleared.
        package var cleared = 0
        package var kills = 0
        /// Effects that counterparts saw more than once.
        package var effectsTwice: [String] = []
        package var problems: [String] = []

        package var description: String {
            "cleared \(cleared), kills \(kills), twice \(effectsTwice), problems \(problems)"
        }
    }

    /// One consignment a kill, one after the other; `seed` repeats a run's moments.
    package static func run(_ settings: Demo.Settings, kills: Int, seed: UInt64) async throws -> Report {
        let world = try SandboxWorld(
            SandboxWorld.Settings(
                executable: settings.executable, schemas: settings.schemas, certificates: settings.certificates,
                folder: settings.folder))
        var report = try await world.run { world in
            var report = Report()
            var random = SplitMix(state: seed)
            let runner = DemoRunner(world: world, print: { _ in })
            let clock = ContinuousClock()
            // The first consignment is left alone and tells how long one takes.
            let started = clock.now
            let undisturbed = try await runner.play([story(0)])
            let span = started.duration(to: clock.now)
            report.problems += undisturbed.flatMap(\.faults)
            for index in 1...max(1, kills) {
                let moment = span * Double.random(in: 0..<1, using: &random)
                let rows = try await withThrowingTaskGroup(of: [DemoRow]?.self) { group in
                    group.addTask { try await runner.play([story(index)]) }
                    group.addTask {
                        try await Task.sleep(for: moment)
                        world.gateway.kill()
                        return nil
                    }
                    var rows: [DemoRow] = []
                    for try await result in group { rows += result ?? [] }
                    return rows
                }
                report.cleared += rows.count { $0.faults.isEmpty && $0.end == "cleared, yellow" }
                report.problems += rows.flatMap(\.faults).map { "consignment \(index): \($0)" }
            }
            report.kills = world.gateway.starts - 1
            return report
        }
        report.effectsTwice = world.transcript.effectsTwice
        report.problems += world.transcript.problems.map { "\($0.counterpart): \($0.text)" }
        return report
    }

    /// A pork consignment of its own: references and bill of lading are not used twice.
    private static func story(_ index: Int) -> DemoStory {
        let number = String(1000 + index)
        return DemoStory(
            name: "pork \(number)", reference: "YELLOW\(number)",
            kind: .consignment(
                DemoStory.Consignment(
                    declarant: "declarant-1",
                    declaration: { reference in
                        var declaration = try DemoConsignments.pork(reference: reference)
                        declaration.consignment.billsOfLading = [BillOfLading("NMDK\(number)")].compactMap { $0 }
                        return declaration
                    }, dossier: ("BNNPTNT0600012", "GRANT\(number)"))), channel: .yellow, end: "cleared, yellow")
    }
}

/// A small generator that repeats its numbers for a seed (SplitMix64).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
