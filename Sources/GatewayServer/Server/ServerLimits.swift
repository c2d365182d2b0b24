/// Bounds on what callers may use.
package struct ServerLimits: Hashable, Sendable {
    /// The most bytes of one message.
    package var body: Int
    /// The longest that a body may take to arrive.
    package var bodyDeadline: Duration
    /// A connection without a request is closed after this.
    package var idle: Duration
    /// Connections at once; further ones wait in the kernel's queue.
    package var connections: Int
    package var admission: Admission.Limits

    package init(
        body: Int = 16 << 20, bodyDeadline: Duration = .seconds(60), idle: Duration = .seconds(60),
        connections: Int = 4096, admission: Admission.Limits = Admission.Limits()
    ) {
        self.body = body
        self.bodyDeadline = bodyDeadline
        self.idle = idle
        self.connections = connections
        self.admission = admission
    }
}
