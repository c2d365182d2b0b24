package import SingleWindow
package import XMLTree

/// What an XML signature says about who made it, once its mathematics hold: to be judged by whoever knows whom to trust.
package struct XMLSignerClaim: Sendable {
    /// The certificate whose key verifies the signature.
    package let certificate: X509Certificate
    /// Certificates found beside it; they help to build a path and are trusted no further.
    package let intermediates: [X509Certificate]
    package let algorithm: SignatureAlgorithm
    /// The signing time in the signed properties. A claim, not evidence of time.
    package let signingTime: Timestamp?
}

/// The outcome of validating XML signatures.
package struct XMLSignatureResult: Sendable {
    /// Verdict, reason, signers and coverage.
    package let report: SignatureReport
    /// What is covered and may be read; empty when the verdict is `refuse`.
    ///
    /// With the verdict `cannot-check` it is there too, for partners whose policy is to hold or to accept such messages.
    package let covered: [CoveredElement]
    /// Who signed, in the order of the signatures; empty when the mathematics did not hold.
    package let signers: [XMLSignerClaim]
    /// Validations of the signers' certificates, for evidence.
    package let validations: [CertificateValidation]
    /// The signatures that were verified: schema checks leave out these, and only these.
    package let signatures: [XMLTree.Element]

    package var isAccepted: Bool { report.verdict == .accept }

    init(
        report: SignatureReport, covered: [CoveredElement] = [], signers: [XMLSignerClaim] = [],
        validations: [CertificateValidation] = [], signatures: [XMLTree.Element] = []
    ) {
        self.report = report
        self.covered = report.verdict == .refuse ? [] : covered
        self.signers = signers
        self.validations = validations
        self.signatures = report.verdict == .refuse ? [] : signatures
    }
}

/// What an XML signature is held to.
package struct XMLSignatureOptions: Sendable {
    package var algorithms: AlgorithmPolicy
    /// The time for which exceptions of the algorithm policy are looked at.
    package var time: Timestamp
    /// The signer's certificate when it is known beforehand: `KeyInfo` is then not read.
    package var pinned: X509Certificate?
    /// References a signature may have.
    package var maximumReferences: Int
    package var scope: Scope

    package enum Scope: Hashable, Sendable {
        /// The whole profile.
        case profile
        /// Form and mathematics, for comparison with other verifiers: any key that can verify, ECDSA values whose two
        /// numbers lack leading zeros, comments inside values of the content, and a signature without references, which
        /// covers nothing.
        case mathematics
    }

    package init(
        algorithms: AlgorithmPolicy = .profile, time: Timestamp, pinned: X509Certificate? = nil,
        maximumReferences: Int = 4, scope: Scope = .profile
    ) {
        self.algorithms = algorithms
        self.time = time
        self.pinned = pinned
        self.maximumReferences = maximumReferences
        self.scope = scope
    }

    /// The options that go with a trust: without a validator only the mathematics count.
    package init(_ trust: SignatureTrust) {
        self.init(
            algorithms: trust.policy.algorithms, time: trust.time,
            scope: trust.validator == nil ? .mathematics : .profile)
    }
}
