/// What a message means for a declaration.
package enum DeclarationEvent: Hashable, Sendable {
    /// The engine numbered it (VAD419, VAE400).
    case numbered(DeclarationNumber)
    /// The engine refused to register it.
    case engineRefused([EngineResult])
    /// VAD1AC, VAE1LD. May come again with another channel (Circular 38/2015 Art. 19(4)).
    case channelled(Channel)
    /// VAD487, VAE474.
    case inspectionOrdered(InspectionNotice)
    /// VAF801.
    case taxNoticed(TaxStatement)
    /// F4 301.
    case taxPaid(Payment)
    /// An agency decided on these goods.
    case permitDecided(Permit)
    /// VAD1AG, VAE1LF, VAD1BJ.
    case cleared(ClearanceDecision)

    /// Its name in problems and timelines.
    package var name: String {
        switch self {
        case .numbered: "numbered"
        case .engineRefused: "engine-refused"
        case .channelled: "channelled"
        case .inspectionOrdered: "inspection-ordered"
        case .taxNoticed: "tax-noticed"
        case .taxPaid: "tax-paid"
        case .permitDecided: "permit-decided"
        case .cleared: "cleared"
        }
    }
}

extension DeclarationCase {
    /// The case after `event` with what follows from it, or why the event does not fit.
    ///
    /// Pure: no clock, no input or output, no randomness. An event that says what the case already knows is applied
    /// with no effects, so that a repeated message takes effect once.
    package func applying(_ event: DeclarationEvent) -> Step<DeclarationCase> {
        switch event {
        case .numbered(let number): numbered(number)
        case .engineRefused(let results): engineRefused(results, event)
        case .channelled(let channel): channelled(channel, event)
        case .inspectionOrdered(let notice): inspectionOrdered(notice, event)
        case .taxNoticed(let statement): taxNoticed(statement, event)
        case .taxPaid(let payment): taxPaid(payment, event)
        case .permitDecided(let permit): permitDecided(permit)
        case .cleared(let decision): cleared(decision, event)
        }
    }

    private func wrongState(_ event: DeclarationEvent) -> Step<DeclarationCase> {
        .refused(.wrongState(event: event.name, phase: phase.rawValue, case: declaration.reference))
    }

    /// The number makes the declaration official, and lets the permits known so far be named to the engine.
    private func numbered(_ number: DeclarationNumber) -> Step<DeclarationCase> {
        if let known = self.number {
            return known == number
                ? .applied(self, []) : .refused(.numberedOtherwise(number, case: declaration.reference))
        }
        guard phase == .submitted else { return wrongState(.numbered(number)) }
        var state = self
        state.number = number
        state.phase = .numbered
        state.settlePhase()
        var effects: [Effect] = [
            .send(Instruction(.partner(declarant), .declarationNotice(state.notice(.numberIssued)))),
            .send(
                Instruction(.clearanceEngine, .officialDeclaration(number, direction: declaration.direction))),
        ]
        effects += permits.map { .send(Instruction(.clearanceEngine, .permitRecord($0, declaration: number))) }
        return .applied(state, effects)
    }

    private func engineRefused(_ results: [EngineResult], _ event: DeclarationEvent) -> Step<DeclarationCase> {
        if phase == .engineRefused { return .applied(self, []) }
        guard phase == .submitted || phase == .numbered else { return wrongState(event) }
        var state = self
        state.phase = .engineRefused
        return .applied(
            state,
            [.send(Instruction(.partner(declarant), .declarationNotice(state.notice(.engineRefused(results)))))])
    }

    private func channelled(_ channel: Channel, _ event: DeclarationEvent) -> Step<DeclarationCase> {
        guard phase != .submitted, phase != .engineRefused else { return wrongState(event) }
        if self.channel == channel { return .applied(self, []) }
        guard phase != .cleared else { return wrongState(event) }
        var state = self
        state.channel = channel
        state.settlePhase()
        return .applied(
            state, [.send(Instruction(.partner(declarant), .declarationNotice(state.notice(.channelled(channel)))))])
    }

    private func inspectionOrdered(_ notice: InspectionNotice, _ event: DeclarationEvent) -> Step<DeclarationCase> {
        guard phase == .numbered || phase == .channelled || phase == .held else { return wrongState(event) }
        if inspection == notice { return .applied(self, []) }
        var state = self
        state.inspection = notice
        return .applied(
            state,
            [.send(Instruction(.partner(declarant), .declarationNotice(state.notice(.inspectionOrdered(notice)))))])
    }

    /// The declarant hears what is due, and the treasury is asked to collect it.
    private func taxNoticed(_ statement: TaxStatement, _ event: DeclarationEvent) -> Step<DeclarationCase> {
        if tax.statements.contains(where: { $0.number == statement.number }) { return .applied(self, []) }
        guard phase == .numbered || phase == .channelled || phase == .held else { return wrongState(event) }
        var state = self
        state.tax.statements.append(statement)
        return .applied(
            state,
            [
                .send(Instruction(.partner(declarant), .declarationNotice(state.notice(.taxNoticed(statement))))),
                .send(Instruction(.treasury, .debitRequest(statement))),
            ])
    }

    private func taxPaid(_ payment: Payment, _ event: DeclarationEvent) -> Step<DeclarationCase> {
        if let known = tax.payments.first(where: { $0.isSameSlip(as: payment) }) {
            return known.amount == payment.amount ? .applied(self, []) : .refused(.slipReused(payment))
        }
        guard number != nil, phase != .engineRefused else { return wrongState(event) }
        guard !tax.statements.isEmpty else { return .refused(.nothingDue(declaration: payment.declaration.rawValue)) }
        var state = self
        state.tax.payments.append(payment)
        return .applied(state, [.send(Instruction(.clearanceEngine, .paymentRecord(payment)))])
    }

    /// A decision counts in every phase; the engine hears of it as soon as there is a number to name it under, and
    /// again when it changes.
    private func permitDecided(_ permit: Permit) -> Step<DeclarationCase> {
        if permits.contains(permit) { return .applied(self, []) }
        var state = self
        state.record(permit)
        state.settlePhase()
        guard let number, phase != .engineRefused else { return .applied(state, []) }
        return .applied(state, [.send(Instruction(.clearanceEngine, .permitRecord(permit, declaration: number)))])
    }

    /// The gate: no clearance goes out while a required check has no passing result (Decree 85/2019 Art. 24(1)).
    private func cleared(_ decision: ClearanceDecision, _ event: DeclarationEvent) -> Step<DeclarationCase> {
        if clearance?.kind == decision.kind { return .applied(self, []) }
        guard phase == .channelled || phase == .held || phase == .cleared else { return wrongState(event) }
        let unmet = unmetRequirements
        guard unmet.isEmpty else { return .refused(.requirementUnmet(unmet, case: declaration.reference)) }
        var state = self
        state.clearance = decision
        state.phase = .cleared
        return .applied(
            state, [.send(Instruction(.partner(declarant), .declarationNotice(state.notice(.cleared(decision)))))])
    }

    /// Held while a check has failed, and back when a new decision mends it; a cleared declaration stays cleared.
    private mutating func settlePhase() {
        guard phase != .cleared, phase != .engineRefused, phase != .submitted else { return }
        let failed = requirements.contains { if case .failed = $0.outcome { true } else { false } }
        phase = failed ? .held : channel == nil ? .numbered : .channelled
    }
}
