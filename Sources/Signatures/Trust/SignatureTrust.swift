package import SingleWindow

/// How far the signers of a message are trusted, and by what; the same for all families.
package struct SignatureTrust: Sendable {
    /// Validates signers' certificates; nil checks the mathematics only, with the certificate found in the message
    /// (`nsw verify --core`; the gateway always has one).
    package var validator: CertificateValidator?
    package var policy: ValidationPolicy
    /// The instant to judge for: now for a message that has just come in.
    package var time: Timestamp

    package init(validator: CertificateValidator?, policy: ValidationPolicy = ValidationPolicy(), time: Timestamp) {
        self.validator = validator
        self.policy = policy
        self.time = time
    }

    /// Judges the signer of a signature whose mathematics hold: algorithm, key, certificate and path.
    ///
    /// `digests` are those that the signature stands on beside the one in `algorithm` (of references, of the message);
    /// `intermediates` are the other certificates that came with it.
    package func judge(
        _ signer: X509Certificate, intermediates: [X509Certificate] = [], algorithm: SignatureAlgorithm,
        digests: [DigestAlgorithm] = []
    ) -> SignerJudgement {
        var exceptions: Set<LegacyAlgorithm> = []
        let strength =
            ([algorithm.digest] + digests).map { policy.algorithms.judge($0, at: time) }
            + [policy.algorithms.judge(signer.publicKey, at: time)]
        for judgement in strength {
            switch judgement {
            case .good: break
            case .exception(let algorithm): exceptions.insert(algorithm)
            case .refused(let text):
                return SignerJudgement(
                    report: .failed(
                        .refuse, .indeterminate, .cryptoConstraintsFailure, code: "signature.algorithm.weak",
                        reason: text))
            }
        }
        guard let validator else {
            var report = SignatureReport(verdict: .accept, indication: .totalPassed)
            report.exceptions = exceptions.sorted { $0.rawValue < $1.rawValue }
            return SignerJudgement(report: report)
        }
        let validation = validator.validate(signer, intermediates: intermediates, policy: policy, at: time)
        exceptions.formUnion(validation.exceptionsUsed)
        var report = SignatureReport(
            verdict: validation.verdict, indication: validation.indication, subIndication: validation.subIndication,
            code: validation.code, reason: validation.reason)
        report.exceptions = exceptions.sorted { $0.rawValue < $1.rawValue }
        return SignerJudgement(report: report, validation: validation)
    }
}

/// The judgement of one signer.
package struct SignerJudgement: Sendable {
    /// Verdict, words and exceptions used; the family adds the signer and what was covered.
    package var report: SignatureReport
    /// The certificate's validation with its path and revocation answers; nil where none was made.
    package var validation: CertificateValidation?

    package init(report: SignatureReport, validation: CertificateValidation? = nil) {
        self.report = report
        self.validation = validation
    }
}
