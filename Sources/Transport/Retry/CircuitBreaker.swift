package import SingleWindow

/// Keeps attempts away from a peer that fails, and finds out by single probes when it answers again.
///
/// Closed, every attempt may go. After enough failures in a row it opens, and nothing goes for a while that doubles
/// each time. Then it is half-open: one attempt at a time may go as a probe; enough successes close it, a failure opens
/// it again. Pure: the instants come from the caller.
///
/// Every attempt that was let through must be reported once, with the permit it got. A permit from before the last
/// change of state says nothing about the state now and is passed over, so the slow failures of an outage cannot open
/// the breaker again after the peer has recovered.
package struct CircuitBreaker: Hashable, Sendable {
    /// When the breaker opens and closes.
    package struct Settings: Hashable, Sendable {
        /// So many failures in a row open it.
        package var failures: Int
        /// How long it stays open the first time.
        package var pause: Duration
        /// How long it stays open at most.
        package var longestPause: Duration
        /// So many successful probes in a row close it.
        package var probes: Int

        package init(
            failures: Int = 5, pause: Duration = .seconds(5), longestPause: Duration = .seconds(300), probes: Int = 1
        ) {
            self.failures = failures
            self.pause = pause
            self.longestPause = longestPause
            self.probes = probes
        }
    }

    /// What the breaker lets through.
    package enum State: Hashable, Sendable {
        /// Everything. So many failures in a row were seen.
        case closed(failures: Int)
        /// Nothing until an instant.
        case open(until: Timestamp)
        /// One probe at a time. So many have succeeded; whether one is under way.
        case halfOpen(successes: Int, isProbing: Bool)
    }

    /// Permission for one attempt.
    package struct Permit: Hashable, Sendable {
        fileprivate let generation: Int
        /// Whether the attempt is a probe.
        package let isProbe: Bool
    }

    /// The answer to the question whether an attempt may go.
    package enum Admission: Hashable, Sendable {
        case admitted(Permit)
        /// Not now. Ask again at the instant; nil means when the probe that is under way is over.
        case refused(until: Timestamp?)
    }

    /// How an attempt went.
    package enum Outcome: Hashable, Sendable {
        /// The peer answered, whatever it said of the message.
        case success
        /// The peer did not answer, or said that it cannot work now.
        case failure
        /// The attempt was given up for reasons of ours, and says nothing about the peer.
        case abandoned
    }

    package private(set) var state: State = .closed(failures: 0)
    package let settings: Settings
    /// Counts the changes of state; a permit of an earlier count is out of date.
    private var generation = 0
    /// How often in a row it has opened without having closed.
    private var openings = 0

    package init(_ settings: Settings = Settings()) { self.settings = settings }

    /// Asks for permission for one attempt.
    package mutating func admit(at now: Timestamp) -> Admission {
        switch state {
        case .closed:
            return .admitted(Permit(generation: generation, isProbe: false))
        case .open(let until):
            // The pause left can be longer than the pause only if the clock was set back.
            let isOver = now.milliseconds >= until.milliseconds
            let isPlausible = until.milliseconds - now.milliseconds <= pause(opening: openings)
            guard isOver || !isPlausible else { return .refused(until: until) }
            change(to: .halfOpen(successes: 0, isProbing: true))
            return .admitted(Permit(generation: generation, isProbe: true))
        case .halfOpen(let successes, let isProbing):
            guard !isProbing else { return .refused(until: nil) }
            state = .halfOpen(successes: successes, isProbing: true)
            return .admitted(Permit(generation: generation, isProbe: true))
        }
    }

    /// Reports how an attempt went.
    package mutating func report(_ outcome: Outcome, _ permit: Permit, at now: Timestamp) {
        guard permit.generation == generation else { return }
        switch (state, outcome) {
        case (.closed, .success):
            state = .closed(failures: 0)
        case (.closed(let failures), .failure):
            if failures + 1 >= settings.failures {
                open(at: now)
            } else {
                state = .closed(failures: failures + 1)
            }
        case (.halfOpen(let successes, _), .success):
            if successes + 1 >= settings.probes {
                openings = 0
                change(to: .closed(failures: 0))
            } else {
                state = .halfOpen(successes: successes + 1, isProbing: false)
            }
        case (.halfOpen, .failure):
            open(at: now)
        case (.halfOpen(let successes, _), .abandoned):
            state = .halfOpen(successes: successes, isProbing: false)
        case (.closed, .abandoned), (.open, _):
            break
        }
    }

    /// Opens or closes by an operator's order.
    package mutating func force(open isOpen: Bool, at now: Timestamp) {
        if isOpen {
            open(at: now)
        } else {
            openings = 0
            change(to: .closed(failures: 0))
        }
    }

    private mutating func open(at now: Timestamp) {
        openings += 1
        change(to: .open(until: now.advanced(byMilliseconds: pause(opening: openings))))
    }

    private mutating func change(to state: State) {
        self.state = state
        generation += 1
    }

    /// The pause of the n-th opening in a row, in milliseconds.
    private func pause(opening number: Int) -> Int64 {
        let longest = max(0, settings.longestPause.wholeMilliseconds)
        var pause = min(max(0, settings.pause.wholeMilliseconds), longest)
        for _ in 1..<max(1, min(number, 40)) { pause = min(longest, pause * 2) }
        return pause
    }
}
