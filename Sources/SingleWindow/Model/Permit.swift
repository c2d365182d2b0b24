/// What an agency decided on an application.
package enum PermitDecision: String, Hashable, Sendable, Codable, CaseIterable {
    /// Granted, or the inspection passed (Decree 85/2019 Art. 24(1)(b)).
    case granted
    /// Refused, or the inspection failed.
    case refused
    /// Granted before and taken back.
    case revoked
    /// No check is needed (exemption notice, Art. 24(1)(a)).
    case exempted
    /// A designated body certifies conformity (Art. 24(1)(c)).
    case conforms

    /// Whether customs may clear goods on it (Decree 85/2019 Art. 24(1)).
    package var permitsClearance: Bool {
        switch self {
        case .granted, .exempted, .conforms: true
        case .refused, .revoked: false
        }
    }
}

/// A licence, permit, certificate or other document of an agency (the WCO's LPCO), as decided.
package struct Permit: Hashable, Sendable, Codable {
    package var procedure: ProcedureCode
    /// The agency that decided, by its partner.
    package var agency: PartnerID
    /// The engine's permit type, at most 4 characters.
    package var type: String
    package var number: PermitNumber
    /// The dossier it was asked for in.
    package var dossier: DossierNumber
    package var decision: PermitDecision
    package var issuedAt: Timestamp?
    package var effectiveFrom: Timestamp?
    package var expiresAt: Timestamp?
    /// The decision in the agency's own words.
    package var text: String?
    package var holder: Party?
    package var billOfLading: BillOfLading?
    package var declaration: DeclarationNumber?
    /// The goods it covers; empty where the agency names none.
    package var goods: [PermitGoods]
    /// The family of records the engine keeps such permits in: `VAJP` quarantine, `VAGP` food and medicine, `VAHP`
    /// explosives (reference/domain.md 2.4). The procedure says which.
    package var engineRecord: String

    package init(
        procedure: ProcedureCode, agency: PartnerID, type: String, number: PermitNumber, dossier: DossierNumber,
        decision: PermitDecision, issuedAt: Timestamp? = nil, effectiveFrom: Timestamp? = nil,
        expiresAt: Timestamp? = nil, text: String? = nil, holder: Party? = nil, billOfLading: BillOfLading? = nil,
        declaration: DeclarationNumber? = nil, goods: [PermitGoods] = [], engineRecord: String = "VAJP"
    ) {
        self.procedure = procedure
        self.agency = agency
        self.type = type
        self.number = number
        self.dossier = dossier
        self.decision = decision
        self.issuedAt = issuedAt
        self.effectiveFrom = effectiveFrom
        self.expiresAt = expiresAt
        self.text = text
        self.holder = holder
        self.billOfLading = billOfLading
        self.declaration = declaration
        self.goods = goods
        self.engineRecord = engineRecord
    }
}

/// A goods line of a permit or of an application for one.
package struct PermitGoods: Hashable, Sendable, Codable {
    package var hsCode: HSCode?
    package var description: String
    package var quantity: Quantity?
    package var netWeight: Quantity?
    package var origin: String?

    package init(
        hsCode: HSCode?, description: String, quantity: Quantity? = nil, netWeight: Quantity? = nil,
        origin: String? = nil
    ) {
        self.hsCode = hsCode
        self.description = description
        self.quantity = quantity
        self.netWeight = netWeight
        self.origin = origin
    }
}

/// What an applicant asks an agency for, as far as the gateway reads it.
package struct PermitApplication: Hashable, Sendable, Codable {
    package var procedure: ProcedureCode
    /// The applicant's own reference of the dossier.
    package var reference: String
    package var applicant: Party
    package var billOfLading: BillOfLading?
    package var contract: String?
    /// The declaration the applicant names, by its declaration or receipt number or the declarant's reference.
    package var declarationReference: String?
    package var goods: [PermitGoods]

    package init(
        procedure: ProcedureCode, reference: String, applicant: Party, billOfLading: BillOfLading? = nil,
        contract: String? = nil, declarationReference: String? = nil, goods: [PermitGoods] = []
    ) {
        self.procedure = procedure
        self.reference = reference
        self.applicant = applicant
        self.billOfLading = billOfLading
        self.contract = contract
        self.declarationReference = declarationReference
        self.goods = goods
    }
}

/// A check that goods lines need before customs may clear them, and what satisfied it.
package struct Requirement: Hashable, Sendable, Codable {
    /// The check's name in `schemas/routing.yaml`, such as `animal-quarantine`.
    package var check: String
    /// The goods lines that need it, by sequence.
    package var lines: [Int]
    /// Procedures any of which satisfies it.
    package var procedures: [ProcedureCode]
    /// The agency that is competent.
    package var agency: PartnerID
    /// Why it is needed: the rule's title.
    package var reason: Text
    package var outcome: Outcome

    /// How far the check has come.
    package enum Outcome: Hashable, Sendable, Codable {
        case open
        case satisfied(by: PermitNumber, decision: PermitDecision)
        case failed(by: PermitNumber, decision: PermitDecision)
    }

    package init(
        check: String, lines: [Int], procedures: [ProcedureCode], agency: PartnerID, reason: Text,
        outcome: Outcome = .open
    ) {
        self.check = check
        self.lines = lines
        self.procedures = procedures
        self.agency = agency
        self.reason = reason
        self.outcome = outcome
    }
}
