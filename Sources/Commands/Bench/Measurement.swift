internal import Glibc
internal import Synchronization

/// How long each piece of work took, and what it cost.
struct Measurement: Sendable {
    var perSecond: Double
    /// Milliseconds.
    var p50: Double
    var p99: Double
    /// Milliseconds of processor time a piece.
    var processorTime: Double

    /// Does `count` pieces of work, `width` at once.
    static func take(
        count: Int, width: Int, _ work: @escaping @Sendable (Int) async throws -> Void
    ) async throws -> Measurement {
        let clock = ContinuousClock()
        let counter = Counter()
        let cpu = processorSeconds
        let started = clock.now
        let durations = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for _ in 0..<width {
                group.addTask {
                    var durations: [Duration] = []
                    while true {
                        let index = counter.next()
                        guard index < count else { return durations }
                        let begun = clock.now
                        try await work(index)
                        durations.append(clock.now - begun)
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let elapsed = (clock.now - started) / .milliseconds(1)
        let sorted = durations.sorted()
        return Measurement(
            perSecond: Double(count) * 1000 / elapsed, p50: sorted[sorted.count / 2] / .milliseconds(1),
            p99: sorted[min(sorted.count - 1, sorted.count * 99 / 100)] / .milliseconds(1),
            processorTime: (processorSeconds - cpu) * 1000 / Double(count))
    }

    /// Deals the pieces out.
    private final class Counter: Sendable {
        private let dealt = Atomic<Int>(0)

        func next() -> Int { dealt.add(1, ordering: .relaxed).oldValue }
    }

    /// Processor time used by this process, in seconds.
    static var processorSeconds: Double {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}
