package import SingleWindow

/// One message and all that follows from it, decided on a snapshot and committed as a whole.
package struct Commit: Sendable {
    /// The received message; nil for a change that no partner's message caused (an operator, a timer).
    package var message: StoredMessage?
    package var changes: [CaseChange]
    package var events: [CaseEvent]
    package var deliveries: [NewDelivery]
    /// Keys whose holders the decision depended on. The commit is a conflict when another case has come to hold one of
    /// them, or one of the holders is gone, since they were read.
    package var reads: [KeyRead]

    package init(
        message: StoredMessage?, changes: [CaseChange] = [], events: [CaseEvent] = [], deliveries: [NewDelivery] = [],
        reads: [KeyRead] = []
    ) {
        self.message = message
        self.changes = changes
        self.events = events
        self.deliveries = deliveries
        self.reads = reads
    }
}

/// A new state of a case.
package struct CaseChange: Sendable {
    package var id: CaseID
    /// The version the decision was made on; nil to open a new case.
    package var expected: Int64?
    package var state: CaseState
    package var at: Timestamp

    package init(id: CaseID, expected: Int64?, state: CaseState, at: Timestamp) {
        self.id = id
        self.expected = expected
        self.state = state
        self.at = at
    }
}

/// The cases that held a key when a decision was made.
package struct KeyRead: Hashable, Sendable {
    package var key: CaseKey
    package var holders: Set<CaseID>

    package init(key: CaseKey, holders: Set<CaseID>) {
        self.key = key
        self.holders = holders
    }
}

/// What became of a commit.
package enum CommitOutcome: Sendable, Equatable {
    case committed
    /// The same partner has sent a message with this identifier before, and it was accepted; nothing was changed.
    case duplicate(StoredMessage)
    /// A case or key changed since it was read; nothing was written. Read again and decide again.
    case conflict
}

/// A delivery to queue.
package struct NewDelivery: Sendable, Equatable {
    /// The key of the outgoing message, and its identifier on the wire.
    package var key: MessageKey
    package var caseID: CaseID
    package var partner: PartnerID
    package var instruction: Instruction
    package var due: Timestamp

    package init(key: MessageKey, caseID: CaseID, partner: PartnerID, instruction: Instruction, due: Timestamp) {
        self.key = key
        self.caseID = caseID
        self.partner = partner
        self.instruction = instruction
        self.due = due
    }
}
