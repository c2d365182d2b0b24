import Foundation
import Synchronization

/// `nsw serve` as a process.
final class RunningGateway: Sendable {
    private struct State {
        var output = ""
        var errors = ""
        var ended: Int32?
        var waiters: [(isDone: @Sendable (State) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let process = Process()
    private let state = Mutex(State())

    /// Starts the gateway; returns when it listens or has ended.
    init(configuration: String, arguments: [String] = []) async throws {
        process.executableURL = URL(filePath: NSWTool.path)
        process.arguments = ["serve", "--config", configuration] + arguments
        process.environment = NSWTool.environment([:])
        process.standardInput = FileHandle.nullDevice
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        output.fileHandleForReading.readabilityHandler = { [weak self] handle in
            self?.took(handle) { $0.output += $1 }
        }
        errors.fileHandleForReading.readabilityHandler = { [weak self] handle in
            self?.took(handle) { $0.errors += $1 }
        }
        process.terminationHandler = { [weak self] process in
            self?.change { $0.ended = process.terminationStatus }
        }
        try process.run()
        await wait { $0.output.contains("listening on") || $0.ended != nil }
    }

    deinit { if process.isRunning { process.terminate() } }

    /// The address it says it listens on; empty where it never did.
    var url: String {
        let line = state.withLock(\.output).split(separator: "\n").first { $0.contains("listening on") }
        return line?.split(separator: " ").last.map(String.init) ?? ""
    }

    var output: String { state.withLock(\.output) }
    var errors: String { state.withLock(\.errors) }

    func hangUp() { kill(process.processIdentifier, SIGHUP) }

    /// Ends it with SIGTERM.
    ///
    /// - Returns: Its exit status.
    @discardableResult
    func stop() async -> Int32 {
        kill(process.processIdentifier, SIGTERM)
        return await ended()
    }

    /// Its exit status, once it has ended.
    func ended() async -> Int32 {
        await wait { $0.ended != nil }
        return state.withLock { $0.ended ?? -1 }
    }

    /// Returns when `text` was logged, or it has ended.
    func logged(_ text: String) async { await wait { $0.errors.contains(text) || $0.ended != nil } }

    // MARK: - Events

    private func took(_ handle: FileHandle, _ add: (inout State, String) -> Void) {
        let data = handle.availableData
        guard !data.isEmpty else {
            handle.readabilityHandler = nil
            return
        }
        change { add(&$0, String(decoding: data, as: UTF8.self)) }
    }

    private func change(_ apply: (inout State) -> Void) {
        let ready = state.withLock { state in
            apply(&state)
            let waiters = state.waiters
            let isReady = waiters.map { $0.isDone(state) }
            state.waiters = zip(waiters, isReady).filter { !$0.1 }.map(\.0)
            let ready = zip(waiters, isReady).filter(\.1).map(\.0.continuation)
            return ready
        }
        for continuation in ready { continuation.resume() }
    }

    private func wait(_ isDone: @escaping @Sendable (State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if isDone(state) { return true }
                state.waiters.append((isDone, continuation))
                return false
            }
            if isReady { continuation.resume() }
        }
    }
}
