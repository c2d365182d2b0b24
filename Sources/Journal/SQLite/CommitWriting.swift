internal import FoundationEssentials
internal import GRDB
internal import SingleWindow

/// A commit made ready for the writer: what can be encoded beforehand is.
struct CommitWriting: Sendable {
    private let message: MessageWriting?
    private let changes: [(change: CaseChange, state: Data)]
    private let events: [CaseEvent]
    private let deliveries: [(delivery: NewDelivery, instruction: Data)]
    private let reads: [KeyRead]
    private let at: Timestamp?

    init(_ commit: Commit) throws(JournalError) {
        message = try commit.message.map { message throws(JournalError) in try MessageWriting(message) }
        changes = try commit.changes.map { change throws(JournalError) in
            (change, Data(try StoredJSON.encode(change.state)))
        }
        events = commit.events
        deliveries = try commit.deliveries.map { delivery throws(JournalError) in
            (delivery, Data(try StoredJSON.encode(delivery.instruction)))
        }
        reads = commit.reads
        at = commit.message?.at ?? commit.changes.first?.at ?? commit.events.first?.at
    }

    /// Bytes held in memory while the commit waits.
    var bytes: Int {
        (message?.bytes ?? 0) + changes.reduce(0) { $0 + $1.state.count }
            + deliveries.reduce(0) { $0 + $1.instruction.count }
    }

    /// Keeps the new states at hand, once they are on disk.
    func remember(in cache: CaseCache) {
        for (change, state) in changes {
            cache.put(change.state, of: change.id, version: (change.expected ?? 0) + 1, cost: state.count)
        }
    }

    /// Checks and writes, in a savepoint of the writer.
    func run(_ transaction: WriteTransaction) throws -> Change<CommitOutcome> {
        let db = transaction.db
        if let first = try message?.earlierAccepted(db) { return .undo(.duplicate(first)) }
        for read in reads where try Set(read.key.holders(db).map(\.id)) != read.holders { return .undo(.conflict) }
        var cases = CaseRows()
        for (change, state) in changes {
            guard let seq = try write(change, state, transaction) else { return .undo(.conflict) }
            cases.note(change, seq)
        }
        if let message {
            try message.insert(caseSeq: message.message.caseID.map { try cases.seq($0, db) }, transaction)
        }
        for event in events { try event.insert(caseSeq: cases.seq(event.caseID, db), db) }
        for (delivery, instruction) in deliveries { try queue(delivery, instruction, &cases, transaction) }
        return .keep(.committed)
    }

    /// The rows of the cases a commit names, each looked up once.
    private struct CaseRows {
        private var rows: [CaseID: Int64] = [:]
        /// Lanes of cases that this commit has opened, and that it has queued something in.
        private var opened: Set<Int64> = []
        private var lanes: Set<Lane> = []

        mutating func note(_ change: CaseChange, _ seq: Int64) {
            rows[change.id] = seq
            if change.expected == nil { opened.insert(seq) }
        }

        mutating func seq(_ id: CaseID, _ db: Database) throws -> Int64 {
            if let seq = rows[id] { return seq }
            let seq = try id.seq(db)
            rows[id] = seq
            return seq
        }

        /// Whether nothing unfinished lies in `lane`, so that the delivery now put there is its head.
        mutating func isEmpty(_ lane: Lane, _ db: Database) throws -> Bool {
            guard lanes.insert(lane).inserted else { return false }
            return try opened.contains(lane.caseSeq) || lane.firstUnfinished(db) == nil
        }
    }

    /// The case's row, where it was at the expected version; it has its new state then.
    private func write(_ change: CaseChange, _ state: Data, _ transaction: WriteTransaction) throws -> Int64? {
        let db = transaction.db
        let seq: Int64
        if let expected = change.expected {
            let row = try db.row(
                """
                UPDATE cases SET version = version + 1, phase = ?, changed_ms = ?, changed_offset = ?, state = ?
                WHERE id = ? AND version = ? RETURNING seq
                """,
                StatementArguments(
                    [change.state.phase] + change.at.columns + [state, change.id.rawValue, expected]))
            guard let row else { return nil }
            seq = try row.value(0)
        } else {
            let row = try db.row(
                """
                INSERT INTO cases (
                    id, version, kind, phase, opened_ms, opened_offset, changed_ms, changed_offset, state)
                VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING seq
                """,
                StatementArguments(
                    [change.id.rawValue, change.state.kind, change.state.phase] + change.at.columns
                        + change.at.columns + [state]))
            guard let row else { return nil }
            seq = try row.value(0)
            transaction.counters[.cases] += 1
        }
        try write(Self.keys(of: change.state), of: seq, isNew: change.expected == nil, db)
        return seq
    }

    /// The keys a case is found by: those of its state, and the bare reference beside the one that names its partner.
    private static func keys(of state: CaseState) -> Set<StoredCaseKey> {
        var keys = Set(state.keys.map { StoredCaseKey(value: $0.value, kind: $0.kind.rawValue) })
        if !state.reference.isEmpty {
            keys.insert(StoredCaseKey(value: state.reference, kind: StoredCaseKey.bareReference))
        }
        return keys
    }

    private func write(_ keys: Set<StoredCaseKey>, of seq: Int64, isNew: Bool, _ db: Database) throws {
        var stored: Set<StoredCaseKey> = []
        if !isNew {
            for row in try db.rows("SELECT value, kind FROM case_keys WHERE case_seq = ?", [seq]) {
                stored.insert(StoredCaseKey(value: try row.value(0), kind: try row.value(1)))
            }
        }
        // A few rows a statement: there are as many prepared statements as there are numbers of rows.
        var added = Array(keys.subtracting(stored))[...]
        while !added.isEmpty {
            let some = added.prefix(Self.insertions.count)
            added = added.dropFirst(some.count)
            let values: [any DatabaseValueConvertible] = some.flatMap { key -> [any DatabaseValueConvertible] in
                [key.value, key.kind, seq]
            }
            try db.run(Self.insertions[some.count - 1], StatementArguments(values))
        }
        for key in stored.subtracting(keys) {
            try db.run(
                "DELETE FROM case_keys WHERE value = ? AND kind = ? AND case_seq = ?", [key.value, key.kind, seq])
        }
    }

    /// Statements that insert one to six keys (the bindings of twenty values at most are passed without a copy).
    private static let insertions = (1...6).map { count in
        "INSERT INTO case_keys (value, kind, case_seq) VALUES "
            + Array(repeating: "(?, ?, ?)", count: count).joined(separator: ", ")
    }

    /// Puts a delivery at the end of its lane.
    private func queue(
        _ delivery: NewDelivery, _ instruction: Data, _ cases: inout CaseRows, _ transaction: WriteTransaction
    ) throws {
        let db = transaction.db
        let seq = try cases.seq(delivery.caseID, db)
        let head = try cases.isEmpty(Lane(caseSeq: seq, partner: delivery.partner.rawValue), db)
        try db.run(
            """
            INSERT INTO deliveries (
                key, case_seq, partner, state, head, available_ms, due_ms, due_offset, queued_ms, queued_offset,
                attempts, attempts_before_resume, instruction)
            VALUES (?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, 0, 0, ?)
            """,
            StatementArguments(
                [delivery.key.rawValue, seq, delivery.partner.rawValue, head, delivery.due.milliseconds]
                    + delivery.due.columns + (at ?? delivery.due).columns + [instruction]))
        transaction.counters[.queued] += 1
    }
}

/// A key under which a case is found, as stored.
struct StoredCaseKey: Hashable {
    /// The kind of a case's own reference without the partner's name before it. Found by search only: two partners may
    /// use the same reference.
    static let bareReference = "bare-reference"

    var value: String
    var kind: String
}
