package import SingleWindow

/// What a message says, in the words of the model: the input of intake's decision.
package enum MessageContent: Hashable, Sendable {
    /// F2 929, 930 with function 8.
    case declaration(Declaration)
    /// F2 function 13: what is the state of my declaration?
    case declarationQuery
    /// F1: a message of a dossier.
    case dossier(DossierContent)
    /// F3: the engine speaks of a declaration.
    case engine(EngineContent)
    /// F4 301: one slip, one value for each declaration it pays; never empty, all with the same slip and transaction.
    case payments([Payment])
    /// F4 101: what does this taxpayer owe?
    case debtQuery(DebtQuery)
}

/// A bank's question about tax owed (F4 101).
package struct DebtQuery: Hashable, Sendable {
    /// The taxpayer's code (`Ma_DV`).
    package var taxpayer: String
    /// The declaration asked about; nil for all of the taxpayer's.
    package var declaration: DeclarationNumber?
    /// The year of registration asked about; nil for any.
    package var year: Int?

    package init(taxpayer: String, declaration: DeclarationNumber? = nil, year: Int? = nil) {
        self.taxpayer = taxpayer
        self.declaration = declaration
        self.year = year
    }
}

/// A dossier message's content.
package struct DossierContent: Hashable, Sendable {
    package var kind: DossierEventKind
    /// With `submitted`: what is asked for.
    package var application: PermitApplication?
    /// With a decision: the permit, its dossier number and procedure filled in from the header.
    package var permit: Permit?

    package init(kind: DossierEventKind, application: PermitApplication? = nil, permit: Permit? = nil) {
        self.kind = kind
        self.application = application
        self.permit = permit
    }
}

/// An engine message's content.
package struct EngineContent: Hashable, Sendable {
    /// How the engine names the declaration.
    package enum Subject: Hashable, Sendable {
        case number(DeclarationNumber)
        /// The input key the gateway gave it, before there is a number.
        case receipt(ReceiptNumber)
    }

    package var subject: Subject
    package var event: DeclarationEvent

    package init(subject: Subject, event: DeclarationEvent) {
        self.subject = subject
        self.event = event
    }
}

/// What the gateway answers at once, before it is written in the family's form.
package enum TechnicalAnswer: Hashable, Sendable {
    /// F1 99, F2 32, F3 00000, F4 200: received, checked and stored.
    case received
    /// F1 99 with the dossier's number as reference; the applicant's own as previous reference.
    case dossierNumbered(DossierNumber, year: Int)
    /// F2 29.
    case receiptIssued(ReceiptNumber)
    /// F2 answer to a query: the newest notice, or 12 where nothing happened yet.
    case notice(DeclarationNotice)
    case notProcessedYet
    /// F4 201: what is still owed, a statement for each declaration with the amounts outstanding; empty where nothing is.
    case debt([TaxStatement])
    /// F1 00 (maritime 22), F2 272, F3 a result code, F4 299.
    case refused([Problem])
}
