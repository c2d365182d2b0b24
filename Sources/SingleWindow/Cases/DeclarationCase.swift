package import FoundationEssentials

/// A customs declaration on its way through the clearance engine: the unit of ordering of its messages.
package struct DeclarationCase: Hashable, Sendable, Codable {
    /// How far the declaration has come.
    package enum Phase: String, Hashable, Sendable, Codable, CaseIterable {
        /// Received; sent to the engine, which has not numbered it.
        case submitted
        /// The engine has given it a number.
        case numbered
        /// The engine has given it a channel.
        case channelled
        /// A required check failed, or its permit was refused or taken back.
        case held
        case cleared
        /// The engine refused to register it.
        case engineRefused = "engine-refused"
    }

    /// Tax to pay and tax paid.
    package struct Tax: Hashable, Sendable, Codable {
        package var statements: [TaxStatement] = []
        package var payments: [Payment] = []

        /// What is still to pay, never below zero.
        package var outstanding: Decimal {
            let due = statements.reduce(Decimal(0)) { $0 + $1.total.amount }
            let paid = payments.reduce(Decimal(0)) { $0 + $1.amount.amount }
            return due > paid ? due - paid : 0
        }
    }

    package var declaration: Declaration
    package var declarant: PartnerID
    package var receipt: ReceiptNumber
    package var phase: Phase
    package var number: DeclarationNumber?
    package var channel: Channel?
    package var inspection: InspectionNotice?
    package var requirements: [Requirement]
    /// The newest decision of each permit known for these goods, whether or not the engine has heard of it.
    package var permits: [Permit]
    package var tax: Tax
    package var clearance: ClearanceDecision?

    /// Opens a declaration: its checks (`requirements`, from `schemas/routing.yaml`) are fixed, decisions already known
    /// for its goods (`permits`) are counted, and the engine is asked for a number.
    package static func open(
        _ declaration: Declaration, declarant: PartnerID, receipt: ReceiptNumber, requirements: [Requirement],
        permits: [Permit]
    ) -> (DeclarationCase, [Effect]) {
        var state = DeclarationCase(
            declaration: declaration, declarant: declarant, receipt: receipt, phase: .submitted, number: nil,
            channel: nil, inspection: nil, requirements: requirements, permits: [], tax: Tax(), clearance: nil)
        for permit in permits { state.record(permit) }
        return (state, [.send(Instruction(.clearanceEngine, .registration(declaration, receipt: receipt)))])
    }

    /// Checks that no passing result satisfies yet.
    package var unmetRequirements: [Requirement] {
        requirements.filter { if case .satisfied = $0.outcome { false } else { true } }
    }

    /// A notice to the declarant about this declaration as it is now.
    package func notice(_ kind: DeclarationNotice.Kind) -> DeclarationNotice {
        DeclarationNotice(
            kind: kind, direction: declaration.direction, reference: declaration.reference, office: declaration.office,
            declarant: declaration.declarant, receipt: receipt, number: number)
    }

    /// Keeps the newest decision of a permit and re-reads the checks it bears on.
    mutating func record(_ permit: Permit) {
        permits.removeAll { $0.number == permit.number && $0.procedure == permit.procedure }
        permits.append(permit)
        for index in requirements.indices where requirements[index].procedures.contains(permit.procedure) {
            requirements[index].outcome = outcome(of: requirements[index])
        }
    }

    /// A check is satisfied by any passing decision that covers its lines, else failed by the newest one, else open.
    private func outcome(of requirement: Requirement) -> Requirement.Outcome {
        let decisions = permits.filter { requirement.procedures.contains($0.procedure) && covers($0, requirement) }
        if let passed = decisions.last(where: \.decision.permitsClearance) {
            return .satisfied(by: passed.number, decision: passed.decision)
        }
        return decisions.last.map { .failed(by: $0.number, decision: $0.decision) } ?? .open
    }

    /// A permit that names no HS codes covers the lines its dossier was filed for; one that names some covers a check
    /// only when each of the check's lines lies under one of them (or the other way round, as permits name headings).
    private func covers(_ permit: Permit, _ requirement: Requirement) -> Bool {
        let named = permit.goods.compactMap(\.hsCode)
        guard !named.isEmpty else { return true }
        return requirement.lines.allSatisfy { line in
            guard let item = declaration.goods.first(where: { $0.sequence == line }) else { return false }
            return named.contains {
                item.commodity.hsCode.isUnder($0.rawValue) || $0.isUnder(item.commodity.hsCode.rawValue)
            }
        }
    }
}
