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

/// A judgement about a signer, in the words of ETSI EN 319 102-1.
package struct SignerJudgement: Hashable, Sendable {
    package var verdict: Verdict
    package var indication: Indication
    package var subIndication: SubIndication?
    package var code: String?
    package var reason: Text?

    package init(
        verdict: Verdict, indication: Indication, subIndication: SubIndication? = nil, code: String? = nil,
        reason: Text? = nil
    ) {
        self.verdict = verdict
        self.indication = indication
        self.subIndication = subIndication
        self.code = code
        self.reason = reason
    }

    package init(_ validation: CertificateValidation) {
        self.init(
            verdict: validation.verdict, indication: validation.indication, subIndication: validation.subIndication,
            code: validation.code, reason: validation.reason)
    }

    /// Mathematics alone, whoever the signer is: for comparison with other verifiers, never in the gateway.
    package static let core = SignerJudgement(verdict: .accept, indication: .totalPassed)
}

/// The outcome of validating XML signatures.
package struct XMLSignatureResult: Sendable {
    /// Verdict, reason, signers and coverage.
    package let report: SignatureReport
    /// What is covered and may be read; empty unless the verdict is `accept`.
    package let covered: [CoveredElement]
    /// Who signed; nil when the mathematics did not hold.
    package let signer: XMLSignerClaim?
    /// Elements that are part of the signatures that were verified: schema checks leave out these, and only these.
    package let signatures: [XMLTree.Element]
    /// Exceptions of the algorithm policy without which the signature would not have passed.
    package let exceptionsUsed: Set<LegacyAlgorithm>

    package var isAccepted: Bool { report.verdict == .accept }

    init(
        report: SignatureReport, covered: [CoveredElement] = [], signer: XMLSignerClaim? = nil,
        signatures: [XMLTree.Element] = [], exceptionsUsed: Set<LegacyAlgorithm> = []
    ) {
        self.report = report
        self.covered = report.verdict == .accept ? covered : []
        self.signer = signer
        self.signatures = report.verdict == .accept ? signatures : []
        self.exceptionsUsed = exceptionsUsed
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
}
