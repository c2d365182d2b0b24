internal import Journal
internal import SingleWindow

/// What a decision has read of the journal and what it wants changed: reads come from the journal once and are
/// remembered for the commit to check; a case that is changed twice is seen with its first change.
struct CaseSnapshot {
    let journal: any Journal
    private(set) var reads: [KeyRead] = []
    private var records: [CaseID: CaseRecord] = [:]
    private var states: [CaseID: CaseState] = [:]
    private var changed: [CaseID] = []

    init(journal: any Journal) { self.journal = journal }

    /// The cases that hold `key` now. The commit will be a conflict when that is no longer so.
    mutating func holders(of key: CaseKey) async throws -> [CaseID] {
        if let read = reads.first(where: { $0.key == key }) { return read.holders.sorted { $0.rawValue < $1.rawValue } }
        let found = try await journal.cases(holding: [key])
        for record in found where records[record.id] == nil {
            records[record.id] = record
            states[record.id] = record.state
        }
        reads.append(KeyRead(key: key, holders: Set(found.map(\.id))))
        return found.map(\.id)
    }

    /// The state of a case that was read.
    mutating func state(of id: CaseID) async throws -> CaseState? {
        if let state = states[id] { return state }
        guard let record = try await journal.caseRecord(id) else { return nil }
        records[id] = record
        states[id] = record.state
        return record.state
    }

    mutating func set(_ state: CaseState, of id: CaseID) {
        if states[id] != state || records[id] == nil, !changed.contains(id) { changed.append(id) }
        states[id] = state
    }

    func isOpened(_ id: CaseID) -> Bool { records[id] == nil }

    /// The changes in the order they were first made.
    func changes(at time: Timestamp) -> [CaseChange] {
        changed.compactMap { id in
            states[id].map { CaseChange(id: id, expected: records[id]?.version, state: $0, at: time) }
        }
    }
}
