import Sandbox
import Testing

/// The demo's six cases through a real gateway process and real counterparts.
@Suite(.serialized)
struct DemoTests {
    @Test func everyCaseEndsAsItMust() async throws {
        let executable = try SandboxPaths.executable()
        try await SandboxPaths.withFolder { folder in
            let transcript = Lines()
            let good = try await Demo.run(
                Demo.Settings(
                    executable: executable, schemas: SandboxPaths.schemas, certificates: SandboxPaths.certificates,
                    folder: folder), print: { transcript.add($0) })
            #expect(good, "\(transcript.text)")
        }
    }

    /// kill -9 at 20 random moments of the pork case: each case ends cleared, nothing takes effect twice.
    @Test func killedGatewayLosesNothing() async throws {
        let executable = try SandboxPaths.executable()
        let seed = UInt64.random(in: 0...UInt64.max)
        try await SandboxPaths.withFolder { folder in
            let report = try await KillDrill.run(
                Demo.Settings(
                    executable: executable, schemas: SandboxPaths.schemas, certificates: SandboxPaths.certificates,
                    folder: folder), kills: 20, seed: seed)
            #expect(report.cleared == 20, "seed \(seed): \(report)")
            #expect(report.kills == 20, "seed \(seed): \(report)")
            #expect(report.effectsTwice.isEmpty, "seed \(seed): \(report)")
            #expect(report.problems.isEmpty, "seed \(seed): \(report)")
        }
    }
}
