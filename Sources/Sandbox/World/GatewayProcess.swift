internal import Glibc
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// The gateway as a process of its own, started again whenever it ends until it is told to stop.
final class GatewayProcess: Sendable {
    private struct State {
        var pid: pid_t?
        var isStopping = false
        var starts = 0
    }

    private let executable: String
    private let configuration: String
    private let state = Mutex(State())

    /// Runs `executable serve --config configuration`.
    init(executable: String, configuration: String) {
        self.executable = executable
        self.configuration = configuration
    }

    /// How often it was started.
    var starts: Int { state.withLock { $0.starts } }

    /// Runs the gateway until `stop`; calls `ready` each time it listens.
    ///
    /// - Throws: `SandboxError` when it ends by itself before it has ever listened.
    func run(ready: @escaping @Sendable () -> Void) async throws {
        var everReady = false
        while !state.withLock({ $0.isStopping }), !Task.isCancelled {
            let (wasReady, errors) = try await runOnce(ready: ready)
            everReady = everReady || wasReady
            guard everReady else { throw SandboxError("the gateway did not start:\n\(errors)") }
        }
    }

    private func runOnce(ready: @escaping @Sendable () -> Void) async throws -> (Bool, String) {
        let result = try await Subprocess.run(
            .path(.init(executable)), arguments: ["serve", "--config", configuration], input: .none,
            output: .sequence, error: .sequence
        ) { execution in
            let pid = execution.processIdentifier.value
            self.started(pid)
            async let log = GatewayProcess.tail(execution.standardError)
            var wasReady = false
            for try await line in execution.standardOutput.strings() where line.contains("listening on") {
                wasReady = true
                ready()
            }
            return (wasReady, try await log)
        }
        state.withLock { $0.pid = nil }
        return result.closureResult
    }

    private func started(_ pid: pid_t) {
        let isStopping = state.withLock { state in
            state.pid = pid
            state.starts += 1
            return state.isStopping
        }
        if isStopping { Glibc.kill(pid, SIGTERM) }
    }

    /// The last lines the gateway logged, for the report when it does not start.
    private static func tail(_ sequence: SubprocessOutputSequence) async throws -> String {
        var lines: [String] = []
        for try await line in sequence.strings() {
            lines.append(line)
            if lines.count > 40 { lines.removeFirst() }
        }
        return lines.joined(separator: "\n")
    }

    /// Kills it without warning (SIGKILL); `run` starts it again.
    func kill() { state.withLock { state in if let pid = state.pid { Glibc.kill(pid, SIGKILL) } } }

    /// Lets it end orderly (SIGTERM) and not start again.
    func stop() {
        state.withLock { state in
            state.isStopping = true
            if let pid = state.pid { Glibc.kill(pid, SIGTERM) }
        }
    }
}

/// What keeps the sandbox from working.
package struct SandboxError: Error, CustomStringConvertible {
    package var description: String
    package init(_ description: String) { self.description = description }
}
