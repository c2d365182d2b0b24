internal import Dispatch
internal import GRDB
internal import Glibc

/// The journal of one node: a SQLite file in WAL mode with `synchronous = FULL`, so that a commit that was answered
/// survives the loss of power.
///
/// All changes go through one `GroupWriter`; reads run beside it on connections of their own, each on a snapshot of
/// everything committed before it began. Neither blocks a thread of the cooperative pool: GRDB runs both on dispatch
/// queues.
package final class SQLiteJournal: Journal {
    let pool: DatabasePool
    let writer: GroupWriter

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
            let pool = try DatabasePool(path: path, configuration: Self.grdb(configuration))
            // GRDB sets NORMAL when it switches to WAL, under which a commit may be lost with the power.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try SQLiteSchema.migrator.migrate(pool)
            self.pool = pool
            writer = GroupWriter(pool, configuration)
        } catch {
            throw JournalError(store: error)
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
        }
        return configuration
    }

    /// Creates an empty file that only its owner can read; SQLite gives its companions the same mode.
    private static func createPrivately(_ path: String) throws {
        let file = Glibc.open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            let code: JournalError.Code = errno == ENOSPC || errno == EDQUOT ? .full : .unavailable
            throw JournalError(code, "the file can't be opened: \(String(cString: strerror(errno)))")
        }
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

    package func statistics() async throws -> JournalStatistics {
        let counters = try await read { try Counters.read($0) }
        return JournalStatistics(
            accepted: counters[.accepted], refused: counters[.refused], cases: counters[.cases],
            queued: counters[.queued], delivered: counters[.delivered], parked: counters[.parked])
    }

    package func check() async throws {
        try await writer.submit { transaction in
            try transaction.db.run(
                "INSERT INTO checks (id, count) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET count = count + 1")
            return .keep(())
        }
    }

    package func close() async throws {
        writer.close()
        let pool = self.pool
        do {
            // Queued behind the writer's last group, so everything that was let in is answered first.
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
