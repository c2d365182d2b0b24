internal import CCurl
internal import CCurlShims
internal import Synchronization

/// Owns the CURLM and every easy handle, and runs the calls. Lives on one thread from `run` to its end.
final class TransferLoop {
    private let configuration: TransportConfiguration
    private let inbox: Inbox
    private let multi: UnsafeMutableRawPointer
    private var queue: AdmissionQueue<URLParts.Origin, Submission>
    private var active: [UInt64: Transfer] = [:]
    private var ids: [UnsafeMutableRawPointer: UInt64] = [:]
    private var spare: [UnsafeMutableRawPointer] = []
    /// No waiting call's deadline is before this; nil when none waits.
    private var nextQueueDeadline: ContinuousClock.Instant?
    private var stopAt: ContinuousClock.Instant?

    init(_ configuration: TransportConfiguration, inbox: Inbox, multi: UnsafeMutableRawPointer) {
        self.configuration = configuration
        self.inbox = inbox
        self.multi = multi
        queue = AdmissionQueue(total: configuration.totalCalls, perLane: configuration.callsPerOrigin)
    }

    /// Runs until the inbox says stop and what is on the wire is over or broken off; frees everything.
    func run() {
        repeat {
            takeOrders()
            expireQueue()
            admit()
            var running: Int32 = 0
            let performed = curl_multi_perform(multi, &running)
            collect()
            if performed != CURLM_OK { breakOff(.internal) }
            if hasFinished { break }
            // A call that is over may have made room for the next, which is to start before the wait.
            if admit() { continue }
            if curl_multi_poll(multi, nil, 0, wait, nil) != CURLM_OK { breakOff(.internal) }
        } while true
        tearDown()
    }

    // MARK: Orders

    private func takeOrders() {
        let batch = inbox.take(active: active.count)
        for submission in batch.submissions {
            guard !submission.ticket.isCancelled.load(ordering: .acquiring) else {
                leaveQueue(submission, .cancelled)
                continue
            }
            queue.enqueue(submission, id: submission.ticket.id, lane: submission.call.origin)
            nextQueueDeadline = min(submission.deadline, nextQueueDeadline ?? submission.deadline)
        }
        for id in batch.cancellations {
            if let submission = queue.remove(id) { leaveQueue(submission, .cancelled) }
            if let transfer = active[id] { conclude(transfer, .failure(transfer.interrupted(.cancelled))) }
        }
        if let instant = batch.stopAt {
            stopAt = instant
            for (id, _) in queue.waiting {
                if let submission = queue.remove(id) { leaveQueue(submission, .stopped) }
            }
            if instant <= .now { breakOff(.stopped) }
        }
    }

    private var hasFinished: Bool { stopAt != nil && active.isEmpty && queue.count == 0 }

    private func leaveQueue(_ submission: Submission, _ code: TransportError.Code) {
        inbox.dequeued(1)
        inbox.recorded(answered: false, connections: 0, active: active.count)
        submission.fail(code, phase: .queue)
    }

    private func expireQueue() {
        guard let deadline = nextQueueDeadline else { return }
        let now = ContinuousClock.now
        guard deadline <= now else { return }
        nextQueueDeadline = nil
        for (id, submission) in queue.waiting {
            if submission.deadline > now {
                nextQueueDeadline = min(submission.deadline, nextQueueDeadline ?? submission.deadline)
            } else if queue.remove(id) != nil {
                leaveQueue(submission, .timeout)
            }
        }
    }

    /// Milliseconds to wait at most. libcurl shortens the wait for its own timers, and a new order ends it.
    private var wait: Int32 {
        let instants = [nextQueueDeadline, stopAt].compactMap { $0 }
        guard let earliest = instants.min() else { return 60_000 }
        let left = (earliest - .now).wholeMilliseconds + 1
        return Int32(min(max(0, left), 60_000))
    }

    // MARK: Calls

    /// Puts on the wire what may go; true when there was something.
    @discardableResult
    private func admit() -> Bool {
        var hasAdmitted = false
        while let submission = queue.admit() {
            inbox.dequeued(1)
            hasAdmitted = true
            begin(submission)
        }
        return hasAdmitted
    }

    private func begin(_ submission: Submission) {
        let now = ContinuousClock.now
        guard let easy = spare.popLast() ?? curl_easy_init(),
            let transfer = Transfer(submission, easy: easy, admitted: now)
        else {
            queue.release(submission.call.origin)
            inbox.recorded(answered: false, connections: 0, active: active.count)
            return submission.fail(.internal, phase: .preparation)
        }
        active[submission.ticket.id] = transfer
        ids[easy] = submission.ticket.id
        do throws(TransportError) {
            try transfer.configure(configuration, now: now)
            let added = curl_multi_add_handle(multi, easy)
            guard added == CURLM_OK else {
                throw TransportError(.internal, detail: String(cString: curl_multi_strerror(added)))
            }
        } catch {
            var error = error
            error.origin = submission.call.origin.description
            conclude(transfer, .failure(error))
        }
    }

    /// Takes the finished transfers out of libcurl.
    private func collect() {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(multi, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let transfer = ids[easy].flatMap({ active[$0] })
            else { continue }
            let code = CCurlShims_msg_result(message)
            conclude(transfer, transfer.result(code, now: .now))
        }
    }

    /// Ends a call: libcurl lets go of the transfer before anybody hears of the result.
    private func conclude(_ transfer: Transfer, _ result: Result<HTTPReply, TransportError>) {
        let id = transfer.submission.ticket.id
        let connections = transfer.connectionsOpened
        transfer.submission.call.observer?.note(HandshakeFacts(transfer.handshake))
        curl_multi_remove_handle(multi, transfer.easy)
        // Forgets the options, which point into the transfer; connections and names stay with the CURLM.
        curl_easy_reset(transfer.easy)
        ids[transfer.easy] = nil
        active[id] = nil
        queue.release(transfer.submission.call.origin)
        if spare.count < 64 { spare.append(transfer.easy) } else { curl_easy_cleanup(transfer.easy) }
        let isAnswered = if case .success = result { true } else { false }
        inbox.recorded(answered: isAnswered, connections: connections, active: active.count)
        transfer.submission.finish(result)
    }

    private func breakOff(_ code: TransportError.Code) {
        for transfer in active.values { conclude(transfer, .failure(transfer.interrupted(code))) }
    }

    private func tearDown() {
        for submission in inbox.close() { submission.fail(.stopped, phase: .queue) }
        for easy in spare { curl_easy_cleanup(easy) }
        spare = []
        curl_multi_cleanup(multi)
    }
}
