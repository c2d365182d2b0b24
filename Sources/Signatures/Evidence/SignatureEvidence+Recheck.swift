import SingleWindow

extension SignatureEvidence {
    /// The trust to verify the message with again: the time, policy, lists and answers of then, and nothing newer.
    ///
    /// `anchors` are those that the checker trusts today. Without them the anchors of the evidence are taken, and the
    /// answer is then only whether the decision was consistent in itself.
    ///
    /// - Throws: `signature.evidence.incomplete` when an object is missing or not the one named.
    package func trust(anchors: TrustAnchors? = nil) throws(SignaturesError) -> SignatureTrust {
        let store = RevocationStore()
        var anchorsOfThen: [X509Certificate] = []
        for signer in signers {
            if let last = signer.chain.last { anchorsOfThen.append(try certificate(last)) }
            for revocation in signer.revocation {
                for fingerprint in revocation.lists {
                    store.add(try CertificateRevocationList(der: object(fingerprint)))
                }
                if let fingerprint = revocation.response { store.add(try OCSPResponse(der: object(fingerprint))) }
            }
        }
        let policy = ValidationPolicy(
            algorithms: AlgorithmPolicy(
                exceptions: Dictionary(exceptions.map { ($0.algorithm, $0.until) }, uniquingKeysWith: { $1 })),
            revocation: revocationRequired ? .required : .off)
        return SignatureTrust(
            validator: CertificateValidator(
                anchors: anchors ?? TrustAnchors(name: "evidence", anchorsOfThen), revocation: store),
            policy: policy, time: time)
    }

    /// Validates the signers' certificates again, without the message.
    ///
    /// - Throws: as ``trust(anchors:)``.
    package func validations(anchors: TrustAnchors? = nil) throws(SignaturesError) -> [CertificateValidation] {
        let trust = try trust(anchors: anchors)
        guard let validator = trust.validator else { return [] }
        var validations: [CertificateValidation] = []
        for signer in signers where !signer.chain.isEmpty {
            var chain: [X509Certificate] = []
            for fingerprint in signer.chain { chain.append(try certificate(fingerprint)) }
            validations.append(
                validator.validate(
                    chain[0], intermediates: Array(chain.dropFirst()), policy: trust.policy, at: trust.time))
        }
        return validations
    }

    /// Where a report made again differs from the one that this is the evidence of; empty when they agree.
    package func differences(from report: SignatureReport) -> [String] {
        var differences: [String] = []
        func compare(_ what: String, _ then: String, _ now: String) {
            if then != now { differences.append("\(what): \(then) then, \(now) now") }
        }
        compare("verdict", verdict.rawValue, report.verdict.rawValue)
        compare("indication", indication.rawValue, report.indication.rawValue)
        compare("sub-indication", subIndication?.rawValue ?? "none", report.subIndication?.rawValue ?? "none")
        compare(
            "signers", signers.map(\.report.fingerprint).joined(separator: " "),
            report.signers.map(\.fingerprint).joined(separator: " "))
        compare(
            "covered", covered.map { $0.uri + "=" + $0.sha256 }.joined(separator: " "),
            report.covered.map { $0.uri + "=" + $0.sha256 }.joined(separator: " "))
        return differences
    }

    private func certificate(_ fingerprint: String) throws(SignaturesError) -> X509Certificate {
        try X509Certificate.cached(der: object(fingerprint))
    }

    /// An object, proved to be the one that is named.
    private func object(_ fingerprint: String) throws(SignaturesError) -> [UInt8] {
        guard let text = objects[fingerprint], let der = Base64.decode(text),
            Hex.string(try Digest.of(der, .sha256)) == fingerprint
        else {
            throw SignaturesError(
                .evidenceIncomplete,
                Text(
                    vi: "Bằng chứng thiếu hoặc bị thay đổi (\(fingerprint)).",
                    en: "An object of the evidence is missing or changed (\(fingerprint))."))
        }
        return der
    }
}
