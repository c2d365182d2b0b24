/// A permit dossier: the unit of ordering between one applicant and one agency.
package struct DossierCase: Hashable, Sendable, Codable {
    /// How far the dossier has come.
    package enum Phase: String, Hashable, Sendable, Codable, CaseIterable {
        case submitted
        case supplementRequested = "supplement-requested"
        case accepted
        case registered
        case treatmentOrdered = "treatment-ordered"
        case granted
        case failed
        case refused
        case withdrawn
        case revoked

        /// Whether the agency has spoken its last word, short of revoking a certificate.
        package var isClosed: Bool {
            switch self {
            case .granted, .failed, .refused, .withdrawn, .revoked: true
            default: false
            }
        }
    }

    package var number: DossierNumber
    package var application: PermitApplication
    package var applicant: PartnerID
    package var agency: PartnerID
    package var year: Int
    package var phase: Phase
    /// The newest decision of each permit number.
    package var permits: [Permit]
    /// The case of the declaration the applicant named, where it is known.
    package var declaration: CaseID?

    /// Opens a dossier under the number the gateway assigned (Decree 85/2019 Art. 13(1)(b)) and sends the applicant's
    /// message `source` to its agency with its signature (Joint Circular 178/2015 Art. 9).
    package static func open(
        number: DossierNumber, application: PermitApplication, applicant: PartnerID, agency: PartnerID, year: Int,
        declaration: CaseID?, source: MessageKey, code: MessageCode
    ) -> (DossierCase, [Effect]) {
        let dossier = DossierCase(
            number: number, application: application, applicant: applicant, agency: agency, year: year,
            phase: .submitted, permits: [], declaration: declaration)
        return (dossier, [dossier.forward(source: source, code: code, to: agency)])
    }

    /// The case after `event`, or why it does not fit.
    ///
    /// The transition is looked up in `DossierTransitions`; every message that fits is sent on to the other side. A
    /// decision repeated word for word changes nothing and is sent on to nobody again.
    package func applying(_ event: DossierEvent) -> Step<DossierCase> {
        guard let next = DossierTransitions.next(phase, event.kind) else {
            return .refused(.wrongState(event: event.kind.rawValue, phase: phase.rawValue, case: number.rawValue))
        }
        var state = self
        state.phase = next
        var effects: [Effect] = []
        if let permit = event.permit {
            if permits.contains(permit) { return .applied(self, []) }
            state.permits.removeAll { $0.number == permit.number }
            state.permits.append(permit)
            effects.append(.permitDecided(permit))
        }
        let recipient = event.kind.isFromApplicant ? agency : applicant
        effects.insert(forward(source: event.source, code: event.code, to: recipient), at: 0)
        return .applied(state, effects)
    }

    private func forward(source: MessageKey, code: MessageCode, to recipient: PartnerID) -> Effect {
        .send(
            Instruction(
                .partner(recipient),
                .forwarded(
                    ForwardedMessage(
                        source: source, code: code, dossier: number, applicantReference: application.reference,
                        year: year))))
    }
}

/// Which event may follow in which phase: the rules of all procedures, since they share their canonical events.
///
/// The order of law is Decree 85/2019 Art. 20(2): received or error, then accepted / refused / to be amended, then the
/// processing result. A certificate may be amended or revoked after it was granted.
package enum DossierTransitions {
    /// The phase after `event` in `phase`, or nil where it does not fit.
    package static func next(_ phase: DossierCase.Phase, _ event: DossierEventKind) -> DossierCase.Phase? {
        table[phase]?[event]
    }

    private static let table: [DossierCase.Phase: [DossierEventKind: DossierCase.Phase]] = [
        .submitted: [
            .edited: .submitted, .withdrawn: .withdrawn, .withdrawalRequested: .submitted,
            .withdrawalAgreed: .withdrawn, .withdrawalRefused: .submitted, .stated: .submitted, .accepted: .accepted,
            .refused: .refused,
            .supplementRequested: .supplementRequested, .registrationConfirmed: .registered, .exempted: .granted,
            .feeNoticed: .submitted, .feePaid: .submitted, .feeAnswered: .submitted, .informed: .submitted,
        ],
        .supplementRequested: [
            .supplemented: .submitted, .edited: .submitted, .withdrawn: .withdrawn,
            .withdrawalRequested: .supplementRequested, .withdrawalAgreed: .withdrawn,
            .withdrawalRefused: .supplementRequested, .refused: .refused, .stated: .supplementRequested,
            .informed: .supplementRequested,
        ],
        .accepted: underway(.accepted),
        .registered: underway(.registered),
        .treatmentOrdered: underway(.treatmentOrdered),
        .granted: [
            .granted: .granted, .certificateAmendmentRequested: .granted, .certificateAmended: .granted,
            .certificateAmendmentRefused: .granted, .revoked: .revoked, .feeNoticed: .granted, .feePaid: .granted,
            .feeAnswered: .granted, .temporaryResult: .granted, .failed: .failed, .stated: .granted,
            .informed: .granted,
        ],
        .failed: [
            // Goods that failed may be treated or reworked and pass (Decree 37/2026 Art. 85(3)).
            .granted: .granted, .resultSubmitted: .failed, .stated: .failed,
            .certificateAmendmentRequested: .failed, .certificateAmended: .granted, .treatmentOrdered: .failed,
            .certificateAmendmentRefused: .failed, .feeNoticed: .failed, .feePaid: .failed, .feeAnswered: .failed,
            .revoked: .revoked, .informed: .failed,
        ],
        .refused: [.informed: .refused],
        .withdrawn: [.informed: .withdrawn],
        .revoked: [.granted: .granted, .informed: .revoked],
    ]

    /// What may happen between acceptance and the result.
    private static func underway(_ phase: DossierCase.Phase) -> [DossierEventKind: DossierCase.Phase] {
        [
            .registrationConfirmed: .registered, .analysisOrdered: phase, .feeNoticed: phase, .feePaid: phase,
            .feeAnswered: phase, .treatmentOrdered: .treatmentOrdered, .temporaryResult: phase, .granted: .granted,
            .failed: .failed, .exempted: .granted, .conformityConfirmed: .granted, .refused: .refused,
            .supplementRequested: .supplementRequested, .supplemented: phase, .resultSubmitted: phase,
            .withdrawalRequested: phase, .withdrawalAgreed: .withdrawn, .withdrawalRefused: phase,
            .amendmentRequested: phase, .amendmentAgreed: phase, .amendmentRefused: phase, .revoked: .revoked,
            .stated: phase, .informed: phase,
        ]
    }
}
