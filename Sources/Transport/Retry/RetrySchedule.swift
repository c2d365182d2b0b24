package import SingleWindow

/// When a failed delivery is tried again, and when it is given up.
///
/// Exponential backoff with full jitter: the wait is anywhere between nothing and a ceiling that grows with every
/// attempt, so that the senders of one failed peer do not all come back at the same moment. Pure: the instants and the
/// random value come from the caller.
package struct RetrySchedule: Hashable, Sendable {
    /// Ceiling of the wait after the first attempt.
    package var initial: Duration
    /// By how much the ceiling grows with every further attempt, in percent: 200 doubles it.
    package var growth: Int
    /// No wait is shorter.
    package var minimum: Duration
    /// No ceiling is higher.
    package var maximum: Duration
    /// Most attempts, the first included; nil for no limit.
    package var attempts: Int?
    /// No attempt begins later than this after the first; nil for no limit.
    package var duration: Duration?
    /// The longest wait a peer can ask for by Retry-After; a longer one is cut to it.
    package var longestRetryAfter: Duration

    /// The default goes on for two days, above the 16 hours that the national systems were down in August 2024.
    package init(
        initial: Duration = .seconds(2), growth: Int = 200, minimum: Duration = .milliseconds(500),
        maximum: Duration = .seconds(900), attempts: Int? = nil, duration: Duration? = .seconds(48 * 3600),
        longestRetryAfter: Duration = .seconds(3600)
    ) {
        self.initial = initial
        self.growth = growth
        self.minimum = minimum
        self.maximum = maximum
        self.attempts = attempts
        self.duration = duration
        self.longestRetryAfter = longestRetryAfter
    }

    /// What follows a failed attempt.
    package enum Decision: Hashable, Sendable {
        /// Try again at this instant.
        case retry(at: Timestamp)
        /// Try no more.
        case giveUp(Reason)
    }

    /// Why a delivery is given up.
    package enum Reason: String, Hashable, Sendable {
        /// All attempts are used.
        case attempts
        /// The next attempt would be too late.
        case duration
        /// The failure is permanent; see `TransportError.Category`.
        case permanent
    }

    /// Decides after a failure that a retry can help with.
    ///
    /// - Parameters:
    ///   - attempt: The number of the attempt that failed, from 1.
    ///   - first: When the first attempt began.
    ///   - now: When this one failed.
    ///   - random: A random value, 0 up to but not including 1; anything else is cut to that.
    ///   - retryAfter: What the peer asked for. The wait is that and a jitter of up to the schedule's own ceiling, so
    ///     that all who were sent away together do not return together.
    /// - Returns: When to try again, or why not to.
    package func next(
        afterAttempt attempt: Int, first: Timestamp, now: Timestamp, random: Double, retryAfter: Duration? = nil
    ) -> Decision {
        if let attempts, attempt >= attempts { return .giveUp(.attempts) }
        let ceiling = self.ceiling(afterAttempt: attempt)
        let fraction = random.isNaN ? 0 : min(max(random, 0), 0x1p0.nextDown)
        let jitter = Int64(Double(ceiling) * fraction)
        let asked = min(retryAfter ?? .zero, longestRetryAfter).wholeMilliseconds
        let wait = max(minimum.wholeMilliseconds, asked > 0 ? asked + jitter : jitter)
        let instant = now.advanced(byMilliseconds: wait)
        if let duration, instant.milliseconds - first.milliseconds > duration.wholeMilliseconds {
            return .giveUp(.duration)
        }
        return .retry(at: instant)
    }

    /// The ceiling of the wait after an attempt, in milliseconds.
    func ceiling(afterAttempt attempt: Int) -> Int64 {
        let highest = max(0, maximum.wholeMilliseconds)
        var ceiling = min(max(0, initial.wholeMilliseconds), highest)
        var step = 1
        while step < attempt, ceiling < highest, ceiling > 0, growth > 100 {
            let (product, overflow) = ceiling.multipliedReportingOverflow(by: Int64(growth))
            ceiling = overflow ? highest : min(highest, max(ceiling + 1, product / 100))
            step += 1
        }
        return ceiling
    }
}
