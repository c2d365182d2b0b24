internal import Glibc
internal import Synchronization

/// Space left on the disk that holds the store.
///
/// Intake stops while there is still some, so that deliveries can go on being recorded and the log can be copied into
/// the file: a disk that intake has filled to the last byte stops everything.
final class FreeSpace: Sendable {
    private struct Reading {
        var isShort = false
        /// Milliseconds of a clock that only goes forward; what was read is good until then.
        var expires: Int64 = 0
    }

    private let path: String
    private let reserve: Int64
    private let last = Mutex(Reading())

    /// `reserve` bytes are kept back; 0 keeps none.
    init(path: String, reserve: Int64) {
        self.path = path
        self.reserve = reserve
    }

    /// - Throws: `full` where less than the reserve is left.
    func require() throws(JournalError) {
        guard reserve > 0 else { return }
        let now = Self.now
        let isShort = last.withLock { last in
            if now >= last.expires { last = Reading(isShort: isShortNow, expires: now + 250) }
            return last.isShort
        }
        if isShort { throw JournalError(.full, "less than \(reserve) bytes are left on the disk") }
    }

    private var isShortNow: Bool {
        var disk = statvfs()
        // A disk that can't be asked says so itself when it is written to.
        guard statvfs(path, &disk) == 0 else { return false }
        return Int64(clamping: UInt64(disk.f_bavail) * UInt64(disk.f_frsize)) < reserve
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
