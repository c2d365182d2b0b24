internal import FoundationEssentials
internal import GRDB
package import SingleWindow

/// What a check of a store or backup has found.
package struct JournalReport: Hashable, Sendable, Codable {
    /// Received and sent messages in the store.
    package var messages = 0
    package var cases = 0
    package var deliveries = 0
    /// When the newest message was received or prepared.
    package var newest: Timestamp?
    /// SQLite's own findings on pages and indexes, a hundred at most; empty where all is well.
    package var damages: [String] = []
    /// Rows that refer to a row that does not exist.
    package var danglingReferences = 0
    /// Messages whose bytes do not have the digest that was stored with them, or are missing; a hundred at most.
    package var alteredMessages: [MessageKey] = []
    /// Counters that differ from what they count.
    package var wrongCounters: [String] = []
    /// Lanes whose head is not their earliest unfinished delivery.
    package var wrongHeads = 0

    /// Whether nothing was found.
    package var isSound: Bool {
        damages.isEmpty && danglingReferences == 0 && alteredMessages.isEmpty && wrongCounters.isEmpty
            && wrongHeads == 0
    }

    /// Reads all of the file `path` in one snapshot.
    static func make(of path: String) throws(JournalError) -> JournalReport {
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let report = try queue.read { db in
                try SQLiteSchema.checkIsJournal(db)
                var report = JournalReport()
                report.damages = try String.fetchAll(db, sql: "PRAGMA integrity_check(100)").filter { $0 != "ok" }
                // Rows of damaged pages are not worth reading.
                if report.damages.isEmpty { try report.readRows(db) }
                return report
            }
            try queue.close()
            return report
        } catch {
            throw JournalError(store: error)
        }
    }

    private mutating func readRows(_ db: Database) throws {
        danglingReferences = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").count
        messages = try Self.count("messages", "true", db)
        cases = try Self.count("cases", "true", db)
        deliveries = try Self.count("deliveries", "true", db)
        newest = try db.row("SELECT at_ms, at_offset FROM messages ORDER BY seq DESC LIMIT 1")?.timestamp(0)
        try readDigests(db)
        try readCounters(db)
        wrongHeads = try Self.count(
            "deliveries AS one",
            """
            head <> (state IN ('queued', 'parked') AND NOT EXISTS (
                SELECT 1 FROM deliveries AS earlier
                WHERE earlier.case_seq = one.case_seq AND earlier.partner = one.partner AND earlier.seq < one.seq
                AND earlier.state IN ('queued', 'parked')))
            """, db)
    }

    private mutating func readDigests(_ db: Database) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT messages.key, messages.digest, payloads.body FROM messages
                LEFT JOIN payloads ON payloads.message_seq = messages.seq ORDER BY messages.seq
                """)
        while let row = try rows.next(), alteredMessages.count < 100 {
            let (key, digest): (MessageKey, String) = (try row.identifier(0), try row.value(1))
            guard let body = try row.bytes(2), try SQLiteJournal.digest(body) == digest else {
                alteredMessages.append(key)
                continue
            }
        }
    }

    private mutating func readCounters(_ db: Database) throws {
        let counters = try Counters.read(db)
        let conditions: [(Counters.Name, String, String)] = [
            (.accepted, "messages", "disposition = 'accepted'"), (.refused, "messages", "disposition = 'refused'"),
            (.cases, "cases", "true"), (.queued, "deliveries", "state = 'queued'"),
            (.delivered, "deliveries", "state = 'delivered'"), (.parked, "deliveries", "state = 'parked'"),
        ]
        for (name, table, condition) in conditions where try Self.count(table, condition, db) != counters[name] {
            wrongCounters.append(name.rawValue)
        }
    }

    private static func count(_ table: String, _ condition: String, _ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table) WHERE \(condition)") ?? 0
    }
}
