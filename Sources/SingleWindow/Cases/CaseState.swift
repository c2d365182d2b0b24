/// The state of a case of either kind.
package enum CaseState: Hashable, Sendable, Codable {
    case declaration(DeclarationCase)
    case dossier(DossierCase)

    /// `declaration` or `dossier`.
    package var kind: String {
        switch self {
        case .declaration: "declaration"
        case .dossier: "dossier"
        }
    }

    /// The phase's stable word.
    package var phase: String {
        switch self {
        case .declaration(let state): state.phase.rawValue
        case .dossier(let state): state.phase.rawValue
        }
    }

    /// What the case is called by people: the declarant's or applicant's own reference.
    package var reference: String {
        switch self {
        case .declaration(let state): state.declaration.reference
        case .dossier(let state): state.application.reference
        }
    }

    /// The partners that may see the case.
    package var partners: [PartnerID] {
        switch self {
        case .declaration(let state): [state.declarant]
        case .dossier(let state): [state.applicant, state.agency]
        }
    }

    /// Everything the case can be found by.
    package var keys: [CaseKey] {
        switch self {
        case .declaration(let state): state.keys
        case .dossier(let state): state.keys
        }
    }
}

/// A value that a case can be found by.
package struct CaseKey: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Partner and its own reference, as `partner/reference`.
        case reference
        case receipt
        case declaration
        case dossier
        case permit
        case billOfLading = "bill-of-lading"
        case taxCode = "tax-code"
    }

    package var kind: Kind
    package var value: String

    package init(_ kind: Kind, _ value: String) {
        self.kind = kind
        self.value = value
    }

    /// The key of a partner's own reference.
    package static func reference(_ partner: PartnerID, _ reference: String) -> CaseKey {
        CaseKey(.reference, "\(partner)/\(reference)")
    }
}

extension DeclarationCase {
    package var keys: [CaseKey] {
        var keys: [CaseKey] = [.reference(declarant, declaration.reference), CaseKey(.receipt, receipt.rawValue)]
        if let number { keys.append(CaseKey(.declaration, number.rawValue)) }
        keys += declaration.consignment.billsOfLading.map { CaseKey(.billOfLading, $0.rawValue) }
        keys += declaration.citedPermits.map { CaseKey(.permit, $0.number.rawValue) }
        keys += permits.map { CaseKey(.permit, $0.number.rawValue) }
        if let taxCode = declaration.trader.taxCode { keys.append(CaseKey(.taxCode, taxCode.rawValue)) }
        return keys.uniqued()
    }
}

extension DossierCase {
    package var keys: [CaseKey] {
        var keys: [CaseKey] = [
            .reference(applicant, application.reference), CaseKey(.dossier, number.rawValue),
        ]
        keys += permits.map { CaseKey(.permit, $0.number.rawValue) }
        let bills = [application.billOfLading].compactMap { $0 } + permits.compactMap(\.billOfLading)
        keys += bills.map { CaseKey(.billOfLading, $0.rawValue) }
        if let taxCode = application.applicant.taxCode { keys.append(CaseKey(.taxCode, taxCode.rawValue)) }
        return keys.uniqued()
    }
}

extension Array where Element: Hashable {
    /// The elements without repetitions, first come first.
    fileprivate func uniqued() -> [Element] {
        var seen = Set<Element>()
        return filter { seen.insert($0).inserted }
    }
}
