internal import GRDB
internal import Synchronization

/// What becomes of a change's writes.
enum Change<Value: Sendable>: Sendable {
    case keep(Value)
    /// Rolls the change back and answers with a value all the same.
    case undo(Value)
}

/// Runs changes on the store's one writing connection, as many to a synced transaction as are waiting.
///
/// A change joins the inbox and waits. The writing connection takes what waits, runs one change after the other, commits
/// (one fsync) and only then answers every one of them. A change that fails or is not to be kept loses its own writes
/// only. While the store syncs, the next group gathers, so a group grows with the load and a lone change is never
/// delayed.
///
/// Everything here runs on the serial dispatch queue that GRDB gives the writing connection: the thread that blocks in
/// fsync is one of libdispatch's, never one of Swift's cooperative pool, and callers hold nothing but a continuation.
/// The writer's owner is the journal; there is no task of its own to outlive it: a run is on the queue exactly while
/// changes are waiting.
final class GroupWriter: Sendable {
    private struct Entry: Sendable {
        var bytes: Int
        /// Runs the change; answers with what to call once the group is on disk, or with why it is not.
        var run: @Sendable (WriteTransaction) throws -> Step
        var fail: @Sendable (JournalError) -> Void
    }

    /// Answers the caller; with an error where the group was lost.
    private typealias Finish = @Sendable (JournalError?) -> Void

    private struct Step: Sendable {
        var keep: Bool
        var finish: Finish
    }

    private struct Inbox {
        var entries: [Entry] = []
        var bytes = 0
        var running = false
        var closed = false

        /// Whether a run must be put on the queue for this entry, since none is there.
        mutating func append(_ entry: Entry) -> Bool {
            entries.append(entry)
            bytes += entry.bytes
            defer { running = true }
            return !running
        }
    }

    /// Transactions that wrote something, and changes they held; the first is the number of syncs.
    struct Statistics: Sendable, Hashable {
        var groups = 0
        var changes = 0
    }

    private let pool: DatabasePool
    private let configuration: SQLiteConfiguration
    private let inbox = Mutex(Inbox())
    private let counted = Mutex(Statistics())

    init(_ pool: DatabasePool, _ configuration: SQLiteConfiguration) {
        self.pool = pool
        self.configuration = configuration
    }

    /// Changes in the inbox.
    var waiting: Int { inbox.withLock { $0.entries.count } }

    var statistics: Statistics { counted.withLock { $0 } }

    /// Runs `change` in the next group and answers once it is on disk.
    ///
    /// A cancelled caller still gets the answer: nobody could say otherwise whether the change took place.
    ///
    /// `bytes` is the payload the change holds in memory while it waits.
    ///
    /// - Throws: `JournalError`: `busy` where too much waits, else what went wrong.
    func submit<Value: Sendable>(
        bytes: Int = 0, _ change: @escaping @Sendable (WriteTransaction) throws -> Change<Value>
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
            enqueue(
                Entry(
                    bytes: bytes,
                    run: { transaction in
                        let (value, keep) =
                            switch try change(transaction) {
                            case .keep(let value): (value, true)
                            case .undo(let value): (value, false)
                            }
                        return Step(keep: keep) { error in
                            if let error {
                                continuation.resume(throwing: error)
                            } else {
                                continuation.resume(returning: value)
                            }
                        }
                    },
                    fail: { continuation.resume(throwing: $0) }))
        }
    }

    /// Refuses changes from now on, and returns when those that wait already are answered.
    ///
    /// - Returns: False where it was closed before: the connection must not be touched again.
    func close() async -> Bool {
        await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
            let last = Entry(
                bytes: 0, run: { _ in Step(keep: true) { _ in continuation.resume(returning: true) } },
                fail: { _ in continuation.resume(returning: true) })
            let (first, start) = inbox.withLock { inbox in
                if inbox.closed { return (false, false) }
                inbox.closed = true
                return (true, inbox.append(last))
            }
            if !first { continuation.resume(returning: false) }
            if start { schedule() }
        }
    }

    private func enqueue(_ entry: Entry) {
        let (refusal, start) = inbox.withLock { inbox -> (JournalError?, Bool) in
            if inbox.closed { return (JournalError(.unavailable, "the store is closed"), false) }
            let full =
                inbox.entries.count >= configuration.queueLimit
                || (!inbox.entries.isEmpty && inbox.bytes + entry.bytes > configuration.queueBytes)
            if full { return (JournalError(.busy, "\(inbox.entries.count) changes wait for the store"), false) }
            return (nil, inbox.append(entry))
        }
        if let refusal { entry.fail(refusal) }
        if start { schedule() }
    }

    /// Puts one group's run on the writer's queue. Each group is a run of its own, so that a checkpoint or a backup
    /// that needs the connection gets its turn between two of them.
    private func schedule() {
        pool.asyncWriteWithoutTransaction { db in
            self.run(self.takeGroup(), db)
            // Nothing is scheduled without a change to run: behind the last one the connection may be closed.
            if self.goesOn() { self.schedule() }
        }
    }

    private func takeGroup() -> [Entry] {
        inbox.withLock { inbox in
            var (count, bytes) = (0, 0)
            for entry in inbox.entries.prefix(configuration.groupLimit) {
                if count > 0 && bytes + entry.bytes > configuration.groupBytes { break }
                count += 1
                bytes += entry.bytes
            }
            let group = Array(inbox.entries.prefix(count))
            inbox.entries.removeFirst(count)
            inbox.bytes -= bytes
            return group
        }
    }

    private func goesOn() -> Bool {
        inbox.withLock { inbox in
            inbox.running = !inbox.entries.isEmpty
            return inbox.running
        }
    }

    private func run(_ group: [Entry], _ db: Database) {
        do {
            let finish: [Finish]
            do {
                finish = try run(group, db, savepoints: false)
            } catch is UndoNeeded {
                // Rare: a change found out that it can't be kept after it had written something. Savepoints would cost
                // every change for its sake, so the group is begun again with them only now. Nobody was answered yet.
                try db.rollback()
                finish = try run(group, db, savepoints: true)
            }
            counted.withLock {
                $0.groups += 1
                $0.changes += group.count
            }
            for finish in finish { finish(nil) }
        } catch {
            // The group's transaction could not be carried out (disk full, I/O error): nobody's change is there. The
            // error that matters is the first one; where SQLite has rolled back by itself this does nothing.
            let cause = JournalError(store: error)
            try? db.rollback()
            for entry in group { entry.fail(cause) }
        }
    }

    /// Runs the group in one transaction and commits it.
    ///
    /// - Returns: What to call for each change now that all are on disk.
    private func run(_ group: [Entry], _ db: Database, savepoints: Bool) throws -> [Finish] {
        try db.beginTransaction(.immediate)
        let transaction = WriteTransaction(db)
        var finish: [Finish] = []
        finish.reserveCapacity(group.count)
        for entry in group { finish.append(try run(entry, transaction, savepoint: savepoints)) }
        try transaction.finish()
        try db.commit()
        return finish
    }

    /// Runs one change: what it throws undoes its own writes only.
    private func run(_ entry: Entry, _ transaction: WriteTransaction, savepoint: Bool) throws -> Finish {
        let db = transaction.db
        let (counters, written) = (transaction.counters, db.totalChangesCount)
        if savepoint { try db.run("SAVEPOINT change") }
        do {
            let step = try entry.run(transaction)
            if !step.keep { try undo() }
            if savepoint { try db.run("RELEASE change") }
            return step.finish
        } catch let undoNeeded as UndoNeeded {
            throw undoNeeded
        } catch {
            guard db.isInsideTransaction else { throw error }
            let cause = JournalError(store: error)
            try undo()
            if savepoint { try db.run("RELEASE change") }
            return { _ in entry.fail(cause) }
        }

        func undo() throws {
            transaction.counters = counters
            if savepoint {
                try db.run("ROLLBACK TO change")
            } else if db.totalChangesCount != written {
                throw UndoNeeded()
            }
        }
    }

    /// A change that is not to be kept has written already, and no savepoint was set.
    private struct UndoNeeded: Error {}
}
