internal import CCurl
internal import Synchronization

/// What tasks and the transport's thread share: the orders not yet taken, and the way to wake the thread.
final class Inbox: Sendable {
    /// What the thread takes out in one go.
    struct Batch {
        var submissions: [Submission] = []
        var cancellations: [UInt64] = []
        /// When calls still on the wire are to be broken off; nil while the transport is not stopping.
        var stopAt: ContinuousClock.Instant?
    }

    private enum Phase {
        case idle
        case running(Wakeable)
        case stopping(Wakeable)
        /// The CURLM is being freed.
        case closing
        case stopped
    }

    private struct State {
        var phase = Phase.idle
        var batch = Batch()
        /// Calls submitted and not yet taken off the queue by the thread.
        var queued = 0
        var statistics = TransportStatistics()
        var stopWaiters: [CheckedContinuation<Void, Never>] = []
    }

    /// The CURLM, for curl_multi_wakeup alone: the one function of libcurl's multi interface that other threads may
    /// call (libcurl, curl_multi_wakeup(3)). It is called under the lock, and the thread takes the handle away under the
    /// same lock before it frees it.
    private struct Wakeable: @unchecked Sendable {
        let multi: UnsafeMutableRawPointer
        func wake() { curl_multi_wakeup(multi) }
    }

    private let state = Mutex(State())
    private let queueLimit: Int

    init(queueLimit: Int) { self.queueLimit = queueLimit }

    // MARK: Called by tasks

    /// Hands a call over; the reason when it is not taken.
    func submit(_ submission: Submission) -> TransportError.Code? {
        state.withLock { state in
            guard case .running(let handle) = state.phase else { return .stopped }
            guard state.queued < queueLimit else { return .busy }
            let mustWake = state.batch.submissions.isEmpty
            state.batch.submissions.append(submission)
            state.queued += 1
            if mustWake { handle.wake() }
            return nil
        }
    }

    func cancel(_ id: UInt64) {
        state.withLock { state in
            switch state.phase {
            case .running(let handle), .stopping(let handle):
                state.batch.cancellations.append(id)
                handle.wake()
            case .idle, .closing, .stopped:
                break
            }
        }
    }

    /// Ends the transport. The earliest of several instants counts.
    func stop(at instant: ContinuousClock.Instant) {
        state.withLock { state in
            switch state.phase {
            case .idle:
                state.phase = .stopped
            case .running(let handle), .stopping(let handle):
                state.batch.stopAt = min(instant, state.batch.stopAt ?? instant)
                state.phase = .stopping(handle)
                handle.wake()
            case .closing, .stopped:
                break
            }
        }
    }

    /// Returns when the thread has freed everything, or at once when it never ran.
    func waitUntilStopped() async {
        await withCheckedContinuation { continuation in
            let isStopped = state.withLock { state in
                if case .stopped = state.phase { return true }
                state.stopWaiters.append(continuation)
                return false
            }
            if isStopped { continuation.resume() }
        }
    }

    var statistics: TransportStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.queued = state.queued
            return statistics
        }
    }

    // MARK: Called by the starter and the thread

    /// Opens the inbox for a thread about to run; false when it was opened or stopped before.
    func open(_ multi: UnsafeMutableRawPointer) -> Bool {
        let handle = Wakeable(multi: multi)
        return state.withLock { state in
            guard case .idle = state.phase else { return false }
            state.phase = .running(handle)
            return true
        }
    }

    /// Takes everything out, and says what is on the wire.
    func take(active: Int) -> Batch {
        state.withLock { state in
            defer {
                state.batch.submissions = []
                state.batch.cancellations = []
            }
            state.statistics.active = active
            return state.batch
        }
    }

    /// `count` calls have left the queue.
    func dequeued(_ count: Int) {
        state.withLock { $0.queued -= count }
    }

    /// A call that was on the wire or in the queue is over.
    func recorded(answered: Bool, connections: Int, active: Int) {
        state.withLock { state in
            state.statistics.active = active
            if answered { state.statistics.answered += 1 } else { state.statistics.failed += 1 }
            state.statistics.connections += connections
        }
    }

    /// Closes the inbox before the thread frees the CURLM; the submissions that came in last must be answered.
    func close() -> [Submission] {
        state.withLock { state in
            defer { state.batch = Batch() }
            state.phase = .closing
            state.statistics.active = 0
            state.queued = 0
            return state.batch.submissions
        }
    }

    /// The thread has freed everything.
    func announceStopped() {
        let waiters = state.withLock { state in
            state.phase = .stopped
            defer { state.stopWaiters = [] }
            return state.stopWaiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
