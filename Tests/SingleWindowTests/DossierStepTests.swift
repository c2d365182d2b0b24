import SingleWindow
import Testing

/// Every canonical event in every phase of a dossier: the phase after it, or `-` where it does not fit.
struct DossierStepTests {
    /// One row an event; one column a phase, in the order of `phases`.
    static let phases: [DossierCase.Phase] = [
        .submitted, .supplementRequested, .accepted, .registered, .treatmentOrdered, .granted, .failed, .refused,
        .withdrawn, .revoked,
    ]

    static let table: [(DossierEventKind, String)] = [
        // A dossier is submitted once; editing is for the time before acceptance.
        (.submitted, "- - - - - - - - - -"),
        (.edited, "submitted submitted - - - - - - - -"),
        (.supplemented, "- submitted accepted registered treatment-ordered - - - - -"),
        // Before acceptance the applicant withdraws by itself; after it, it asks and the agency decides.
        (.withdrawn, "withdrawn withdrawn - - - - - - - -"),
        (
            .withdrawalRequested,
            "submitted supplement-requested accepted registered treatment-ordered - - - - -"
        ),
        (.withdrawalAgreed, "withdrawn withdrawn withdrawn withdrawn withdrawn - - - - -"),
        (
            .withdrawalRefused,
            "submitted supplement-requested accepted registered treatment-ordered - - - - -"
        ),
        // Amendments of the dossier come after acceptance, of the certificate after it was granted.
        (.amendmentRequested, "- - accepted registered treatment-ordered - - - - -"),
        (.amendmentAgreed, "- - accepted registered treatment-ordered - - - - -"),
        (.amendmentRefused, "- - accepted registered treatment-ordered - - - - -"),
        (.certificateAmendmentRequested, "- - - - - granted failed - - -"),
        (.certificateAmended, "- - - - - granted granted - - -"),
        (.certificateAmendmentRefused, "- - - - - granted failed - - -"),
        // Fees run beside everything else.
        (.feeNoticed, "submitted - accepted registered treatment-ordered granted failed - - -"),
        (.feePaid, "submitted - accepted registered treatment-ordered granted failed - - -"),
        (.feeAnswered, "submitted - accepted registered treatment-ordered granted failed - - -"),
        (.resultSubmitted, "- - accepted registered treatment-ordered - failed - - -"),
        // The officer's first word.
        (.accepted, "accepted - - - - - - - - -"),
        (.refused, "refused refused refused refused refused - - - - -"),
        (
            .supplementRequested,
            "supplement-requested - supplement-requested supplement-requested supplement-requested - - - - -"
        ),
        (.registrationConfirmed, "registered - registered registered registered - - - - -"),
        (.analysisOrdered, "- - accepted registered treatment-ordered - - - - -"),
        (.treatmentOrdered, "- - treatment-ordered treatment-ordered treatment-ordered - failed - - -"),
        (.temporaryResult, "- - accepted registered treatment-ordered granted - - - -"),
        // Results: only after acceptance; an exemption may come at once. Goods that failed may be mended and pass.
        (.granted, "- - granted granted granted granted granted - - granted"),
        (.failed, "- - failed failed failed failed - - - -"),
        (.exempted, "granted - granted granted granted - - - - -"),
        (.conformityConfirmed, "- - granted granted granted - - - - -"),
        (.revoked, "- - revoked revoked revoked revoked revoked - - -"),
        (
            .stated,
            "submitted supplement-requested accepted registered treatment-ordered granted failed - - -"
        ),
        (
            .informed,
            "submitted supplement-requested accepted registered treatment-ordered granted failed refused withdrawn revoked"
        ),
    ]

    @Test func tableCoversEveryEventInEveryPhase() {
        #expect(Set(Self.table.map(\.0)) == Set(DossierEventKind.allCases))
        #expect(Set(Self.phases) == Set(DossierCase.Phase.allCases))
        #expect(Self.table.allSatisfy { $0.1.split(separator: " ").count == Self.phases.count })
    }

    @Test(arguments: table)
    func transition(event: DossierEventKind, row: String) {
        for (phase, cell) in zip(Self.phases, row.split(separator: " ")) {
            let next = DossierTransitions.next(phase, event)?.rawValue ?? "-"
            #expect(next == cell, "\(event.rawValue) in \(phase.rawValue)")
        }
    }

    @Test func eventThatDoesNotFitChangesNothing() throws {
        let state = try Samples.dossierCase(.submitted)
        guard case .refused(let problem) = state.applying(try event(.granted, permit: try Samples.permit())) else {
            Issue.record("applied")
            return
        }
        #expect(problem.code == "case.wrong_state")
    }

    @Test func decisionGoesToTheApplicantAndToDeclarations() throws {
        let permit = try Samples.permit()
        guard
            case .applied(let granted, let effects) = try Samples.dossierCase(.accepted).applying(
                try event(.granted, permit: permit))
        else {
            Issue.record("refused")
            return
        }
        #expect(granted.phase == .granted)
        #expect(effects.count == 2)
        #expect(effects.last == .permitDecided(permit))
        guard case .send(let instruction) = effects[0] else {
            Issue.record("nothing was sent")
            return
        }
        #expect(instruction.recipient == .partner(try Samples.id("declarant-1")))
        // The same decision once more is no news to anybody.
        #expect(granted.applying(try event(.granted, permit: permit)) == .applied(granted, []))
    }

    @Test func applicantsMessageGoesToTheAgency() throws {
        guard
            case .applied(_, let effects) = try Samples.dossierCase(.supplementRequested).applying(
                try event(.supplemented)), case .send(let instruction) = effects[0]
        else {
            Issue.record("refused")
            return
        }
        #expect(instruction.recipient == .partner(try Samples.id("animal-quarantine")))
    }

    private func event(_ kind: DossierEventKind, permit: Permit? = nil) throws -> DossierEvent {
        DossierEvent(
            kind: kind, source: try Samples.id("00000000-0000-7000-8000-000000000002"), code: Samples.code,
            permit: permit)
    }
}
