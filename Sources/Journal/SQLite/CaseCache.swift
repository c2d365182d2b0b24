internal import SingleWindow
internal import Synchronization

/// States of cases that were read or written lately, decoded.
///
/// A state is good for one version of its case, and a version has one state, so what is found here for the version that
/// the store has now is true however old it is. Two generations stand in for an order of use: what is asked for moves to
/// the younger, and when that is full the older is dropped.
final class CaseCache: Sendable {
    private struct Entry {
        var version: Int64
        var state: CaseState
        /// Bytes of its JSON.
        var cost: Int
    }

    private struct Generations {
        var young: [CaseID: Entry] = [:]
        var old: [CaseID: Entry] = [:]
        var youngCost = 0
    }

    /// Bytes of JSON a generation may stand for; decoded they take about four times as much.
    private let limit: Int
    private let generations = Mutex(Generations())

    init(limit: Int) { self.limit = limit }

    func state(of id: CaseID, version: Int64) -> CaseState? {
        generations.withLock { generations in
            if let entry = generations.young[id] { return entry.version == version ? entry.state : nil }
            guard let entry = generations.old[id], entry.version == version else { return nil }
            insert(entry, id, &generations)
            return entry.state
        }
    }

    /// Remembers a state that is in the store; an older one than is known is not taken.
    func put(_ state: CaseState, of id: CaseID, version: Int64, cost: Int) {
        generations.withLock { generations in
            let known = generations.young[id] ?? generations.old[id]
            if let known, known.version >= version { return }
            insert(Entry(version: version, state: state, cost: cost), id, &generations)
        }
    }

    private func insert(_ entry: Entry, _ id: CaseID, _ generations: inout Generations) {
        generations.youngCost += entry.cost - (generations.young[id]?.cost ?? 0)
        generations.young[id] = entry
        if generations.youngCost > limit {
            generations.old = generations.young
            generations.young = [:]
            generations.youngCost = 0
        }
    }
}
