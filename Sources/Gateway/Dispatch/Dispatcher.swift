package import Journal
package import Logging
internal import Messages
internal import SingleWindow
internal import Synchronization
package import Transport

/// Delivers what cases have queued: leases, fixes the bytes, posts, reads the answer, records the attempt.
///
/// Order is kept by the journal, which leases only the head of each lane (a case and one recipient). A failing delivery
/// therefore holds up what the same case has for the same partner, and nothing else.
package final class Dispatcher: Sendable {
    package struct Settings: Hashable, Sendable {
        /// Deliveries under way at once.
        package var concurrency: Int
        /// How long a lease lasts; above the longest time one attempt can take.
        package var lease: Duration
        package var schedule: RetrySchedule

        package init(
            concurrency: Int = 64, lease: Duration = .seconds(120), schedule: RetrySchedule = RetrySchedule()
        ) {
            self.concurrency = concurrency
            self.lease = lease
            self.schedule = schedule
        }
    }

    private let journal: any Journal
    private let writer: DeliveryWriter
    private let post: any DeliveryPost
    private let source: any SettingsSource
    private let clock: any GatewayClock
    private let settings: Settings
    private let owner: String
    private let logger: Logger
    private let signal = WakeSignal()
    private let breakers = Mutex<[PartnerID: CircuitBreaker]>([:])
    private let isStopping = Mutex(false)

    /// Makes a dispatcher; `owner` is this node's name on its leases, unique among nodes and restarts.
    package init(
        journal: any Journal, post: any DeliveryPost, source: any SettingsSource,
        clock: any GatewayClock, settings: Settings, owner: String, logger: Logger
    ) {
        self.journal = journal
        self.post = post
        self.source = source
        self.clock = clock
        self.settings = settings
        self.owner = owner
        self.logger = logger
        writer = DeliveryWriter(journal: journal)
    }

    /// Says that deliveries may have become due.
    package func wake() { signal.signal() }

    /// Takes no further deliveries; those under way are finished, then `run` returns.
    package func stop() {
        isStopping.withLock { $0 = true }
        signal.signal()
    }

    /// Delivers until it is stopped or its task cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            let slots = SlotCounter(settings.concurrency)
            while !Task.isCancelled, !isStopping.withLock({ $0 }) {
                let batch = await lease(slots.free)
                for delivery in batch {
                    slots.take()
                    group.addTask {
                        await self.deliver(delivery)
                        slots.give()
                        self.signal.signal()
                    }
                }
                if batch.isEmpty { await signal.wait(atMost: await pause()) }
            }
        }
    }

    // MARK: - One round

    private func lease(_ free: Int) async -> [LeasedDelivery] {
        guard free > 0 else { return [] }
        do {
            return try await journal.leaseDeliveries(
                owner: owner, now: clock.now, lease: settings.lease.milliseconds, limit: free)
        } catch {
            logger.error("deliveries could not be leased", metadata: ["error": "\(GatewayFault.code(of: error))"])
            return []
        }
    }

    /// How long to wait for a signal: until the next delivery is due, a second at most so that another node's work and
    /// leases that ran out are seen.
    private func pause() async -> Duration {
        let now = clock.now
        guard let due = try? await journal.nextDue(after: now) else { return .seconds(1) }
        return .milliseconds(min(1000, max(1, due.milliseconds - now.milliseconds)))
    }

    private func deliver(_ delivery: LeasedDelivery) async {
        do {
            try await attempt(delivery)
        } catch {
            // The lease runs out and the delivery is taken up again; nothing is lost.
            logger.error(
                "delivery interrupted",
                metadata: [
                    "message.key": "\(delivery.key)", "partner.id": "\(delivery.partner)",
                    "error": "\(GatewayFault.code(of: error))",
                ])
        }
    }

    private func attempt(_ delivery: LeasedDelivery) async throws {
        let current = source.current
        let started = clock.now
        guard let partner = current.register[delivery.partner], !partner.suspended, partner.endpoint != nil else {
            return try await park(delivery, started, .noEndpoint(delivery.partner))
        }
        let prepared: PreparedMessage
        do {
            prepared = try await writer.prepare(delivery, for: partner, by: current, at: started, owner: owner)
        } catch let refusal as MessageRefusal {
            return try await park(delivery, started, refusal.problems.first ?? .noEndpoint(delivery.partner))
        }
        let permit: CircuitBreaker.Permit
        switch admit(partner.id, at: started) {
        case .admitted(let admitted): permit = admitted
        case .refused(let until):
            return try await journal.postpone(
                delivery.key, owner: owner, until: until ?? started.advanced(byMilliseconds: 500))
        }
        let result = await call(prepared, partner, current)
        report(result.breaker, permit, partner.id)
        let outcome = next(delivery, result, at: clock.now)
        var attempt = result.attempt
        attempt.startedAt = started
        attempt.milliseconds = Int(clock.now.milliseconds - started.milliseconds)
        let isOurs = try await journal.recordAttempt(attempt, of: delivery.key, owner: owner, outcome: outcome)
        log(delivery, attempt, outcome, isOurs: isOurs)
    }

    // MARK: - The call

    private struct CallResult {
        var attempt: DeliveryAttempt
        var breaker: CircuitBreaker.Outcome
        var disposition: Disposition
        var retryAfter: Duration?

        enum Disposition {
            case delivered
            case retry
            case permanent(Text)
        }
    }

    private func call(_ message: PreparedMessage, _ partner: Partner, _ current: GatewaySettings) async -> CallResult {
        let reply: DeliveryReply
        do {
            reply = try await post.post(
                message.bytes, contentType: message.contentType, code: message.code, to: partner)
        } catch {
            return failed(error)
        }
        let family = current.families[message.code.family]
        let sent = MessageHeaderReader.header(of: message, family: family)
        let reading = family.readAnswer(
            reply.body, contentType: reply.contentType, to: sent, trust: current.trust(for: partner, at: clock.now))
        var attempt = DeliveryAttempt(
            startedAt: clock.now, milliseconds: 0, status: reply.status, answer: reply.body)
        switch reading {
        case .acknowledged:
            attempt.answerVerified = true
            return CallResult(attempt: attempt, breaker: .success, disposition: .delivered)
        case .refused(let problems, _):
            attempt.answerVerified = true
            attempt.error = problems.first?.code ?? "delivery.refused"
            attempt.text = problems.first?.message
            return CallResult(
                attempt: attempt, breaker: .success,
                disposition: .permanent(attempt.text ?? Text(vi: "Đối tác từ chối.", en: "The partner refused it.")))
        case .busy(let problems):
            attempt.error = problems.first?.code ?? "delivery.busy"
            attempt.text = problems.first?.message
            return CallResult(
                attempt: attempt, breaker: .failure, disposition: .retry, retryAfter: reply.retryAfter)
        case .invalid(let problems):
            attempt.answerVerified = false
            attempt.error = (200..<300).contains(reply.status) ? problems.first?.code : "delivery.http_\(reply.status)"
            attempt.text = problems.first?.message
            return CallResult(
                attempt: attempt, breaker: (500..<600).contains(reply.status) ? .failure : .success,
                disposition: .retry, retryAfter: reply.retryAfter)
        }
    }

    /// No answer. Errors that trying again can't mend park the delivery; those of our own doing say nothing about the
    /// partner.
    private func failed(_ error: any Error) -> CallResult {
        guard let error = error as? TransportError else {
            return CallResult(
                attempt: DeliveryAttempt(startedAt: clock.now, milliseconds: 0, error: GatewayFault.code(of: error)),
                breaker: .abandoned, disposition: .retry)
        }
        let isPermanent = error.category == .permanent
        let isOurs = isPermanent || [.cancelled, .stopped, .busy].contains(error.code)
        return CallResult(
            attempt: DeliveryAttempt(
                startedAt: clock.now, milliseconds: 0, error: error.code.rawValue, text: error.code.text),
            breaker: isOurs ? .abandoned : .failure,
            disposition: isPermanent ? .permanent(error.code.text) : .retry)
    }

    // MARK: - Outcomes

    private func next(_ delivery: LeasedDelivery, _ result: CallResult, at now: Timestamp) -> DeliveryOutcome {
        switch result.disposition {
        case .delivered: return .delivered(at: now)
        case .permanent(let reason): return .park(reason, at: now)
        case .retry:
            let decision = settings.schedule.next(
                afterAttempt: delivery.attempts + 1, first: delivery.queuedAt, now: now,
                random: Double.random(in: 0..<1), retryAfter: result.retryAfter)
            switch decision {
            case .retry(let time): return .retry(at: time)
            case .giveUp:
                return .park(
                    Text(
                        vi: "Hết lịch gửi lại: \(result.attempt.text?.vi ?? result.attempt.error ?? "")",
                        en: "The retry schedule ended: \(result.attempt.text?.en ?? result.attempt.error ?? "")"),
                    at: now)
            }
        }
    }

    private func park(_ delivery: LeasedDelivery, _ started: Timestamp, _ problem: Problem) async throws {
        let attempt = DeliveryAttempt(
            startedAt: started, milliseconds: 0, error: problem.code, text: problem.message)
        let outcome = DeliveryOutcome.park(problem.message, at: started)
        let isOurs = try await journal.recordAttempt(attempt, of: delivery.key, owner: owner, outcome: outcome)
        log(delivery, attempt, outcome, isOurs: isOurs)
    }

    private func admit(_ partner: PartnerID, at now: Timestamp) -> CircuitBreaker.Admission {
        breakers.withLock { $0[partner, default: CircuitBreaker()].admit(at: now) }
    }

    private func report(_ outcome: CircuitBreaker.Outcome, _ permit: CircuitBreaker.Permit, _ partner: PartnerID) {
        let now = clock.now
        breakers.withLock { $0[partner, default: CircuitBreaker()].report(outcome, permit, at: now) }
    }

    private func log(
        _ delivery: LeasedDelivery, _ attempt: DeliveryAttempt, _ outcome: DeliveryOutcome, isOurs: Bool
    ) {
        let word =
            switch outcome {
            case .delivered: "delivered"
            case .retry: "retry"
            case .park: "parked"
            }
        logger.log(
            level: word == "parked" ? .warning : .info, "delivery attempt",
            metadata: [
                "message.key": "\(delivery.key)", "case.id": "\(delivery.caseID)", "partner.id": "\(delivery.partner)",
                "attempt": "\(delivery.attempts + 1)", "outcome": "\(word)", "error.code": "\(attempt.error ?? "")",
                "lease.lost": "\(!isOurs)",
            ])
    }
}

/// Counts the deliveries that may still be taken up.
private final class SlotCounter: Sendable {
    private let slots: Mutex<Int>

    init(_ slots: Int) { self.slots = Mutex(slots) }

    var free: Int { slots.withLock { $0 } }
    func take() { slots.withLock { $0 -= 1 } }
    func give() { slots.withLock { $0 += 1 } }
}

extension Duration {
    /// Whole milliseconds, cut.
    var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
