/// Who an outgoing message is for. The gateway's partner register knows which partner plays a role.
package enum Recipient: Hashable, Sendable, Codable {
    case partner(PartnerID)
    case clearanceEngine
    case treasury
}

/// What a case wants done, as values: the step that returns them does nothing itself.
package enum Effect: Hashable, Sendable, Codable {
    /// A message to deliver.
    case send(Instruction)
    /// An agency's decision that declarations of the same goods must hear of.
    case permitDecided(Permit)
}

/// An outgoing message before it is written in a family's form.
package struct Instruction: Hashable, Sendable, Codable {
    package var recipient: Recipient
    package var content: OutgoingContent

    package init(_ recipient: Recipient, _ content: OutgoingContent) {
        self.recipient = recipient
        self.content = content
    }
}

/// What an outgoing message says.
package enum OutgoingContent: Hashable, Sendable, Codable {
    /// IDA or EDA: the declaration, before the engine has numbered it.
    case registration(Declaration, receipt: ReceiptNumber)
    /// IDC or EDC: the official declaration under its number.
    case officialDeclaration(DeclarationNumber, direction: TradeDirection)
    /// A permit, refusal or revocation for the engine (VAJP03, 04, 05 and their like).
    case permitRecord(Permit, declaration: DeclarationNumber)
    /// Tax paid, for the engine (VAF511).
    case paymentRecord(Payment)
    /// The request that the bank debit the declarant (F4 304).
    case debitRequest(TaxStatement)
    /// What happened to a declaration, for its declarant (F2).
    case declarationNotice(DeclarationNotice)
    /// A message of a dossier sent on, its document and the document's signature untouched (F1).
    case forwarded(ForwardedMessage)
}

/// An F2 answer to the declarant.
package struct DeclarationNotice: Hashable, Sendable, Codable {
    package enum Kind: Hashable, Sendable, Codable {
        /// Function 29.
        case receiptIssued
        /// Function 30.
        case numberIssued
        /// Function 10.
        case channelled(Channel)
        /// Function 34.
        case inspectionOrdered(InspectionNotice)
        /// Function 33.
        case taxNoticed(TaxStatement)
        /// Function 35.
        case cleared(ClearanceDecision)
        /// Function 272.
        case engineRefused([EngineResult])
    }

    package var kind: Kind
    package var direction: TradeDirection
    /// The declarant's own reference.
    package var reference: String
    package var office: String
    package var declarant: Party
    package var receipt: ReceiptNumber
    package var number: DeclarationNumber?

    package init(
        kind: Kind, direction: TradeDirection, reference: String, office: String, declarant: Party,
        receipt: ReceiptNumber, number: DeclarationNumber?
    ) {
        self.kind = kind
        self.direction = direction
        self.reference = reference
        self.office = office
        self.declarant = declarant
        self.receipt = receipt
        self.number = number
    }
}

/// A dossier message to send on under the gateway's header.
package struct ForwardedMessage: Hashable, Sendable, Codable {
    /// The received message whose document is sent on.
    package var source: MessageKey
    package var code: MessageCode
    /// The dossier's number.
    package var dossier: DossierNumber
    /// The applicant's own reference of the dossier.
    package var applicantReference: String
    /// Year of the dossier.
    package var year: Int

    package init(
        source: MessageKey, code: MessageCode, dossier: DossierNumber, applicantReference: String, year: Int
    ) {
        self.source = source
        self.code = code
        self.dossier = dossier
        self.applicantReference = applicantReference
        self.year = year
    }
}

/// The answer of a step: a new state with what follows from it, or a refusal that changes nothing.
package enum Step<State: Sendable>: Sendable {
    case applied(State, [Effect])
    case refused(Problem)
}

extension Step: Equatable where State: Equatable {}
