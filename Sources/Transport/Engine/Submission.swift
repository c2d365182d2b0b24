internal import Synchronization

/// A call on its way to the transport's thread, with the continuation that must be resumed exactly once.
struct Submission: Sendable {
    let ticket: CallTicket
    let call: PreparedCall
    let submitted: ContinuousClock.Instant
    let continuation: CheckedContinuation<Result<HTTPReply, TransportError>, Never>

    /// When the call must be over, wherever it is then.
    var deadline: ContinuousClock.Instant { submitted + call.call.timeouts.total }

    func finish(_ result: Result<HTTPReply, TransportError>) { continuation.resume(returning: result) }

    func fail(_ code: TransportError.Code, phase: TransportError.Phase, mayHaveBeenSent: Bool = false) {
        finish(
            .failure(
                TransportError(
                    code, phase: phase, mayHaveBeenSent: mayHaveBeenSent, origin: call.origin.description)))
    }
}

/// Names a call while it is under way. The flag catches a cancellation that overtakes the submission.
final class CallTicket: Sendable {
    let id: UInt64
    let isCancelled = Atomic(false)

    private static let counter = Atomic<UInt64>(0)

    init() { id = CallTicket.counter.wrappingAdd(1, ordering: .relaxed).newValue }
}
