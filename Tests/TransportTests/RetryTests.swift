import SingleWindow
import Testing
import Transport

@Suite struct RetryAfterTests {
    @Test(
        "What the field can hold",
        arguments: [
            ("120", .seconds(120)), ("0", .seconds(0)), ("  7 ", .seconds(7)),
            ("99999999999999999999999", .seconds(Int(Int32.max))),
            ("Sun, 06 Nov 1994 08:49:37 GMT", .date(Timestamp(milliseconds: 784_111_777_000, offset: 0))),
            ("Sunday, 06-Nov-94 08:49:37 GMT", .date(Timestamp(milliseconds: 784_111_777_000, offset: 0))),
            ("Sun Nov  6 08:49:37 1994", .date(Timestamp(milliseconds: 784_111_777_000, offset: 0))),
            // A leap second is taken as the second before it.
            ("Sat, 31 Dec 2016 23:59:60 GMT", .date(Timestamp(milliseconds: 1_483_228_799_000, offset: 0))),
            ("", nil), ("-1", nil), ("1.5", nil), ("12s", nil), ("soon", nil), ("Sun, 06 Nov 1994", nil),
            ("Sun, 31 Feb 2027 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 25:49:37 GMT", nil),
            ("Sun, 06 Nov 1994 08:49:37 CET", nil),
        ] as [(String, RetryAfter?)])
    func forms(value: String, expected: RetryAfter?) {
        #expect(RetryAfter(value) == expected)
    }

    @Test func delays() {
        let now = Timestamp(milliseconds: 1_000_000)
        #expect(RetryAfter.seconds(3).delay(at: now) == .seconds(3))
        #expect(RetryAfter.date(Timestamp(milliseconds: 1_002_500)).delay(at: now) == .milliseconds(2500))
        #expect(RetryAfter.date(Timestamp(milliseconds: 900_000)).delay(at: now) == .zero)
    }
}

@Suite struct RetryScheduleTests {
    private static let first = Timestamp(milliseconds: 0)

    @Test(
        "The ceiling of the wait",
        arguments: [
            // attempt, growth, expected ceiling in ms
            (1, 200, 1000), (2, 200, 2000), (3, 200, 4000), (7, 200, 60_000), (1_000_000, 200, 60_000),
            (2, 150, 1500), (3, 150, 2250), (5, 100, 1000), (5, 50, 1000), (0, 200, 1000), (-4, 200, 1000),
        ])
    func ceiling(attempt: Int, growth: Int, expected: Int64) {
        let schedule = RetrySchedule(
            initial: .seconds(1), growth: growth, minimum: .zero, maximum: .seconds(60), duration: nil)
        let now = Timestamp(milliseconds: 5_000)
        let highest = schedule.next(afterAttempt: attempt, first: Self.first, now: now, random: 1)
        let lowest = schedule.next(afterAttempt: attempt, first: Self.first, now: now, random: 0)
        let middle = schedule.next(afterAttempt: attempt, first: Self.first, now: now, random: 0.5)
        #expect(highest == .retry(at: now.advanced(byMilliseconds: expected - 1)))
        #expect(lowest == .retry(at: now))
        #expect(middle == .retry(at: now.advanced(byMilliseconds: expected / 2)))
    }

    @Test(
        "Random values that are none",
        arguments: [(Double.nan, 0), (-1, 0), (7, 999), (.infinity, 999), (-.infinity, 0)] as [(Double, Int64)])
    func random(value: Double, wait: Int64) {
        let schedule = RetrySchedule(initial: .seconds(1), minimum: .zero)
        #expect(
            schedule.next(afterAttempt: 1, first: Self.first, now: Self.first, random: value)
                == .retry(at: Timestamp(milliseconds: wait)))
    }

    @Test func neverSoonerThanTheMinimum() {
        let schedule = RetrySchedule(initial: .seconds(1), minimum: .milliseconds(300))
        #expect(
            schedule.next(afterAttempt: 1, first: Self.first, now: Self.first, random: 0)
                == .retry(at: Timestamp(milliseconds: 300)))
    }

    @Test(
        "What the peer asked for",
        arguments: [
            // asked, random, expected wait in ms
            (Duration.seconds(10), 0, 10_000), (.seconds(10), 0.5, 10_500), (.seconds(7200), 0, 3_600_000),
            (.zero, 0.5, 500), (.seconds(-5), 0.5, 500),
        ] as [(Duration, Double, Int64)])
    func retryAfter(asked: Duration, random: Double, wait: Int64) {
        let schedule = RetrySchedule(initial: .seconds(1), minimum: .zero, longestRetryAfter: .seconds(3600))
        #expect(
            schedule.next(afterAttempt: 1, first: Self.first, now: Self.first, random: random, retryAfter: asked)
                == .retry(at: Timestamp(milliseconds: wait)))
    }

    @Test(
        "When it is given up",
        arguments: [
            // attempt, time of failure in s, expected
            (1, 0, nil), (4, 50, nil), (5, 50, .attempts), (6, 50, .attempts), (2, 99, nil), (2, 100, .duration),
            (2, 5000, .duration), (5, 5000, .attempts),
        ] as [(Int, Int64, RetrySchedule.Reason?)])
    func givesUp(attempt: Int, second: Int64, reason: RetrySchedule.Reason?) {
        let schedule = RetrySchedule(
            initial: .seconds(1), minimum: .milliseconds(1), attempts: 5, duration: .seconds(100))
        let now = Timestamp(milliseconds: second * 1000)
        let decision = schedule.next(afterAttempt: attempt, first: Self.first, now: now, random: 0)
        if let reason {
            #expect(decision == .giveUp(reason))
        } else {
            #expect(decision == .retry(at: now.advanced(byMilliseconds: 1)))
        }
    }

    @Test func theDefaultOutlastsTheLongestOutage() {
        let schedule = RetrySchedule()
        var now = Self.first
        var attempt = 1
        while case .retry(let next) = schedule.next(afterAttempt: attempt, first: Self.first, now: now, random: 0.999) {
            #expect(next > now)
            now = next
            attempt += 1
        }
        #expect(now.milliseconds > 47 * 3_600_000)
        #expect(attempt > 190)
    }
}

@Suite struct CircuitBreakerTests {
    private let settings = CircuitBreaker.Settings(
        failures: 3, pause: .seconds(10), longestPause: .seconds(35), probes: 2)

    private func at(_ second: Int64) -> Timestamp { Timestamp(milliseconds: second * 1000) }

    /// Lets an attempt through and reports how it went.
    private func attempt(
        _ breaker: inout CircuitBreaker, _ outcome: CircuitBreaker.Outcome, at second: Int64,
        location: SourceLocation = #_sourceLocation
    ) {
        guard case .admitted(let permit) = breaker.admit(at: at(second)) else {
            Issue.record("refused", sourceLocation: location)
            return
        }
        breaker.report(outcome, permit, at: at(second))
    }

    @Test func opensAfterFailuresInARowOnly() {
        var breaker = CircuitBreaker(settings)
        attempt(&breaker, .failure, at: 0)
        attempt(&breaker, .failure, at: 1)
        attempt(&breaker, .success, at: 2)
        #expect(breaker.state == .closed(failures: 0))
        attempt(&breaker, .failure, at: 3)
        attempt(&breaker, .abandoned, at: 3)
        attempt(&breaker, .failure, at: 4)
        #expect(breaker.state == .closed(failures: 2))
        attempt(&breaker, .failure, at: 5)
        #expect(breaker.state == .open(until: at(15)))
        #expect(breaker.admit(at: at(14)) == .refused(until: at(15)))
    }

    @Test func closesAfterProbesOneAtATime() throws {
        var breaker = opened(at: 0)
        guard case .admitted(let first) = breaker.admit(at: at(10)) else {
            Issue.record("no probe")
            return
        }
        #expect(first.isProbe)
        #expect(breaker.admit(at: at(10)) == .refused(until: nil))
        breaker.report(.success, first, at: at(11))
        #expect(breaker.state == .halfOpen(successes: 1, isProbing: false))
        attempt(&breaker, .success, at: 12)
        #expect(breaker.state == .closed(failures: 0))
        guard case .admitted(let permit) = breaker.admit(at: at(13)) else {
            Issue.record("refused")
            return
        }
        #expect(!permit.isProbe)
    }

    @Test func pauseDoublesUpToItsLimitAndStartsAgainAfterClosing() {
        var breaker = opened(at: 0)
        attempt(&breaker, .failure, at: 10)
        #expect(breaker.state == .open(until: at(30)))
        attempt(&breaker, .failure, at: 30)
        #expect(breaker.state == .open(until: at(65)))
        attempt(&breaker, .failure, at: 65)
        #expect(breaker.state == .open(until: at(100)))
        attempt(&breaker, .success, at: 100)
        attempt(&breaker, .success, at: 100)
        for _ in 0..<3 { attempt(&breaker, .failure, at: 101) }
        #expect(breaker.state == .open(until: at(111)))
    }

    @Test func abandonedProbeMakesRoomForTheNext() {
        var breaker = opened(at: 0)
        attempt(&breaker, .abandoned, at: 10)
        #expect(breaker.state == .halfOpen(successes: 0, isProbing: false))
        attempt(&breaker, .success, at: 10)
        #expect(breaker.state == .halfOpen(successes: 1, isProbing: false))
    }

    @Test(
        "Reports of attempts from before a change", arguments: [CircuitBreaker.Outcome.success, .failure, .abandoned])
    func lateReports(outcome: CircuitBreaker.Outcome) {
        var breaker = CircuitBreaker(settings)
        guard case .admitted(let old) = breaker.admit(at: at(0)) else {
            Issue.record("refused")
            return
        }
        for _ in 0..<3 { attempt(&breaker, .failure, at: 0) }
        let open = breaker
        breaker.report(outcome, old, at: at(1))
        #expect(breaker == open)
        _ = breaker.admit(at: at(10))
        let halfOpen = breaker
        breaker.report(outcome, old, at: at(11))
        #expect(breaker == halfOpen)
    }

    @Test func clockSetBackDoesNotKeepItOpen() {
        var breaker = opened(at: 1_000_000)
        guard case .admitted(let permit) = breaker.admit(at: at(0)) else {
            Issue.record("refused")
            return
        }
        #expect(permit.isProbe)
    }

    @Test func operatorsOrder() {
        var breaker = CircuitBreaker(settings)
        breaker.force(open: true, at: at(0))
        #expect(breaker.state == .open(until: at(10)))
        breaker.force(open: false, at: at(1))
        #expect(breaker.state == .closed(failures: 0))
    }

    private func opened(at second: Int64) -> CircuitBreaker {
        var breaker = CircuitBreaker(settings)
        for _ in 0..<3 { attempt(&breaker, .failure, at: second) }
        #expect(breaker.state == .open(until: at(second + 10)))
        return breaker
    }
}

@Suite struct TransportErrorTests {
    @Test func codesAreStableAndComplete() {
        let codes = TransportError.Code.all.map(\.rawValue)
        #expect(
            codes == [
                "transport.invalid_call", "transport.invalid_url", "transport.body_unreadable", "transport.dns",
                "transport.address_refused", "transport.connect", "transport.proxy", "transport.tls",
                "transport.tls.untrusted", "transport.tls.expired", "transport.tls.host_mismatch",
                "transport.tls.trust_unusable", "transport.tls.identity_unusable", "transport.tls.identity_refused",
                "transport.timeout", "transport.reset", "transport.response_truncated",
                "transport.response_too_large", "transport.response_malformed", "transport.cancelled",
                "transport.stopped", "transport.busy", "transport.internal",
            ])
        for code in TransportError.Code.all { #expect(!code.text.vi.isEmpty && !code.text.en.isEmpty) }
    }

    @Test func problemNamesOriginAndDetail() {
        let error = TransportError(.connect, phase: .connect, origin: "https://partner.test:443", detail: "refused")
        #expect(error.problem.code == "transport.connect")
        #expect(error.problem.message.en == "No connection to the server (https://partner.test:443: refused)")
        #expect(error.description == "transport.connect phase=connect sent=no https://partner.test:443 refused")
    }
}
