/// How a `SQLiteJournal` works.
package struct SQLiteConfiguration: Sendable {
    /// How long to wait for another process that holds the store, in milliseconds.
    package var busyTimeout = 5000
    /// Connections that read at the same time.
    package var readers = 4
    /// Changes that may wait for the writer; one more is refused with `journal.busy`.
    package var queueLimit = 4096
    /// Bytes of payload that may wait for the writer. One change is let in whatever its size when nothing waits.
    package var queueBytes = 128 << 20
    /// Changes that share one synced transaction at most, so that the first of them does not wait for too many others.
    package var groupLimit = 256
    /// Bytes of payload that share one synced transaction at most.
    package var groupBytes = 16 << 20
    /// Bytes of case states, as JSON, kept decoded beside the store: at least half of it, at most all.
    package var cacheBytes = 1 << 20
    /// Bytes of the file that the writing connection keeps in memory: the indexes are hit in no order by senders'
    /// identifiers, and what is not at hand is read again for each message.
    package var pageCacheBytes = 16 << 20
    /// Bytes the file may grow to; nil for as many as the disk has. At the limit commits fail with `journal.full`.
    package var quotaBytes: Int64?
    /// Bytes of the disk that intake leaves for deliveries and the store's own work: with less left, commits of messages
    /// fail with `journal.full`. 0 leaves none.
    package var reserveBytes: Int64 = 64 << 20
    /// Called with each statement the store runs, without the values in it.
    package var trace: (@Sendable (String) -> Void)?

    package init() {}
}
