/// What a message means for a permit dossier, whatever numbers its procedure gives it.
///
/// `procedure.yaml` maps each (type, function) of a procedure to one of these (raw values are the YAML words).
package enum DossierEventKind: String, Hashable, Sendable, Codable, CaseIterable {
    // From the applicant.
    case submitted
    case edited
    case supplemented
    /// Taken back before the agency accepted it: takes effect at once.
    case withdrawn
    case withdrawalRequested = "withdrawal-requested"
    case amendmentRequested = "amendment-requested"
    case certificateAmendmentRequested = "certificate-amendment-requested"
    case feePaid = "fee-paid"
    case resultSubmitted = "result-submitted"
    /// Something the agency must see and that changes no state.
    case stated

    // From the agency.
    case accepted
    case refused
    case supplementRequested = "supplement-requested"
    case registrationConfirmed = "registration-confirmed"
    case analysisOrdered = "analysis-ordered"
    case feeNoticed = "fee-noticed"
    case feeAnswered = "fee-answered"
    case treatmentOrdered = "treatment-ordered"
    case temporaryResult = "temporary-result"
    case granted
    case failed
    case exempted
    case conformityConfirmed = "conformity-confirmed"
    case certificateAmended = "certificate-amended"
    case certificateAmendmentRefused = "certificate-amendment-refused"
    case revoked
    case withdrawalAgreed = "withdrawal-agreed"
    case withdrawalRefused = "withdrawal-refused"
    case amendmentAgreed = "amendment-agreed"
    case amendmentRefused = "amendment-refused"
    /// Something the other side must see and that changes no state.
    case informed

    /// Whether the applicant sends it.
    package var isFromApplicant: Bool {
        switch self {
        case .submitted, .edited, .supplemented, .withdrawn, .withdrawalRequested, .amendmentRequested,
            .certificateAmendmentRequested, .feePaid, .resultSubmitted, .stated:
            true
        default: false
        }
    }

    /// The decision it stands for, where it is one that clearance depends on.
    package var decision: PermitDecision? {
        switch self {
        case .granted, .certificateAmended: .granted
        case .failed, .refused: .refused
        case .exempted: .exempted
        case .conformityConfirmed: .conforms
        case .revoked: .revoked
        default: nil
        }
    }
}

/// One message of a dossier, as its case sees it.
package struct DossierEvent: Hashable, Sendable {
    package var kind: DossierEventKind
    /// The message that said it.
    package var source: MessageKey
    package var code: MessageCode
    /// The permit, where the event carries a decision with a document.
    package var permit: Permit?

    package init(kind: DossierEventKind, source: MessageKey, code: MessageCode, permit: Permit? = nil) {
        self.kind = kind
        self.source = source
        self.code = code
        self.permit = permit
    }
}
