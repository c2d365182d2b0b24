package import SingleWindow

/// Whether a message came in or went out.
package enum MessageDirection: String, Hashable, Sendable, Codable {
    case received
    case sent
}

/// What intake decided on a received message.
package enum Disposition: String, Hashable, Sendable, Codable {
    case accepted
    case refused
}

/// A message with its original bytes, and for a received one the decision and the answer given.
package struct StoredMessage: Hashable, Sendable {
    package var key: MessageKey
    package var direction: MessageDirection
    /// The partner that sent it, or that it goes to. Nil for a refused message of an unknown sender.
    package var partner: PartnerID?
    /// The sender's own identifier, where the message had a readable one.
    package var id: MessageID?
    package var code: MessageCode?
    /// Nil for messages sent.
    package var disposition: Disposition?
    package var at: Timestamp
    /// The case it belongs to, where it belongs to one.
    package var caseID: CaseID?
    package var contentType: String
    /// Exactly as received or sent.
    package var bytes: [UInt8]
    /// SHA-256 of `bytes`, lower-case hexadecimal.
    package var digest: String
    /// The answer given, exactly as it was sent; empty where there was none.
    package var answer: StoredAnswer?
    /// The signature verdict as JSON (`SignatureReport`), where signatures were checked.
    package var verdict: [UInt8]?
    /// What the verdict was decided on (chain, revocation answers, times), as JSON.
    package var evidence: [UInt8]?
    /// Why it was refused; empty for accepted ones.
    package var problems: [Problem]

    package init(
        key: MessageKey, direction: MessageDirection, partner: PartnerID?, id: MessageID?, code: MessageCode?,
        disposition: Disposition?, at: Timestamp, caseID: CaseID?, contentType: String, bytes: [UInt8], digest: String,
        answer: StoredAnswer?, verdict: [UInt8]?, evidence: [UInt8]?, problems: [Problem]
    ) {
        self.key = key
        self.direction = direction
        self.partner = partner
        self.id = id
        self.code = code
        self.disposition = disposition
        self.at = at
        self.caseID = caseID
        self.contentType = contentType
        self.bytes = bytes
        self.digest = digest
        self.answer = answer
        self.verdict = verdict
        self.evidence = evidence
        self.problems = problems
    }
}

/// An answer as it was sent.
package struct StoredAnswer: Hashable, Sendable, Codable {
    /// HTTP status.
    package var status: Int
    package var contentType: String
    package var bytes: [UInt8]

    package init(status: Int, contentType: String, bytes: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.bytes = bytes
    }
}

/// A case as stored.
package struct CaseRecord: Hashable, Sendable {
    package var id: CaseID
    /// Counts changes from 1; a commit names the version it was decided on.
    package var version: Int64
    package var state: CaseState
    package var openedAt: Timestamp
    package var changedAt: Timestamp
    /// Why an operator must look at it; nil while all goes well.
    package var parked: Text?

    package init(
        id: CaseID, version: Int64, state: CaseState, openedAt: Timestamp, changedAt: Timestamp, parked: Text? = nil
    ) {
        self.id = id
        self.version = version
        self.state = state
        self.openedAt = openedAt
        self.changedAt = changedAt
        self.parked = parked
    }
}

/// A line of a case's timeline.
package struct CaseEvent: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, Codable {
        case received
        case refused
        case repeated
        case state
        case queued
        case delivered
        case attemptFailed = "attempt-failed"
        case parked
        case resumed
        case note
    }

    package var caseID: CaseID
    package var at: Timestamp
    package var kind: Kind
    /// What happened, for people.
    package var text: Text
    /// The message it is about.
    package var message: MessageKey?
    /// The other party of the message.
    package var partner: PartnerID?
    package var code: MessageCode?
    /// The case's phase after it, where it changed.
    package var phase: String?

    package init(
        caseID: CaseID, at: Timestamp, kind: Kind, text: Text, message: MessageKey? = nil, partner: PartnerID? = nil,
        code: MessageCode? = nil, phase: String? = nil
    ) {
        self.caseID = caseID
        self.at = at
        self.kind = kind
        self.text = text
        self.message = message
        self.partner = partner
        self.code = code
        self.phase = phase
    }
}
