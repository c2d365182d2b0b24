package import Journal
package import SingleWindow

/// A case for people: where it is, who holds it, what was said.
package struct CaseTrace: Sendable, Codable {
    package var id: CaseID
    package var kind: String
    package var reference: String
    package var phase: String
    package var openedAt: Timestamp
    package var changedAt: Timestamp
    package var parked: Text?
    package var receipt: ReceiptNumber?
    package var declaration: DeclarationNumber?
    package var dossier: DossierNumber?
    package var channel: Channel?
    package var requirements: [Requirement]
    package var permits: [Permit]
    package var tax: DeclarationCase.Tax?
    package var clearance: ClearanceDecision?
    /// Who has to act next, and since when.
    package var clock: ClockHolder?
    package var timeline: [CaseEvent]
    package var deliveries: [Delivery]

    /// A message sent or waiting to be sent.
    package struct Delivery: Sendable, Codable {
        package var key: MessageKey
        package var partner: PartnerID
        package var state: DeliveryState
        package var code: MessageCode?
        package var queuedAt: Timestamp
        package var finishedAt: Timestamp?
        package var attempts: [Attempt]
    }

    /// One attempt, without the partner's bytes.
    package struct Attempt: Sendable, Codable {
        package var startedAt: Timestamp
        package var milliseconds: Int
        package var status: Int?
        package var error: String?
        package var text: Text?
        package var answerVerified: Bool?
    }
}

/// The party whose move it is.
package struct ClockHolder: Hashable, Sendable, Codable {
    package var party: String
    package var since: Timestamp
    package var reason: Text

    package init(party: String, since: Timestamp, reason: Text) {
        self.party = party
        self.since = since
        self.reason = reason
    }
}
