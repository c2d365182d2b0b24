import Foundation
import GRDB
import Journal
import SingleWindow
import Synchronization
import Testing

@Suite("SQLite journal: query plans")
struct QueryPlanTests {
    /// Statements as the store ran them.
    private final class Recorder: Sendable {
        private let seen = Mutex<Set<String>>([])
        var statements: [String] { seen.withLock { $0.sorted() } }
        func add(_ sql: String) { _ = seen.withLock { $0.insert(sql) } }
    }

    @Test("no statement of a running store reads a whole table")
    func noScans() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder + "/journal.sqlite"
            try await SQLiteJournal.open(path: path).close()
            let recorder = Recorder()
            var configuration = SQLiteConfiguration()
            configuration.trace = { recorder.add($0) }
            configuration.cacheBytes = 0
            let journal = try await SQLiteJournal.open(path: path, configuration: configuration)
            try await useEverything(journal)
            try await journal.close()

            let statements = recorder.statements.filter { sql in
                ["SELECT", "UPDATE", "DELETE", "INSERT"].contains { sql.hasPrefix($0) } && !sql.contains("sqlite_")
                    && !sql.contains("grdb_")
            }
            #expect(statements.count > 30, "\(statements.count) statements were seen")
            try await DatabaseQueue(path: path).read { db in
                for sql in statements {
                    let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
                    let arguments = Array(repeating: 1, count: sql.count { $0 == "?" })
                    for row in try Row.fetchAll(statement, arguments: StatementArguments(arguments)) {
                        let detail: String = row["detail"]
                        // The six counters, and the rows a statement itself lists.
                        let isSmall = detail.hasPrefix("SCAN counters") || detail.contains("CONSTANT ROW")
                        #expect(!detail.hasPrefix("SCAN") || isSmall, "\(detail): \(sql)")
                        // Sorted are only the deliveries of one case, and the messages of one identifier, of which
                        // each partner has one.
                        let isBounded = sql.contains("WHERE cases.id = ?") || sql.contains("WHERE id = ?")
                        #expect(!detail.contains("TEMP B-TREE") || isBounded, "\(detail): \(sql)")
                    }
                }
            }
        }
    }

    /// Calls every operation, so that every statement is run.
    private func useEverything(_ journal: SQLiteJournal) async throws {
        for n in 1...3 { _ = try await journal.commit(Sample.submission(n)) }
        _ = try await journal.commit(Sample.submission(1))
        let change = CaseChange(id: Sample.caseID(1), expected: 1, state: Sample.dossier(9), at: Sample.start)
        let commit = Commit(
            message: Sample.message(8, disposition: .refused), changes: [change],
            events: [Sample.event(1, of: Sample.caseID(2))], deliveries: [Sample.delivery(9, of: Sample.caseID(1))],
            reads: [KeyRead(key: CaseKey(.dossier, "none"), holders: [])])
        #expect(try await journal.commit(commit) == .committed)
        _ = try await journal.cases(holding: [CaseKey(.dossier, "NSW-2026-2")])
        _ = try await journal.acceptedMessage(from: Sample.trader, id: Sample.messageID(1))
        _ = try await journal.reserveNumbers(series: "receipt", count: 5)
        let leased = try await journal.leaseDeliveries(owner: "a", now: Sample.time(10), lease: 100, limit: 3)
        #expect(leased.count == 3)
        for delivery in leased { _ = try await journal.fix(Sample.prepared("x"), of: delivery.key, owner: "a") }
        let outcomes: [DeliveryOutcome] = [
            .delivered(at: Sample.start), .retry(at: Sample.start), .park(Text(vi: "a", en: "b"), at: Sample.start),
        ]
        for (delivery, outcome) in zip(leased, outcomes) {
            _ = try await journal.recordAttempt(
                Sample.attempt(at: Sample.start), of: delivery.key, owner: "a", outcome: outcome)
        }
        try await journal.postpone(leased[1].key, owner: "a", until: Sample.start)
        _ = try await journal.leaseDeliveries(owner: "a", now: Sample.time(10), lease: 100, limit: 3)
        _ = try await journal.nextDue(after: Sample.start)
        try await journal.resume(leased[2].caseID, now: Sample.start, by: "lan")
        _ = try await journal.abandon(leased[2].key, now: Sample.start, by: "lan", reason: Text(vi: "a", en: "b"))
        for text in ["NSW-2026-2", Sample.key(1).rawValue] { _ = try await journal.search(text, limit: 9) }
        _ = try await journal.timeline(of: Sample.caseID(1))
        _ = try await journal.message(Sample.key(1))
        _ = try await journal.messages(id: Sample.messageID(1), limit: 9)
        _ = try await journal.deliveries(of: Sample.caseID(1))
        _ = try await journal.attempts(of: leased[0].key)
        _ = try await journal.statistics()
        try await journal.check()
    }
}
