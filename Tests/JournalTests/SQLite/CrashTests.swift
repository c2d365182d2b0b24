import Foundation
import GRDB
import Glibc
import Journal
import SingleWindow
import Testing

/// Kills a process that commits under load, again and again on one store, and looks for what it had been told is safe.
@Suite("SQLite journal: crashes", .serialized)
struct CrashTests {
    @Test("whatever was acknowledged before kill -9 is there afterwards", .timeLimit(.minutes(5)))
    func killed() async throws {
        try await TemporaryFolder.with { folder in
            let store = folder + "/journal.sqlite"
            let told = folder + "/acknowledged"
            var random = SeededGenerator(seed: 20)
            var acknowledged: Set<Int> = []
            for round in 0..<20 {
                let first = round * 100_000 + 1
                let delay = UInt32.random(in: 500...60_000, using: &random)
                await #expect(processExitsWith: .signal(SIGKILL)) {
                    [store = store as String, told = told as String, first = first as Int, delay = delay as UInt32] in
                    try await Self.commitUntilKilled(store, told, first: first, delay: delay)
                }
                let before = acknowledged.count
                acknowledged = try Self.acknowledgements(told)
                #expect(acknowledged.count > before, "round \(round) got as far as a commit")
                try await Self.check(store, acknowledged)
            }
        }
    }

    /// Commits from many tasks, notes each that was acknowledged in the file `told`, and kills the process at a moment
    /// nothing here knows of.
    private static func commitUntilKilled(_ store: String, _ told: String, first: Int, delay: UInt32) async throws {
        let journal = try await SQLiteJournal.open(path: store)
        let file = open(told, O_CREAT | O_WRONLY | O_APPEND, 0o600)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<16 {
                group.addTask {
                    for n in stride(from: first + lane, to: first + 90_000, by: 16) {
                        guard try await journal.commit(Sample.submission(n)) == .committed else { continue }
                        // One write of one line; the file needs no sync, since it is the process that dies.
                        let line = "\(n)\n"
                        guard write(file, line, line.utf8.count) == line.utf8.count else { return }
                        if n == first {
                            Thread.detachNewThread {
                                usleep(delay)
                                kill(getpid(), SIGKILL)
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func acknowledgements(_ told: String) throws -> Set<Int> {
        let lines = try String(contentsOfFile: told, encoding: .utf8).split(separator: "\n")
        return Set(lines.compactMap { Int($0) })
    }

    private static func check(_ store: String, _ acknowledged: Set<Int>) async throws {
        let journal = try await SQLiteJournal.open(path: store)
        for n in acknowledged {
            let expected = Sample.submission(n)
            guard let message = expected.message,
                try await journal.acceptedMessage(from: Sample.trader, id: Sample.messageID(n)) == message
            else {
                Issue.record("message \(n) was acknowledged and is not there")
                continue
            }
        }
        let statistics = try await journal.statistics()
        #expect(statistics.accepted >= acknowledged.count)
        try await journal.close()
        try await DatabaseQueue(path: store).read { (db: Database) throws in
            #expect(try String.fetchAll(db, sql: "PRAGMA integrity_check") == ["ok"])
            #expect(try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").isEmpty)
            // All or nothing: a message has its payload, its case, its event and its delivery.
            for table in ["payloads", "cases", "case_events", "deliveries"] {
                #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") == statistics.accepted, "\(table)")
            }
        }
    }
}
