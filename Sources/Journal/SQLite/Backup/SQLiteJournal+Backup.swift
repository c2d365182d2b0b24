internal import Dispatch
internal import GRDB
internal import Glibc

extension SQLiteJournal {
    /// Copies the store, as it is at one moment, to the file `path` while it is in use.
    ///
    /// Intake and delivery go on meanwhile. The copy is one plain file that needs nothing beside it; it is on disk, and
    /// has its name, only when it is whole.
    ///
    /// - Throws: `JournalError`: `unavailable` where `path` exists already or can't be written, `full`.
    package func backup(to path: String) async throws {
        let pool = self.pool
        try await Self.offPool { try Self.copy(pool, to: path) }
    }

    private static func copy(_ pool: DatabasePool, to path: String) throws {
        let partial = path + ".partial"
        do {
            guard access(path, F_OK) != 0 else {
                throw JournalError(.unavailable, "a file of the backup's name is there already")
            }
            removeStore(partial)
            try createPrivately(partial)
            let copy = try DatabaseQueue(path: partial)
            // One step under one read transaction: a copy in several would begin again whenever something is committed
            // in between, and never end under load. Until it is done the log can't be reset, so it grows by what is
            // committed meanwhile.
            try pool.backup(to: copy)
            try copy.writeWithoutTransaction { db in
                // A file in WAL mode can't be read from a place that can't be written to.
                _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE")
            }
            try copy.close()
            try sync(partial)
            guard rename(partial, path) == 0 else { throw JournalError(system: errno, "rename the backup") }
            try syncFolder(of: path)
        } catch {
            removeStore(partial)
            throw JournalError(store: error)
        }
    }

    /// Puts the backup in `backup` in the place of a store that does not exist yet, after checking all of it.
    ///
    /// - Throws: `JournalError`: `unavailable` where there is a file in `path`; `corrupt` where the backup is not whole.
    package static func restore(_ backup: String, to path: String) async throws -> JournalReport {
        try await offPool {
            guard ["", "-wal"].allSatisfy({ access(path + $0, F_OK) != 0 }) else {
                throw JournalError(.unavailable, "there is a store already; move it away first")
            }
            let report = try JournalReport.make(of: backup)
            guard report.isSound else { throw JournalError(.corrupt, "the backup is not whole") }
            let partial = path + ".partial"
            do {
                removeStore(partial)
                try createPrivately(partial)
                var readonly = Configuration()
                readonly.readonly = true
                let (source, copy) = (
                    try DatabaseQueue(path: backup, configuration: readonly), try DatabaseQueue(path: partial)
                )
                try source.backup(to: copy)
                try source.close()
                try copy.close()
                try sync(partial)
                guard rename(partial, path) == 0 else { throw JournalError(system: errno, "rename the store") }
                try syncFolder(of: path)
            } catch {
                removeStore(partial)
                throw JournalError(store: error)
            }
            return report
        }
    }

    /// Checks the store or backup in `path`: its pages, its references, and the digest of every message in it.
    ///
    /// A store in use can be checked too; the report is then of the moment the check began.
    ///
    /// - Throws: `JournalError` where the file can't be read as a journal at all.
    package static func report(on path: String) async throws -> JournalReport {
        try await offPool { try JournalReport.make(of: path) }
    }

    private static func removeStore(_ path: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
    }

    private static func syncFolder(of path: String) throws {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try sync(folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder)
    }

    private static func sync(_ path: String) throws {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw JournalError(system: errno, "open for syncing") }
        defer { Glibc.close(file) }
        guard fsync(file) == 0 else { throw JournalError(system: errno, "sync") }
    }
}
