internal import Glibc
package import SingleWindow

/// The gateway's clock. Everything that depends on time asks it, so that the sandbox and tests can move it.
package protocol GatewayClock: Sendable {
    var now: Timestamp { get }
}

/// The machine's clock, in Vietnamese time.
package struct SystemClock: GatewayClock {
    package init() {}

    package var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
