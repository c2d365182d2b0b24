internal import Synchronization

/// What counterparts have received and sent, and how often each effect took place: the evidence of the demo and of the
/// crash tests.
final class Transcript: Sendable {
    struct Entry: Sendable {
        enum Kind: Sendable {
            case received
            case repeated
            case sent
            case problem
        }

        var counterpart: String
        var kind: Kind
        var text: String
    }

    private struct State {
        var entries: [Entry] = []
        var effects: [String: Int] = [:]
        var verified = 0
        var unverified = 0
    }

    private let state = Mutex(State())

    func add(_ counterpart: String, _ kind: Entry.Kind, _ text: String) {
        state.withLock { $0.entries.append(Entry(counterpart: counterpart, kind: kind, text: text)) }
    }

    /// Counts an effect: the same key twice is one effect that took place twice.
    func effect(_ key: String) { state.withLock { $0.effects[key, default: 0] += 1 } }

    /// Counts a signature of the gateway that a counterpart has checked.
    func signature(holds: Bool) {
        state.withLock {
            if holds { $0.verified += 1 } else { $0.unverified += 1 }
        }
    }

    var entries: [Entry] { state.withLock { $0.entries } }
    /// Effects that took place more than once.
    var effectsTwice: [String] { state.withLock { $0.effects.filter { $0.value > 1 }.keys.sorted() } }
    var effectCount: Int { state.withLock { $0.effects.count } }
    var signatures: (verified: Int, unverified: Int) { state.withLock { ($0.verified, $0.unverified) } }
    var problems: [Entry] { entries.filter { $0.kind == .problem } }
}
