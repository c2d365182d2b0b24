internal import Dispatch
internal import GRDB
internal import Glibc

/// The journal of one node: a SQLite file in WAL mode with `synchronous = FULL`, so that a commit that was answered
/// survives the loss of power.
///
/// All changes go through one `GroupWriter`; reads run beside it on connections of their own, each on a snapshot of
/// everything committed before it began. No thread of the cooperative pool waits for a sync or for the writer: changes
/// and long reads run on GRDB's dispatch queues, and only reads of a few rows by key run where they are called.
package final class SQLiteJournal: Journal {
    let pool: DatabasePool
    let writer: GroupWriter
    let shortReads: ShortReads
    let cache: CaseCache
    let freeSpace: FreeSpace

    /// Opens the store in `path`, and creates it (readable by its owner only) where there is none.
    ///
    /// Work that others have leased stays theirs until their leases run out.
    ///
    /// - Throws: `JournalError`: `corrupt` for a file that is damaged or not a journal, which is left as it was;
    ///   `newerSchema`; `unavailable` where the file can't be opened or is locked.
    package static func open(
        path: String, configuration: SQLiteConfiguration = SQLiteConfiguration()
    ) async throws -> SQLiteJournal {
        try await offPool { try SQLiteJournal(path, configuration) }
    }

    private init(_ path: String, _ configuration: SQLiteConfiguration) throws {
        do {
            try Self.createPrivately(path)
            let grdb = Self.grdb(configuration)
            let pool = try DatabasePool(path: path, configuration: grdb)
            try pool.writeWithoutTransaction { try Self.setUpWriter($0, configuration) }
            try SQLiteSchema.migrator.migrate(pool)
            self.pool = pool
            writer = GroupWriter(pool, configuration)
            shortReads = ShortReads(path: path, configuration: grdb)
            freeSpace = FreeSpace(path: path, reserve: configuration.reserveBytes)
            cache = CaseCache(limit: configuration.cacheBytes)
        } catch {
            throw JournalError(store: error)
        }
    }

    private static func setUpWriter(_ db: Database, _ settings: SQLiteConfiguration) throws {
        // GRDB sets NORMAL when it switches to WAL, under which a commit may be lost with the power.
        try db.execute(sql: "PRAGMA synchronous = FULL")
        // Else a savepoint copies pages to a file in the temporary folder.
        try db.execute(sql: "PRAGMA temp_store = MEMORY")
        // A log that has grown long (under a backup, say) is cut back when it is next begun again.
        _ = try Int64.fetchOne(db, sql: "PRAGMA journal_size_limit = \(64 << 20)")
        try db.execute(sql: "PRAGMA cache_size = -\(settings.pageCacheBytes / 1024)")
        if let quota = settings.quotaBytes, let pageSize = try Int64.fetchOne(db, sql: "PRAGMA page_size") {
            _ = try Int64.fetchOne(db, sql: "PRAGMA max_page_count = \(max(1, quota / pageSize))")
        }
    }

    private static func grdb(_ settings: SQLiteConfiguration) -> Configuration {
        var configuration = Configuration()
        configuration.label = "journal"
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(Double(settings.busyTimeout) / 1000)
        configuration.maximumReaderCount = settings.readers
        configuration.prepareDatabase { db in
            if !db.configuration.readonly { try SQLiteSchema.checkOwnership(db) }
            if let trace = settings.trace {
                db.trace { event in
                    if case .statement(let statement) = event { trace(statement.sql) }
                }
            }
        }
        return configuration
    }

    /// Creates an empty file that only its owner can read; SQLite gives its companions the same mode.
    static func createPrivately(_ path: String) throws {
        let file = Glibc.open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw JournalError(system: errno, "open the file") }
        Glibc.close(file)
    }

    /// Runs blocking work on a dispatch queue.
    static func offPool<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
            DispatchQueue.global().async { continuation.resume(with: Result(catching: work)) }
        }
    }

    /// Runs `value` on a snapshot of everything committed so far.
    func read<Value: Sendable>(_ value: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
            pool.asyncRead { access in
                do {
                    continuation.resume(returning: try value(access.get()))
                } catch {
                    continuation.resume(throwing: JournalError(store: error))
                }
            }
        }
    }

    /// Syncs since the store was opened, and the changes they put on disk.
    package var groups: (syncs: Int, changes: Int) {
        let statistics = writer.statistics
        return (statistics.groups, statistics.changes)
    }

    /// Changes that wait for the writer.
    package var waiting: Int { writer.waiting }

    /// What the writing connection runs with, by SQLite's names: `journal_mode`, `synchronous` (2 is FULL),
    /// `foreign_keys`, `application_id`, `user_version`, `page_size`, `page_count`, `sqlite_version`.
    package func settings() async throws -> [String: String] {
        try await writer.submit { transaction in
            let names = [
                "journal_mode", "synchronous", "foreign_keys", "application_id", "user_version", "page_size",
                "page_count",
            ]
            var settings = ["sqlite_version": try String.fetchOne(transaction.db, sql: "SELECT sqlite_version()") ?? ""]
            for name in names { settings[name] = try String.fetchOne(transaction.db, sql: "PRAGMA \(name)") }
            return .keep(settings)
        }
    }

    package func statistics() async throws -> JournalStatistics {
        let counters = try shortReads.read { try Counters.read($0) }
        return JournalStatistics(
            accepted: counters[.accepted], refused: counters[.refused], cases: counters[.cases],
            queued: counters[.queued], delivered: counters[.delivered], parked: counters[.parked])
    }

    package func check() async throws {
        try freeSpace.require()
        try await writer.submit { transaction in
            try transaction.db.run(
                "INSERT INTO checks (id, count) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET count = count + 1")
            return .keep(())
        }
    }

    package func close() async throws {
        guard await writer.close() else { return }
        shortReads.close()
        let pool = self.pool
        do {
            try await Self.offPool {
                pool.writeWithoutTransaction { db in
                    // What a reader elsewhere still needs stays in the log for the next opening; nothing is lost.
                    _ = try? db.checkpoint(.truncate)
                }
                try pool.close()
            }
        } catch {
            throw JournalError(store: error)
        }
    }
}
