/// How much the transport does at once, and how long it keeps connections.
package struct TransportConfiguration: Hashable, Sendable {
    /// Most calls on the wire at once.
    package var totalCalls: Int
    /// Most calls on the wire at once to one scheme, host and port.
    package var callsPerOrigin: Int
    /// Most calls waiting for their turn; beyond it a call fails at once with `transport.busy`.
    package var queuedCalls: Int
    /// Most connections kept open, in use or idle.
    package var connections: Int
    /// Longest time a connection may have been idle to be used again. Below the keep-alive time of common servers, so
    /// that a request is rarely written to a connection that the server is just closing.
    package var idleConnectionAge: Duration
    /// Longest time since its opening that a connection may be used again, so that renewed certificates, keys and
    /// addresses come into force.
    package var connectionAge: Duration
    /// The User-Agent field (RFC 9110, section 10.1.5) of calls that set none.
    package var userAgent: String

    package init(
        totalCalls: Int = 256, callsPerOrigin: Int = 32, queuedCalls: Int = 10_000, connections: Int = 512,
        idleConnectionAge: Duration = .seconds(15), connectionAge: Duration = .seconds(300),
        userAgent: String = "nsw-gateway"
    ) {
        self.totalCalls = totalCalls
        self.callsPerOrigin = callsPerOrigin
        self.queuedCalls = queuedCalls
        self.connections = connections
        self.idleConnectionAge = idleConnectionAge
        self.connectionAge = connectionAge
        self.userAgent = userAgent
    }
}

/// What the transport has done since its start, and does now.
package struct TransportStatistics: Hashable, Sendable {
    /// Calls on the wire.
    package var active = 0
    /// Calls waiting for their turn.
    package var queued = 0
    /// Calls answered, with any status.
    package var answered = 0
    /// Calls that failed on the wire or in the queue.
    package var failed = 0
    /// Connections opened.
    package var connections = 0

    package init() {}
}
