internal import SingleWindow

/// A simulated partner: answers what the gateway delivers, and has something to say of its own.
protocol Counterpart: Sendable {
    var kit: CounterpartKit { get }
    var agenda: Agenda { get }
    func receive(_ bytes: [UInt8], contentType: String?) async -> CounterpartReply
}
