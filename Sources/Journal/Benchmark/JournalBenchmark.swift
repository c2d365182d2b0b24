internal import FoundationEssentials
internal import GRDB
internal import Glibc
internal import SingleWindow
internal import Synchronization

/// Measures what a durable commit costs, beside what SQLite needs for the bare bytes.
///
/// Every commit is a whole one: 5 KB message, 3 KB answer, verdict and evidence, a new case with its keys, an event and
/// a delivery, as intake writes for a new dossier.
package struct JournalBenchmark: Sendable {
    /// One measurement.
    package struct Result: Hashable, Sendable, Codable {
        /// Commits a second.
        package var perSecond: Double
        /// Microseconds from call to answer, of half the commits and of 99 in 100.
        package var p50: Double
        package var p99: Double
        /// Microseconds of processor time a commit, of all threads of this process.
        package var processor: Double
        /// Commits that shared a sync, on average.
        package var perSync: Double
    }

    /// A folder on the disk that is to be measured; files in it are removed again.
    package var folder: String
    package var configuration: SQLiteConfiguration

    package init(folder: String, configuration: SQLiteConfiguration = SQLiteConfiguration()) {
        self.folder = folder
        self.configuration = configuration
    }

    /// The floor: one connection, one thread, one insert of the same payload bytes and one sync a message.
    package func floor(messages: Int) throws -> Result {
        let path = folder + "/floor-\(getpid()).sqlite"
        defer { Self.remove(path) }
        let queue = try DatabaseQueue(path: path)
        let body = BenchmarkSample.commit(1).message?.bytes ?? []
        let answer = BenchmarkSample.commit(1).message?.answer?.bytes ?? []
        var latencies: [Double] = []
        let (wall, processor) = try Self.timed {
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
                try db.execute(sql: "CREATE TABLE m (seq INTEGER PRIMARY KEY, body BLOB, answer BLOB)")
                let insert = try db.makeStatement(sql: "INSERT INTO m (body, answer) VALUES (?, ?)")
                for _ in 0..<messages {
                    let start = Self.now
                    try insert.execute(arguments: [Data(body), Data(answer)])
                    latencies.append(Self.now - start)
                }
            }
        }
        try queue.close()
        return Self.result(latencies, wall: wall, processor: processor, syncs: messages)
    }

    /// Commits of `callers` that each wait for their answer before the next.
    package func commits(_ count: Int, callers: Int) async throws -> Result {
        let path = folder + "/commits-\(callers)-\(getpid()).sqlite"
        defer { Self.remove(path) }
        let journal = try await SQLiteJournal.open(path: path, configuration: configuration)
        let result = try await Self.load(journal, from: 0, count: count, callers: callers)
        try await journal.close()
        return result
    }

    /// What a commit costs, and how long lookups by each kind of key take, as the store grows to `total` messages.
    ///
    /// `report` gets the number of messages stored, the commits of the step up to there, and the slowest of twenty
    /// lookups of each kind in microseconds.
    package func growth(
        to total: Int, step: Int, callers: Int, report: (Int, Result, [String: Double]) throws -> Void
    ) async throws {
        let path = folder + "/growth-\(getpid()).sqlite"
        defer { Self.remove(path) }
        let journal = try await SQLiteJournal.open(path: path, configuration: configuration)
        for start in stride(from: 0, to: total, by: step) {
            let count = min(step, total - start)
            let result = try await Self.load(journal, from: start, count: count, callers: callers)
            try report(start + count, result, try await Self.lookups(journal, stored: start + count))
        }
        try await journal.close()
    }

    private static func load(
        _ journal: SQLiteJournal, from first: Int, count: Int, callers: Int
    ) async throws -> Result {
        let next = Counter(first)
        let before = journal.writer.statistics
        var latencies: [Double] = []
        let (startWall, startProcessor) = (now, processorTime)
        try await withThrowingTaskGroup(of: [Double].self) { group in
            for _ in 0..<callers {
                group.addTask {
                    var own: [Double] = []
                    while let n = next.take(below: first + count) {
                        let commit = BenchmarkSample.commit(n)
                        let start = now
                        guard try await journal.commit(commit) == .committed else {
                            throw JournalError(.internal, "a benchmark's commit was not accepted")
                        }
                        own.append(now - start)
                    }
                    return own
                }
            }
            for try await own in group { latencies += own }
        }
        return result(
            latencies, wall: now - startWall, processor: processorTime - startProcessor,
            syncs: journal.writer.statistics.groups - before.groups)
    }

    private static func lookups(_ journal: SQLiteJournal, stored: Int) async throws -> [String: Double] {
        var slowest: [String: Double] = [:]
        for round in 0..<20 {
            let n = (round * 7919 + 13) % stored
            let id = BenchmarkSample.caseID(n)
            for (kind, text) in BenchmarkSample.searches(n) {
                try await measure("search " + kind) { _ = try await journal.search(text, limit: 20) }
            }
            try await measure("accepted message") {
                _ = try await journal.acceptedMessage(from: BenchmarkSample.trader, id: BenchmarkSample.messageID(n))
            }
            try await measure("message") { _ = try await journal.message(BenchmarkSample.messageKey(n)) }
            try await measure("timeline") { _ = try await journal.timeline(of: id) }
            try await measure("deliveries") { _ = try await journal.deliveries(of: id) }
            try await measure("statistics") { _ = try await journal.statistics() }
            try await measure("next due") { _ = try await journal.nextDue(after: BenchmarkSample.start) }
        }
        func measure(_ name: String, _ body: () async throws -> Void) async throws {
            let start = now
            try await body()
            slowest[name] = max(slowest[name] ?? 0, now - start)
        }
        return slowest
    }

    private static func result(_ latencies: [Double], wall: Double, processor: Double, syncs: Int) -> Result {
        let sorted = latencies.sorted()
        func percentile(_ p: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * p))]
        }
        let count = Double(max(1, sorted.count))
        return Result(
            perSecond: count / max(wall, 1) * 1_000_000, p50: percentile(0.5), p99: percentile(0.99),
            processor: processor / count, perSync: count / Double(max(1, syncs)))
    }

    private static func timed(_ body: () throws -> Void) rethrows -> (wall: Double, processor: Double) {
        let (wall, processor) = (now, processorTime)
        try body()
        return (now - wall, processorTime - processor)
    }

    /// Microseconds of a clock that only goes forward.
    private static var now: Double { time(CLOCK_MONOTONIC) }
    private static var processorTime: Double { time(CLOCK_PROCESS_CPUTIME_ID) }

    private static func time(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) * 1_000_000 + Double(time.tv_nsec) / 1000
    }

    private static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    }

    private final class Counter: Sendable {
        private let next: Mutex<Int>
        init(_ first: Int) { next = Mutex(first) }

        func take(below end: Int) -> Int? {
            next.withLock { next in
                guard next < end else { return nil }
                defer { next += 1 }
                return next
            }
        }
    }
}
