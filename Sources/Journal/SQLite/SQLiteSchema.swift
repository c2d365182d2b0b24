internal import GRDB

/// The tables of a journal in SQLite.
///
/// Every table that grows with the messages is appended to in the order of an integer key (`seq`), so that a row's cost
/// does not depend on how many are there. Identifiers of the outside are found through unique indexes; keys of ours are
/// UUIDs that sort by time and go to the right edge of theirs. Payload lies apart from what describes it.
///
/// Times are milliseconds since 1970 UTC (`_ms`) with the minutes east of UTC they were written in (`_offset`).
enum SQLiteSchema {
    /// `NSWJ`, in the file's header: SQLite's mark of the application a file belongs to.
    static let applicationID: Int32 = 0x4E53_574A
    /// The newest schema this version knows, in the file's header as `user_version`.
    static let version = 1

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            for statement in tables { try db.execute(sql: statement) }
            for name in Counters.Name.allCases {
                try db.execute(sql: "INSERT INTO counters (name, value) VALUES (?, 0)", arguments: [name.rawValue])
            }
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: "PRAGMA user_version = 1")
        }
        return migrator
    }

    /// Throws unless the file is new, or a journal of a version we know. Runs before anything is written to it.
    static func checkOwnership(_ db: Database) throws {
        let id = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        if id == 0 {
            // Killed while it was being created, a file may hold GRDB's table of migrations and nothing else.
            let foreign = try Int.fetchOne(
                db,
                sql: "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'grdb\\_%' ESCAPE '\\'")
            if foreign != 0 || version != 0 { throw JournalError(.corrupt, "the file is a database of something else") }
        } else if id != applicationID {
            throw JournalError(.corrupt, "the file is a database of another application")
        } else if version > self.version {
            throw JournalError(.newerSchema, "schema \(version); this version knows \(self.version)")
        }
    }

    /// Throws unless the file holds a journal of a version we know.
    static func checkIsJournal(_ db: Database) throws {
        try checkOwnership(db)
        guard try Int.fetchOne(db, sql: "PRAGMA user_version") == version else {
            throw JournalError(.corrupt, "the file is not a journal of this version")
        }
    }

    private static let tables = [
        """
        CREATE TABLE cases (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            version INTEGER NOT NULL,
            kind TEXT NOT NULL,
            phase TEXT NOT NULL,
            opened_ms INTEGER NOT NULL, opened_offset INTEGER NOT NULL,
            changed_ms INTEGER NOT NULL, changed_offset INTEGER NOT NULL,
            parked_vi TEXT, parked_en TEXT,
            state BLOB NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE case_keys (
            value TEXT NOT NULL,
            kind TEXT NOT NULL,
            case_seq INTEGER NOT NULL REFERENCES cases (seq),
            PRIMARY KEY (value, kind, case_seq)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX case_keys_case ON case_keys (case_seq)",
        """
        CREATE TABLE messages (
            seq INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            direction TEXT NOT NULL,
            partner TEXT,
            id TEXT,
            family TEXT, document_type TEXT, type TEXT, function TEXT,
            disposition TEXT,
            at_ms INTEGER NOT NULL, at_offset INTEGER NOT NULL,
            case_seq INTEGER REFERENCES cases (seq),
            content_type TEXT NOT NULL,
            digest TEXT NOT NULL,
            size INTEGER NOT NULL,
            answer_status INTEGER, answer_type TEXT,
            problems BLOB
        ) STRICT
        """,
        "CREATE INDEX messages_case ON messages (case_seq)",
        "CREATE UNIQUE INDEX messages_accepted ON messages (id, partner) WHERE disposition = 'accepted'",
        "CREATE INDEX messages_refused ON messages (id) WHERE disposition = 'refused' AND id IS NOT NULL",
        """
        CREATE TABLE payloads (
            message_seq INTEGER PRIMARY KEY REFERENCES messages (seq),
            body BLOB NOT NULL,
            answer BLOB,
            verdict BLOB,
            evidence BLOB
        ) STRICT
        """,
        """
        CREATE TABLE case_events (
            seq INTEGER PRIMARY KEY,
            case_seq INTEGER NOT NULL REFERENCES cases (seq),
            at_ms INTEGER NOT NULL, at_offset INTEGER NOT NULL,
            kind TEXT NOT NULL,
            vi TEXT NOT NULL, en TEXT NOT NULL,
            message TEXT,
            partner TEXT,
            family TEXT, document_type TEXT, type TEXT, function TEXT,
            phase TEXT
        ) STRICT
        """,
        "CREATE INDEX case_events_case ON case_events (case_seq)",
        // `head`: the delivery is the earliest unfinished one of its lane. `available_ms`: when it may be leased, that
        // is when it falls due or, while leased, when the lease runs out.
        """
        CREATE TABLE deliveries (
            seq INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            case_seq INTEGER NOT NULL REFERENCES cases (seq),
            partner TEXT NOT NULL,
            state TEXT NOT NULL,
            head INTEGER NOT NULL,
            available_ms INTEGER NOT NULL,
            due_ms INTEGER NOT NULL, due_offset INTEGER NOT NULL,
            queued_ms INTEGER NOT NULL, queued_offset INTEGER NOT NULL,
            finished_ms INTEGER, finished_offset INTEGER,
            lease_owner TEXT,
            leased_ms INTEGER, leased_offset INTEGER,
            attempts INTEGER NOT NULL,
            attempts_before_resume INTEGER NOT NULL,
            resumed_ms INTEGER, resumed_offset INTEGER,
            message_seq INTEGER REFERENCES messages (seq),
            instruction BLOB NOT NULL
        ) STRICT
        """,
        "CREATE INDEX deliveries_lane ON deliveries (case_seq, partner)",
        "CREATE INDEX deliveries_available ON deliveries (available_ms) WHERE head = 1 AND state = 'queued'",
        """
        CREATE TABLE attempts (
            seq INTEGER PRIMARY KEY,
            delivery_seq INTEGER NOT NULL REFERENCES deliveries (seq),
            started_ms INTEGER NOT NULL, started_offset INTEGER NOT NULL,
            milliseconds INTEGER NOT NULL,
            status INTEGER,
            error TEXT,
            vi TEXT, en TEXT,
            verified INTEGER,
            answer BLOB
        ) STRICT
        """,
        "CREATE INDEX attempts_delivery ON attempts (delivery_seq)",
        "CREATE TABLE numbers (series TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE checks (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL) STRICT",
    ]
}
