internal import SingleWindow
internal import Synchronization

/// The messages a counterpart has taken, so that a delivery repeated after a crash takes effect once.
final class SeenMessages: Sendable {
    private let ids = Mutex<Set<MessageID>>([])

    /// Whether `id` is new.
    func insert(_ id: MessageID) -> Bool { ids.withLock { $0.insert(id).inserted } }
}
