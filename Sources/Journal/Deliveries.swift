package import SingleWindow

/// How far a delivery has come.
package enum DeliveryState: String, Hashable, Sendable, Codable, CaseIterable {
    /// Waits for its turn or its time.
    case queued
    /// The partner acknowledged it with a valid answer of its family.
    case delivered
    /// Its schedule ended or the partner refused it: an operator must decide. Its lane waits behind it.
    case parked
    /// An operator gave it up.
    case abandoned
}

/// The bytes of an outgoing message, fixed before the first attempt.
package struct PreparedMessage: Hashable, Sendable {
    package var code: MessageCode
    package var contentType: String
    package var bytes: [UInt8]

    package init(code: MessageCode, contentType: String, bytes: [UInt8]) {
        self.code = code
        self.contentType = contentType
        self.bytes = bytes
    }
}

/// A delivery handed to a worker.
package struct LeasedDelivery: Hashable, Sendable {
    package var key: MessageKey
    package var caseID: CaseID
    package var partner: PartnerID
    package var instruction: Instruction
    /// Nil until the bytes were fixed.
    package var prepared: PreparedMessage?
    /// Attempts recorded since it was queued or, after an operator put it back, since then.
    package var attempts: Int
    /// When it was queued or, after an operator put it back, when that was: its schedule begins there.
    package var queuedAt: Timestamp

    package init(
        key: MessageKey, caseID: CaseID, partner: PartnerID, instruction: Instruction, prepared: PreparedMessage?,
        attempts: Int, queuedAt: Timestamp
    ) {
        self.key = key
        self.caseID = caseID
        self.partner = partner
        self.instruction = instruction
        self.prepared = prepared
        self.attempts = attempts
        self.queuedAt = queuedAt
    }
}

/// A delivery as traces show it.
package struct DeliveryRecord: Hashable, Sendable {
    package var key: MessageKey
    package var caseID: CaseID
    package var partner: PartnerID
    package var state: DeliveryState
    package var code: MessageCode?
    package var queuedAt: Timestamp
    package var due: Timestamp
    package var attempts: Int
    package var finishedAt: Timestamp?

    package init(
        key: MessageKey, caseID: CaseID, partner: PartnerID, state: DeliveryState, code: MessageCode?,
        queuedAt: Timestamp, due: Timestamp, attempts: Int, finishedAt: Timestamp?
    ) {
        self.key = key
        self.caseID = caseID
        self.partner = partner
        self.state = state
        self.code = code
        self.queuedAt = queuedAt
        self.due = due
        self.attempts = attempts
        self.finishedAt = finishedAt
    }
}

/// One attempt to deliver.
package struct DeliveryAttempt: Hashable, Sendable, Codable {
    package var startedAt: Timestamp
    package var milliseconds: Int
    /// HTTP status, where there was an answer.
    package var status: Int?
    /// Stable dotted code of what went wrong; nil for success.
    package var error: String?
    package var text: Text?
    /// The partner's answer, exactly as received; empty where there was none.
    package var answer: [UInt8]
    /// Whether the partner's signature on the answer was valid; nil where it was not checked.
    package var answerVerified: Bool?

    package init(
        startedAt: Timestamp, milliseconds: Int, status: Int? = nil, error: String? = nil, text: Text? = nil,
        answer: [UInt8] = [], answerVerified: Bool? = nil
    ) {
        self.startedAt = startedAt
        self.milliseconds = milliseconds
        self.status = status
        self.error = error
        self.text = text
        self.answer = answer
        self.answerVerified = answerVerified
    }
}

/// What becomes of a delivery after an attempt.
package enum DeliveryOutcome: Hashable, Sendable {
    case delivered(at: Timestamp)
    case retry(at: Timestamp)
    /// Parks the delivery and its case, with the reason.
    case park(Text, at: Timestamp)
}

/// Counts of the journal.
package struct JournalStatistics: Hashable, Sendable, Codable {
    package var accepted: Int
    package var refused: Int
    package var cases: Int
    package var queued: Int
    package var delivered: Int
    package var parked: Int

    package init(accepted: Int, refused: Int, cases: Int, queued: Int, delivered: Int, parked: Int) {
        self.accepted = accepted
        self.refused = refused
        self.cases = cases
        self.queued = queued
        self.delivered = delivered
        self.parked = parked
    }
}
