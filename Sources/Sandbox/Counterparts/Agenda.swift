internal import Logging

/// What a counterpart does on its own account, one thing after another: its business messages come later than its
/// technical answers, and in the order it means them.
final class Agenda: Sendable {
    typealias Job = @Sendable () async throws -> Void

    private struct Item: Sendable {
        var delay: Duration
        var job: Job
    }

    private let items: AsyncStream<Item>
    private let continuation: AsyncStream<Item>.Continuation
    private let onError: @Sendable (any Error) -> Void

    /// An empty agenda; `onError` hears of a job that failed, after which the next one is done.
    init(onError: @escaping @Sendable (any Error) -> Void) {
        (items, continuation) = AsyncStream.makeStream()
        self.onError = onError
    }

    /// Adds a job, to be done `delay` after the one before it.
    func add(after delay: Duration = .milliseconds(20), _ job: @escaping Job) {
        continuation.yield(Item(delay: delay, job: job))
    }

    /// Does the jobs until the task is cancelled.
    func run() async {
        for await item in items {
            do {
                try await Task.sleep(for: item.delay)
                try await item.job()
            } catch is CancellationError {
                return
            } catch {
                onError(error)
            }
        }
    }
}
