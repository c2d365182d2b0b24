import FoundationEssentials
import SingleWindow
import Testing

/// Every event in every phase: what a step answers, written out row by row.
struct DeclarationStepTests {
    /// What a step does, as the table writes it.
    enum Expected: Equatable, Sendable {
        /// The new phase and the messages that go out, by recipient.
        case goes(DeclarationCase.Phase, [String])
        case refused(String)
    }

    enum Event: String, CaseIterable, Sendable {
        case numbered, engineRefused, channelled, inspectionOrdered, taxNoticed, taxPaid, granted, permitRefused,
            cleared
    }

    static let table: [(DeclarationCase.Phase, Event, Expected)] = [
        // Submitted: only the engine's number or its refusal moves it; a decision is kept for later.
        (.submitted, .numbered, .goes(.numbered, ["declarant", "engine"])),
        (.submitted, .engineRefused, .goes(.engineRefused, ["declarant"])),
        (.submitted, .channelled, .refused("case.wrong_state")),
        (.submitted, .inspectionOrdered, .refused("case.wrong_state")),
        (.submitted, .taxNoticed, .refused("case.wrong_state")),
        (.submitted, .taxPaid, .refused("case.wrong_state")),
        (.submitted, .granted, .goes(.submitted, [])),
        (.submitted, .permitRefused, .goes(.submitted, [])),
        (.submitted, .cleared, .refused("case.wrong_state")),
        // Numbered: the same number again is no news; decisions go to the engine at once.
        (.numbered, .numbered, .goes(.numbered, [])),
        (.numbered, .engineRefused, .goes(.engineRefused, ["declarant"])),
        (.numbered, .channelled, .goes(.channelled, ["declarant"])),
        (.numbered, .inspectionOrdered, .goes(.numbered, ["declarant"])),
        (.numbered, .taxNoticed, .goes(.numbered, ["declarant", "treasury"])),
        (.numbered, .taxPaid, .refused("payment.nothing_due")),
        (.numbered, .granted, .goes(.numbered, ["engine"])),
        (.numbered, .permitRefused, .goes(.held, ["engine"])),
        (.numbered, .cleared, .refused("case.wrong_state")),
        // Channelled: the gate holds a clearance back while the check is open.
        (.channelled, .numbered, .goes(.channelled, [])),
        (.channelled, .engineRefused, .refused("case.wrong_state")),
        (.channelled, .channelled, .goes(.channelled, ["declarant"])),
        (.channelled, .inspectionOrdered, .goes(.channelled, ["declarant"])),
        (.channelled, .taxNoticed, .goes(.channelled, ["declarant", "treasury"])),
        (.channelled, .taxPaid, .refused("payment.nothing_due")),
        (.channelled, .granted, .goes(.channelled, ["engine"])),
        (.channelled, .permitRefused, .goes(.held, ["engine"])),
        (.channelled, .cleared, .refused("clearance.requirement_unmet")),
        // Held: as channelled, and a new grant mends it.
        (.held, .numbered, .goes(.held, [])),
        (.held, .engineRefused, .refused("case.wrong_state")),
        (.held, .channelled, .goes(.channelled, ["declarant"])),
        (.held, .inspectionOrdered, .goes(.held, ["declarant"])),
        (.held, .taxNoticed, .goes(.held, ["declarant", "treasury"])),
        (.held, .taxPaid, .refused("payment.nothing_due")),
        (.held, .granted, .goes(.channelled, ["engine"])),
        (.held, .permitRefused, .goes(.held, ["engine"])),
        (.held, .cleared, .refused("clearance.requirement_unmet")),
        // Cleared: nothing moves it; a decision taken back is still told to the engine.
        (.cleared, .numbered, .goes(.cleared, [])),
        (.cleared, .engineRefused, .refused("case.wrong_state")),
        (.cleared, .channelled, .refused("case.wrong_state")),
        (.cleared, .inspectionOrdered, .refused("case.wrong_state")),
        (.cleared, .taxNoticed, .refused("case.wrong_state")),
        (.cleared, .taxPaid, .refused("payment.nothing_due")),
        (.cleared, .granted, .goes(.cleared, ["engine"])),
        (.cleared, .permitRefused, .goes(.cleared, ["engine"])),
        (.cleared, .cleared, .refused("clearance.requirement_unmet")),
        // Refused by the engine: the declarant declares anew under a new reference.
        (.engineRefused, .numbered, .goes(.engineRefused, [])),
        (.engineRefused, .engineRefused, .goes(.engineRefused, [])),
        (.engineRefused, .channelled, .refused("case.wrong_state")),
        (.engineRefused, .inspectionOrdered, .refused("case.wrong_state")),
        (.engineRefused, .taxNoticed, .refused("case.wrong_state")),
        (.engineRefused, .taxPaid, .refused("case.wrong_state")),
        (.engineRefused, .granted, .goes(.engineRefused, [])),
        (.engineRefused, .permitRefused, .goes(.engineRefused, [])),
        (.engineRefused, .cleared, .refused("case.wrong_state")),
    ]

    @Test func tableCoversEveryEventInEveryPhase() {
        let rows = Set(Self.table.map { "\($0.0.rawValue) \($0.1.rawValue)" })
        #expect(rows.count == Self.table.count)
        #expect(rows.count == DeclarationCase.Phase.allCases.count * Event.allCases.count)
    }

    @Test(arguments: table)
    func step(phase: DeclarationCase.Phase, event: Event, expected: Expected) throws {
        let state = try Samples.declarationCase(phase)
        #expect(try outcome(state.applying(value(event)), from: state) == expected)
    }

    @Test func clearanceGoesOutOnceTheCheckIsSatisfied() throws {
        let state = try Samples.declarationCase(.channelled, channel: .yellow, satisfied: true)
        guard case .applied(let cleared, let effects) = state.applying(try value(.cleared)) else {
            Issue.record("refused")
            return
        }
        #expect(cleared.phase == .cleared)
        #expect(recipients(effects) == ["declarant"])
        // The same word again takes no effect.
        #expect(cleared.applying(try value(.cleared)) == .applied(cleared, []))
    }

    @Test func paymentCountsOnceBySlip() throws {
        let state = try Samples.declarationCase(.channelled, channel: .yellow, taxed: true)
        guard case .applied(let paid, let effects) = state.applying(.taxPaid(try Samples.payment())) else {
            Issue.record("refused")
            return
        }
        #expect(state.tax.outstanding == 5_000_000)
        #expect(paid.tax.outstanding == 0)
        #expect(recipients(effects) == ["engine"])
        #expect(paid.applying(.taxPaid(try Samples.payment())) == .applied(paid, []))
        // A second slip is a second payment, and what is owed never falls below nothing.
        guard case .applied(let twice, _) = paid.applying(.taxPaid(try Samples.payment("CT0002"))) else {
            Issue.record("refused")
            return
        }
        #expect(twice.tax.outstanding == 0)
    }

    @Test func decisionsKnownBeforeTheNumberFollowIt() throws {
        var state = try Samples.declarationCase(.submitted)
        guard case .applied(let informed, let none) = state.applying(.permitDecided(try Samples.permit())) else {
            Issue.record("refused")
            return
        }
        #expect(none.isEmpty)
        state = informed
        guard case .applied(_, let effects) = state.applying(try value(.numbered)) else {
            Issue.record("refused")
            return
        }
        #expect(recipients(effects) == ["declarant", "engine", "engine"])
    }

    @Test func permitForOtherGoodsSatisfiesNothing() throws {
        let state = try Samples.declarationCase(.channelled, channel: .red)
        let other = try Samples.permit(hsCode: "0207")
        guard case .applied(let next, _) = state.applying(.permitDecided(other)) else {
            Issue.record("refused")
            return
        }
        #expect(next.unmetRequirements.count == 1)
        #expect(next.phase == .channelled)
    }

    @Test func revocationHoldsWhatAGrantHadSatisfied() throws {
        let state = try Samples.declarationCase(.channelled, channel: .yellow, satisfied: true)
        guard case .applied(let next, let effects) = state.applying(.permitDecided(try Samples.permit(.revoked)))
        else {
            Issue.record("refused")
            return
        }
        #expect(next.phase == .held)
        #expect(recipients(effects) == ["engine"])
        #expect(next.requirements[0].outcome == .failed(by: try Samples.id("KDDV-2026-0001"), decision: .revoked))
    }

    // MARK: - The table's words

    private func value(_ event: Event) throws -> DeclarationEvent {
        let number: DeclarationNumber = try Samples.id("100000000123")
        return switch event {
        case .numbered: .numbered(number)
        case .engineRefused: .engineRefused([EngineResult(code: "E1028")])
        case .channelled: .channelled(.yellow)
        case .inspectionOrdered: .inspectionOrdered(InspectionNotice(declaration: number, content: "Toàn bộ lô hàng"))
        case .taxNoticed: .taxNoticed(try Samples.statement())
        case .taxPaid: .taxPaid(try Samples.payment())
        case .granted: .permitDecided(try Samples.permit())
        case .permitRefused: .permitDecided(try Samples.permit(.refused))
        case .cleared: .cleared(ClearanceDecision(declaration: number, kind: .cleared))
        }
    }

    private func outcome(_ step: Step<DeclarationCase>, from state: DeclarationCase) throws -> Expected {
        switch step {
        case .applied(let next, let effects): .goes(next.phase, recipients(effects))
        case .refused(let problem): .refused(problem.code)
        }
    }

    private func recipients(_ effects: [Effect]) -> [String] {
        effects.map { effect in
            guard case .send(let instruction) = effect else { return "case" }
            return switch instruction.recipient {
            case .partner: "declarant"
            case .clearanceEngine: "engine"
            case .treasury: "treasury"
            }
        }
    }
}
