internal import GRDB
internal import Synchronization

/// Connections for reads of a few rows by key, which run on the caller's own thread.
///
/// Intake makes several such reads for each message. In WAL mode a reader waits for no writer and no sync, so one takes
/// about ten microseconds, less than one hop to another thread and back; handing each to a dispatch queue and waking the
/// caller again cost three times as much processor time as the reads themselves. What can take long (payloads, traces,
/// searches) goes through the pool's queues instead.
///
/// A read does not suspend, so there are never more connections than threads that read.
final class ShortReads: Sendable {
    private struct Connections {
        var idle: [DatabaseQueue] = []
        var opened = 0
        var closed = false
    }

    private let path: String
    private let configuration: Configuration
    private let connections = Mutex(Connections())

    init(path: String, configuration: Configuration) {
        self.path = path
        var configuration = configuration
        configuration.readonly = true
        configuration.label = "journal.short"
        self.configuration = configuration
    }

    /// Runs `body` on a snapshot of everything committed so far.
    func read<Value>(_ body: (Database) throws -> Value) throws(JournalError) -> Value {
        do {
            let connection = try take()
            defer { give(back: connection) }
            return try connection.unsafeRead { db in
                try db.beginTransaction(.deferred)
                defer { try? db.commit() }
                return try body(db)
            }
        } catch {
            throw JournalError(store: error)
        }
    }

    private func take() throws -> DatabaseQueue {
        let idle = try connections.withLock { connections throws(JournalError) in
            if connections.closed { throw JournalError(.unavailable, "the store is closed") }
            return connections.idle.popLast()
        }
        return try idle ?? DatabaseQueue(path: path, configuration: configuration)
    }

    private func give(back connection: DatabaseQueue) {
        connections.withLock { connections in
            if !connections.closed { connections.idle.append(connection) }
        }
    }

    /// Refuses reads from now on. Connections in use are closed when they are given back.
    func close() {
        connections.withLock { connections in
            connections.closed = true
            connections.idle = []
        }
    }
}
