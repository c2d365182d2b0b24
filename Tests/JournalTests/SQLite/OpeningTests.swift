import Foundation
import GRDB
import Journal
import Testing

@Suite("SQLite journal: the file")
struct OpeningTests {
    @Test("the writer syncs every commit and checks references")
    func settings() async throws {
        try await TemporaryFolder.with { folder in
            let journal = try await SQLiteJournal.open(path: folder + "/journal.sqlite")
            let settings = try await journal.settings()
            #expect(settings["journal_mode"] == "wal")
            #expect(settings["synchronous"] == "2")
            #expect(settings["foreign_keys"] == "1")
            #expect(settings["application_id"] == String(0x4E53_574A))
            #expect(settings["user_version"] == "1")
            try await journal.close()
        }
    }

    @Test("nobody else can read the store's files")
    func mode() async throws {
        try await TemporaryFolder.with { folder in
            let journal = try await SQLiteJournal.open(path: folder + "/journal.sqlite")
            _ = try await journal.commit(Sample.submission(1))
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(names == ["journal.sqlite", "journal.sqlite-shm", "journal.sqlite-wal"])
            for name in names {
                let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)
                #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(name)")
            }
            try await journal.close()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["journal.sqlite"])
        }
    }

    /// Files that are not ours to write to, and what SQL or bytes make them.
    static let foreign: [(label: Comment, content: Foreign, code: JournalError.Code)] = [
        ("tables of something else", .sql("CREATE TABLE people (name TEXT)"), .corrupt),
        ("another application's mark", .sql("PRAGMA application_id = 7; CREATE TABLE grdb_x (a)"), .corrupt),
        ("a version and nothing else", .sql("PRAGMA user_version = 3"), .corrupt),
        (
            "a journal of a later version",
            .sql("PRAGMA application_id = 1314084682; PRAGMA user_version = 9; CREATE TABLE cases (seq INTEGER)"),
            .newerSchema
        ),
        ("not a database", .bytes(Array(repeating: 0x41, count: 5000)), .corrupt),
        ("a short text", .bytes(Array("hello".utf8)), .corrupt),
    ]

    enum Foreign: Sendable {
        case sql(String)
        case bytes([UInt8])
    }

    @Test("a file that is not ours is refused and left as it was", arguments: foreign)
    func foreignFile(_ row: (label: Comment, content: Foreign, code: JournalError.Code)) async throws {
        try await TemporaryFolder.with { folder in
            let path = folder + "/journal.sqlite"
            switch row.content {
            case .sql(let sql):
                try await DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: sql) }
            case .bytes(let bytes): try Data(bytes).write(to: URL(fileURLWithPath: path))
            }
            let before = try Data(contentsOf: URL(fileURLWithPath: path))
            await expectError(row.code) { _ = try await SQLiteJournal.open(path: path) }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before, row.label)
        }
    }

    @Test(
        "a store whose creation was cut short is created again",
        arguments: ["", "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)"])
    func halfCreated(_ sql: String) async throws {
        try await TemporaryFolder.with { folder in
            let path = folder + "/journal.sqlite"
            try await DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: sql + ";") }
            let journal = try await SQLiteJournal.open(path: path)
            #expect(try await journal.commit(Sample.submission(1)) == .committed)
            try await journal.close()
        }
    }

    @Test("a place where no file can be is unavailable")
    func noPlace() async throws {
        try await TemporaryFolder.with { folder in
            await expectError(.unavailable) { _ = try await SQLiteJournal.open(path: folder) }
            await expectError(.unavailable) { _ = try await SQLiteJournal.open(path: folder + "/none/journal.sqlite") }
        }
    }

    @Test("a damaged store says so and stops nothing else")
    func damaged() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder + "/journal.sqlite"
            var journal = try await SQLiteJournal.open(path: path)
            for n in 1...50 {
                _ = try await journal.commit(Sample.submission(n, bytes: Array(repeating: 65, count: 9000)))
            }
            try await journal.close()
            // Everything but the header, the schema and the migrations is overwritten.
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            let size = try file.seekToEnd()
            try file.seek(toOffset: 4096 * 40)
            try file.write(contentsOf: Data(repeating: 0xFF, count: Int(size) - 4096 * 40))
            try file.close()
            journal = try await SQLiteJournal.open(path: path)
            var codes: Set<JournalError.Code> = []
            for n in 1...50 {
                do {
                    _ = try await journal.message(Sample.key(n))
                } catch let error as JournalError {
                    codes.insert(error.code)
                }
            }
            #expect(codes == [.corrupt])
            try await journal.close()
        }
    }

    @Test("a value of another type in the file is damage, not a crash")
    func wrongValue() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder + "/journal.sqlite"
            let journal = try await SQLiteJournal.open(path: path)
            _ = try await journal.commit(Sample.submission(1))
            try await DatabaseQueue(path: path).write { db in
                try db.execute(sql: "UPDATE messages SET direction = 'sideways'")
                try db.execute(sql: "UPDATE cases SET version = 2, state = CAST('{\"dossier\":{}}' AS BLOB)")
                try db.execute(sql: "UPDATE case_events SET partner = 'NOT A PARTNER'")
            }
            await expectError(.corrupt) { _ = try await journal.message(Sample.key(1)) }
            await expectError(.corrupt) { _ = try await journal.caseRecord(Sample.caseID(1)) }
            await expectError(.corrupt) { _ = try await journal.timeline(of: Sample.caseID(1)) }
            try await journal.close()
        }
    }
}
