import COpenSSL
import SingleWindow

/// Turns what a path verification found into a verdict, adding the checks that OpenSSL does not make.
struct PathJudgement {
    let run: PathVerification
    let store: PreparedStore
    let source: any RevocationSource
    let policy: ValidationPolicy
    let time: Timestamp

    func judge(_ certificate: X509Certificate) -> CertificateValidation {
        let chain = run.chain.isEmpty ? [certificate] : run.chain
        var found: [(finding: CertificateFinding, text: Text?, detail: String)] = []
        for error in run.findings
        where !PathVerification.listErrors.contains(error.error) && !isLastSecond(error, chain) {
            let words = String(cString: X509_verify_cert_error_string(Int(error.error)))
            found.append((PathJudgement.finding(error), nil, words + " at depth \(error.depth)"))
        }
        if !run.finished && found.isEmpty { found.append((.internalFailure, nil, "no reason given")) }
        if policy.purpose == .signing, let misuse = PathJudgement.misuse(of: certificate) {
            found.append((.keyUsage, nil, misuse))
        }
        // Two extensions of one kind: readers would choose differently between them (RFC 5280, section 4.2).
        for certificate in chain where certificate.hasRepeatedExtension {
            found.append((.constraint, nil, "an extension is there twice: " + certificate.description))
        }
        if policy.conformance == .rfc5280 {
            for certificate in chain {
                guard let breach = FormRules.breach(in: certificate) else { continue }
                found.append((.constraint, nil, breach + ": " + certificate.description))
            }
        }
        var exceptions: Set<LegacyAlgorithm> = []
        for (judgement, detail) in strength(of: chain) {
            switch judgement {
            case .good: break
            case .exception(let algorithm): exceptions.insert(algorithm)
            case .refused(let text): found.append((.weak, text, detail))
            }
        }
        var answers: [RevocationAnswer] = []
        var needs: [RevocationNeed] = []
        let pathStands = run.finished
        if policy.revocation == .required, pathStands {
            for depth in 0..<max(0, chain.count - 1) {
                let answer = revocation(of: chain[depth], issuer: chain[depth + 1], depth: depth, &exceptions)
                answers.append(answer)
                switch answer.status {
                case .good: break
                case .revoked:
                    found.append((depth == 0 ? .revoked : .issuerRevoked, nil, chain[depth].description))
                case .unknown:
                    found.append((.revocationUnknown, nil, answer.detail ?? "no source"))
                    needs.append(
                        RevocationNeed(
                            certificate: chain[depth], issuer: chain[depth + 1], ocsp: chain[depth].ocspResponders,
                            crls: chain[depth].crlDistributionPoints))
                }
            }
        }
        guard let worst = found.min(by: { $0.finding < $1.finding }) else {
            return CertificateValidation(
                verdict: .accept, indication: .totalPassed, subIndication: nil, code: nil, reason: nil, detail: nil,
                chain: chain, revocation: answers, exceptionsUsed: exceptions, needs: [], time: time)
        }
        var validation = CertificateValidation(
            finding: worst.finding, text: worst.text, detail: worst.detail, chain: chain, time: time)
        validation.revocation = answers
        validation.exceptionsUsed = exceptions
        if validation.verdict == .cannotCheck { validation.needs = needs }
        return validation
    }

    /// Whether OpenSSL called a certificate expired in the very second that its validity includes (RFC 5280, section
    /// 4.1.2.5).
    private func isLastSecond(_ error: PathVerification.Finding, _ chain: [X509Certificate]) -> Bool {
        error.error == X509_V_ERR_CERT_HAS_EXPIRED && chain.indices.contains(error.depth)
            && time.milliseconds < chain[error.depth].notAfter.milliseconds + 1000
    }

    /// Why the certificate is not for signing messages; nil if it is.
    private static func misuse(of certificate: X509Certificate) -> String? {
        if let usage = certificate.keyUsage, usage.isDisjoint(with: [.digitalSignature, .nonRepudiation]) {
            return "keyUsage has neither digitalSignature nor nonRepudiation"
        }
        if let purposes = certificate.extendedKeyUsage, otherPurposes.isSuperset(of: purposes) {
            return "extendedKeyUsage is for other things than signing messages"
        }
        return nil
    }

    /// serverAuth, codeSigning, timeStamping and OCSPSigning (RFC 5280, section 4.2.1.12).
    private static let otherPurposes: Set<String> = [
        "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.9",
    ]

    private static func finding(_ error: PathVerification.Finding) -> CertificateFinding {
        switch error.error {
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
            X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_CERT_UNTRUSTED, X509_V_ERR_CERT_CHAIN_TOO_LONG:
            .noChain
        case X509_V_ERR_CERT_HAS_EXPIRED: error.depth == 0 ? .expired : .issuerOutOfValidity
        case X509_V_ERR_CERT_NOT_YET_VALID: error.depth == 0 ? .notYetValid : .issuerOutOfValidity
        case X509_V_ERR_PATH_LENGTH_EXCEEDED, X509_V_ERR_INVALID_CA, X509_V_ERR_INVALID_NON_CA,
            X509_V_ERR_KEYUSAGE_NO_CERTSIGN, X509_V_ERR_INVALID_PURPOSE, X509_V_ERR_PERMITTED_VIOLATION,
            X509_V_ERR_EXCLUDED_VIOLATION, X509_V_ERR_SUBTREE_MINMAX, X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE,
            X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, X509_V_ERR_UNSUPPORTED_NAME_SYNTAX,
            X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, X509_V_ERR_INVALID_POLICY_EXTENSION,
            X509_V_ERR_NO_EXPLICIT_POLICY, X509_V_ERR_UNSUPPORTED_EXTENSION_FEATURE, X509_V_ERR_CERT_REJECTED,
            X509_V_ERR_PROXY_CERTIFICATES_NOT_ALLOWED:
            .constraint
        case X509_V_ERR_OUT_OF_MEM, X509_V_ERR_STORE_LOOKUP, X509_V_ERR_INVALID_CALL, X509_V_ERR_UNSPECIFIED:
            .internalFailure
        default: .badSignature
        }
    }

    /// The judgement of every key on the path, and of every signature in it but the anchor's own, which proves nothing.
    private func strength(of chain: [X509Certificate]) -> [(AlgorithmPolicy.Judgement, String)] {
        var judgements: [(AlgorithmPolicy.Judgement, String)] = []
        for (depth, certificate) in chain.enumerated() {
            judgements.append(
                (judge(key: certificate.publicKey, isLeaf: depth == 0), "key at depth \(depth)"))
            guard depth < chain.count - 1 else { continue }
            let algorithm = certificate.signatureAlgorithm
            judgements.append(
                (
                    policy.algorithms.judge(algorithm.digest, name: algorithm.name, at: time),
                    "\(algorithm.name) at depth \(depth)"
                ))
        }
        return judgements
    }

    /// An authority may have a stronger curve than those that messages are signed with.
    private func judge(key: PublicKey, isLeaf: Bool) -> AlgorithmPolicy.Judgement {
        if !isLeaf, case .ec(.p521) = key.kind { return .good }
        return policy.algorithms.judge(key, at: time)
    }

    /// The span of milliseconds in which everything that an accepted path stands on is valid; nil when it has none.
    static func span(of validation: CertificateValidation, policy: ValidationPolicy) -> ClosedRange<Int64>? {
        var from = validation.chain.map(\.notBefore.milliseconds)
        // Validity ends with the end of the second that is named.
        var to = validation.chain.map { $0.notAfter.milliseconds + 999 }
        for answer in validation.revocation {
            for list in answer.lists {
                from.append(list.thisUpdate.milliseconds)
                list.nextUpdate.map { to.append($0.milliseconds) }
            }
            if let window = answer.window {
                from.append(window.lowerBound)
                to.append(window.upperBound)
            }
        }
        for algorithm in validation.exceptionsUsed {
            if case .some(.some(let end)) = policy.algorithms.exceptions[algorithm] { to.append(end.milliseconds) }
        }
        guard let start = from.max(), let end = to.min(), start <= end else { return nil }
        return start...end
    }
}

extension CertificateFinding: Comparable {
    /// The weightier first.
    static func < (lhs: CertificateFinding, rhs: CertificateFinding) -> Bool {
        let order = allCases
        return (order.firstIndex(of: lhs) ?? 0) < (order.firstIndex(of: rhs) ?? 0)
    }
}

extension CertificateValidation {
    init(
        finding: CertificateFinding, text: Text? = nil, detail: String?, chain: [X509Certificate], time: Timestamp
    ) {
        let (verdict, indication, subIndication) = finding.words
        self.init(
            verdict: verdict, indication: indication, subIndication: subIndication, code: finding.rawValue,
            reason: text ?? finding.text, detail: detail, chain: chain, revocation: [], exceptionsUsed: [], needs: [],
            time: time)
    }
}
