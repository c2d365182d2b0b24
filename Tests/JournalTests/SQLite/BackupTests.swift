import Foundation
import GRDB
import Journal
import SingleWindow
import Testing

@Suite("SQLite journal: backup and restore")
struct BackupTests {
    /// A commit whose message has the true digest of its bytes (`printf '<Envelope/>' | sha256sum`).
    private static func submission(_ n: Int) -> Commit {
        var commit = Sample.submission(n)
        commit.message?.digest = "cbed3b27295a309da3ce42224e915b8ccb87354e24d40145475bca384c21b5f7"
        return commit
    }

    private func withJournal(_ body: (SQLiteJournal, String) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            let journal = try await SQLiteJournal.open(path: folder + "/journal.sqlite")
            for n in 1...20 { _ = try await journal.commit(Self.submission(n)) }
            let leased = try await journal.leaseDeliveries(owner: "a", now: Sample.time(9), lease: 9, limit: 1)
            for delivery in leased { _ = try await journal.fix(Sample.prepared("x"), of: delivery.key, owner: "a") }
            try await body(journal, folder)
            try await journal.close()
        }
    }

    @Test("a backup made under load is whole, and a store again when restored")
    func underLoad() async throws {
        try await withJournal { journal, folder in
            let (backup, restored) = (folder + "/backup.sqlite", folder + "/restored.sqlite")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lane in 0..<4 {
                    group.addTask {
                        for n in stride(from: 100 + lane, to: 500, by: 4) {
                            _ = try await journal.commit(Self.submission(n))
                        }
                    }
                }
                group.addTask { try await journal.backup(to: backup) }
                try await group.waitForAll()
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(names == ["backup.sqlite", "journal.sqlite", "journal.sqlite-shm", "journal.sqlite-wal"])
            let report = try await SQLiteJournal.restore(backup, to: restored)
            #expect(report.isSound, "\(report)")
            #expect(report.messages >= 21 && report.cases == report.messages - 1 && report.deliveries == report.cases)
            let copy = try await SQLiteJournal.open(path: restored)
            #expect(try await copy.message(Sample.key(20)) == Self.submission(20).message)
            #expect(try await copy.statistics().accepted == report.cases)
            #expect(try await copy.commit(Self.submission(900)) == .committed)
            try await copy.close()
            for file in [backup, restored] {
                let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
                #expect(mode?.intValue == 0o600)
            }
        }
    }

    @Test("neither a backup nor a restore overwrites anything")
    func existing() async throws {
        try await withJournal { journal, folder in
            let backup = folder + "/backup.sqlite"
            try await journal.backup(to: backup)
            let before = try Data(contentsOf: URL(fileURLWithPath: backup))
            await expectError(.unavailable) { try await journal.backup(to: backup) }
            await expectError(.unavailable) {
                _ = try await SQLiteJournal.restore(backup, to: folder + "/journal.sqlite")
            }
            await expectError(.unavailable) { try await journal.backup(to: folder + "/none/backup.sqlite") }
            #expect(try Data(contentsOf: URL(fileURLWithPath: backup)) == before)
        }
    }

    /// Ways a backup can have been spoilt, and what the report then says.
    static let damages: [(label: Comment, sql: String, found: @Sendable (JournalReport) -> Bool)] = [
        ("nothing", "SELECT 1", { $0.isSound }),
        (
            "a byte of a message changed",
            "UPDATE payloads SET body = CAST('<Envelope />' AS BLOB) WHERE message_seq = 3",
            { $0.alteredMessages == [Sample.key(3)] }
        ),
        (
            "a payload missing", "DELETE FROM payloads WHERE message_seq = 4",
            { $0.alteredMessages == [Sample.key(4)] }
        ),
        (
            "the bytes of a sent message changed",
            "UPDATE payloads SET body = x'00' WHERE message_seq = (SELECT seq FROM messages WHERE direction = 'sent')",
            { $0.alteredMessages == [Sample.delivery(1, of: Sample.caseID(1)).key] }
        ),
        (
            "a case gone", "DELETE FROM cases WHERE seq = 5",
            { $0.danglingReferences > 0 && $0.wrongCounters == ["cases"] }
        ),
        ("a counter wrong", "UPDATE counters SET value = 7 WHERE name = 'queued'", { $0.wrongCounters == ["queued"] }),
        ("a lane without its head", "UPDATE deliveries SET head = 0 WHERE seq = 6", { $0.wrongHeads == 1 }),
        (
            "an index that lost an entry",
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = 'CREATE INDEX case_keys_case ON case_keys (case_seq) WHERE case_seq > 3'
            WHERE name = 'case_keys_case'
            """, { !$0.damages.isEmpty }
        ),
    ]

    @Test("the report finds what is wrong with a file", arguments: damages)
    func report(_ row: (label: Comment, sql: String, found: @Sendable (JournalReport) -> Bool)) async throws {
        try await withJournal { journal, folder in
            let backup = folder + "/backup.sqlite"
            try await journal.backup(to: backup)
            var configuration = Configuration()
            configuration.foreignKeysEnabled = false
            let queue = try DatabaseQueue(path: backup, configuration: configuration)
            try await queue.writeWithoutTransaction { try $0.execute(sql: row.sql) }
            try queue.close()
            let report = try await SQLiteJournal.report(on: backup)
            #expect(row.found(report), "\(row.label): \(report)")
            if !report.isSound {
                await expectError(.corrupt) {
                    _ = try await SQLiteJournal.restore(backup, to: folder + "/other.sqlite")
                }
                #expect(!FileManager.default.fileExists(atPath: folder + "/other.sqlite"))
            }
        }
    }

    @Test("a store in use is checked as it is at that moment")
    func live() async throws {
        try await withJournal { journal, folder in
            try await journal.check()
            let report = try await SQLiteJournal.report(on: folder + "/journal.sqlite")
            #expect(report.isSound && report.messages == 21)
            #expect(report.newest == Sample.time(9))
        }
    }

    @Test("a file that is no journal has no report")
    func noJournal() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder + "/x.sqlite"
            try Data().write(to: URL(fileURLWithPath: path))
            await expectError(.corrupt) { _ = try await SQLiteJournal.report(on: path) }
            await expectError(.unavailable) { _ = try await SQLiteJournal.report(on: folder + "/none.sqlite") }
        }
    }
}
