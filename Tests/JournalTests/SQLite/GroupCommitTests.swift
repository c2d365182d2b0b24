import Foundation
import GRDB
import Journal
import SingleWindow
import Testing

@Suite("SQLite journal: group commit")
struct GroupCommitTests {
    private func withJournal(
        _ configuration: SQLiteConfiguration = SQLiteConfiguration(),
        _ body: (SQLiteJournal, String) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            let path = folder + "/journal.sqlite"
            let journal = try await SQLiteJournal.open(path: path, configuration: configuration)
            try await body(journal, path)
            try await journal.close()
        }
    }

    /// What became of commits 1 to `count` sent at once; nil where one threw.
    private func commitAtOnce(_ count: Int, to journal: SQLiteJournal, _ make: @escaping @Sendable (Int) -> Commit)
        async -> [Int: Result<CommitOutcome, JournalError>]
    {
        await withTaskGroup(of: (Int, Result<CommitOutcome, JournalError>).self) { group in
            for n in 1...count {
                group.addTask {
                    do {
                        return (n, .success(try await journal.commit(make(n))))
                    } catch {
                        return (n, .failure(error as? JournalError ?? JournalError(.internal, "\(error)")))
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    @Test("commits that arrive together share syncs")
    func shared() async throws {
        try await withJournal { (journal: SQLiteJournal, _: String) async throws in
            let before = journal.groups
            let outcomes = await commitAtOnce(200, to: journal) { Sample.submission($0) }
            #expect(outcomes.values.allSatisfy { $0 == .success(.committed) })
            let after = journal.groups
            #expect(after.changes - before.changes == 200)
            #expect(after.syncs - before.syncs < 100)
            #expect(try await journal.statistics().accepted == 200)
        }
    }

    @Test("one that fails after it has written takes nobody with it")
    func failing() async throws {
        try await withJournal { journal, path in
            // Every third names a case that does not exist in its event, every fifth is decided on an old version
            // after it has opened another case.
            let outcomes = await commitAtOnce(150, to: journal) { n in
                var commit = Sample.submission(n)
                if n % 3 == 0 { commit.events.append(Sample.event(n, of: Sample.caseID(999_999))) }
                if n % 5 == 0 {
                    commit.changes.append(
                        CaseChange(id: Sample.caseID(n), expected: 5, state: Sample.dossier(n), at: Sample.start))
                }
                return commit
            }
            for n in 1...150 {
                let expected: Result<CommitOutcome, JournalError> =
                    n % 5 == 0
                    ? .success(.conflict) : n % 3 == 0 ? .failure(JournalError(.notFound, "")) : .success(.committed)
                #expect(outcomes[n] == expected, "commit \(n)")
                #expect(
                    try await (journal.caseRecord(Sample.caseID(n)) != nil) == (expected == .success(.committed)),
                    "case \(n)")
                #expect(
                    try await (journal.message(Sample.key(n)) != nil) == (expected == .success(.committed)),
                    "message \(n)")
            }
            try await expectTrueCounters(journal, path)
        }
    }

    @Test("the counters say what the tables hold, whatever happened")
    func counters() async throws {
        try await withJournal { journal, path in
            var random = SeededGenerator(seed: 7)
            for n in 1...40 {
                var commit = Sample.submission(n)
                if n % 4 == 0 { commit.message?.disposition = .refused }
                if n % 7 == 0 { commit.reads = [KeyRead(key: CaseKey(.dossier, "x"), holders: [Sample.caseID(1)])] }
                _ = try await journal.commit(commit)
            }
            for round in 0..<30 {
                let now = Sample.time(Int64(round) * 2000 + 100)
                for leased in try await journal.leaseDeliveries(owner: "a", now: now, lease: 1000, limit: 6) {
                    let outcome: DeliveryOutcome =
                        switch Int.random(in: 0..<3, using: &random) {
                        case 0: .delivered(at: now)
                        case 1: .retry(at: now.advanced(byMilliseconds: 10))
                        default: .park(Text(vi: "dừng", en: "stopped"), at: now)
                        }
                    let error = if case .delivered = outcome { String?.none } else { "transport.timeout" }
                    _ = try await journal.recordAttempt(
                        Sample.attempt(at: now, error: error), of: leased.key, owner: "a", outcome: outcome)
                    if Int.random(in: 0..<3, using: &random) == 0 {
                        try await journal.resume(leased.caseID, now: now, by: "lan")
                    } else if Int.random(in: 0..<4, using: &random) == 0 {
                        _ = try await journal.abandon(
                            leased.key, now: now, by: "lan", reason: Text(vi: "thôi", en: "given up"))
                    }
                }
            }
            try await expectTrueCounters(journal, path)
        }
    }

    private func expectTrueCounters(_ journal: SQLiteJournal, _ path: String) async throws {
        let counted = try await DatabaseQueue(path: path).read { db in
            func count(_ table: String, _ condition: String) throws -> Int {
                try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table) WHERE \(condition)") ?? -1
            }
            let heads = try count(
                "deliveries AS d",
                """
                d.head <> (d.state IN ('queued', 'parked') AND NOT EXISTS (
                    SELECT 1 FROM deliveries AS e WHERE e.case_seq = d.case_seq AND e.partner = d.partner
                    AND e.seq < d.seq AND e.state IN ('queued', 'parked')))
                """)
            #expect(heads == 0, "each lane's head is the earliest unfinished delivery")
            return JournalStatistics(
                accepted: try count("messages", "disposition = 'accepted'"),
                refused: try count("messages", "disposition = 'refused'"), cases: try count("cases", "true"),
                queued: try count("deliveries", "state = 'queued'"),
                delivered: try count("deliveries", "state = 'delivered'"),
                parked: try count("deliveries", "state = 'parked'"))
        }
        #expect(try await journal.statistics() == counted)
    }

    /// Another user of the store, in the middle of a transaction that keeps everybody else from writing.
    private static func holdingLock(_ path: String) async throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: path, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        return other
    }

    @Test("another process that holds the store for too long makes it unavailable, not broken")
    func locked() async throws {
        var configuration = SQLiteConfiguration()
        configuration.busyTimeout = 30
        try await withJournal(configuration) { journal, path in
            let other = try await Self.holdingLock(path)
            await expectError(.unavailable) { try await journal.check() }
            #expect(try await journal.message(Sample.key(1)) == nil, "reads go on")
            try await other.writeWithoutTransaction { try $0.rollback() }
            try await journal.check()
        }
    }

    @Test("more than may wait is refused, and what waits is done")
    func queueLimit() async throws {
        var configuration = SQLiteConfiguration()
        configuration.queueLimit = 8
        configuration.groupLimit = 4
        try await withJournal(configuration) { journal, path in
            let other = try await Self.holdingLock(path)
            async let outcomes = commitAtOnce(50, to: journal) { Sample.submission($0) }
            // The writer stands at the lock with at most one group; the queue holds its limit; the rest is refused.
            while journal.waiting < 8 { await Task.yield() }
            try await other.writeWithoutTransaction { try $0.rollback() }
            let results = await outcomes
            let committed = results.filter { $0.value == .success(.committed) }.map(\.key)
            #expect(results.values.allSatisfy { $0 == .success(.committed) || $0 == .failure(JournalError(.busy, "")) })
            #expect(committed.count >= 8)
            #expect(try await journal.statistics().accepted == committed.count)
        }
    }

    @Test("at the quota intake is refused and reads go on")
    func quota() async throws {
        var configuration = SQLiteConfiguration()
        configuration.quotaBytes = 400_000
        try await withJournal(configuration) { journal, path in
            let payload = [UInt8](repeating: 0x41, count: 20_000)
            var accepted = 0
            var refusal: JournalError?
            while refusal == nil, accepted < 100 {
                do {
                    _ = try await journal.commit(Sample.submission(accepted + 1, bytes: payload))
                    accepted += 1
                } catch let error as JournalError {
                    refusal = error
                }
            }
            #expect(refusal?.code == .full)
            #expect((2..<20).contains(accepted))
            #expect(try await journal.message(Sample.key(accepted))?.bytes == payload)
            #expect(try await journal.message(Sample.key(accepted + 1)) == nil)
            #expect(try await journal.statistics().accepted == accepted)
            #expect(try await journal.search("GRANT-1", limit: 1).count == 1)
            try await expectTrueCounters(journal, path)
        }
    }

    @Test("a disk that is nearly full takes no messages in, and deliveries go on")
    func reserve() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder + "/journal.sqlite"
            var journal = try await SQLiteJournal.open(path: path)
            _ = try await journal.commit(Sample.submission(1))
            try await journal.close()
            var configuration = SQLiteConfiguration()
            configuration.reserveBytes = .max
            journal = try await SQLiteJournal.open(path: path, configuration: configuration)
            await expectError(.full) { _ = try await journal.commit(Sample.submission(2)) }
            await expectError(.full) { try await journal.check() }
            let leased = try await journal.leaseDeliveries(owner: "a", now: Sample.time(9), lease: 9, limit: 1)
            #expect(leased.count == 1)
            for delivery in leased {
                let isOurs = try await journal.recordAttempt(
                    Sample.attempt(at: Sample.start), of: delivery.key, owner: "a",
                    outcome: .delivered(at: Sample.start))
                #expect(isOurs)
            }
            try await journal.close()
        }
    }
}

/// SplitMix64, so that a failure repeats.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
