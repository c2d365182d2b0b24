import COpenSSL
import SingleWindow

extension PathJudgement {
    /// Whether a certificate of the path is revoked, from OCSP answers and lists together.
    ///
    /// One trustworthy source that says "revoked" is enough; one that says "good" is enough if none says "revoked".
    func revocation(
        of certificate: X509Certificate, issuer: X509Certificate, depth: Int, _ exceptions: inout Set<LegacyAlgorithm>
    ) -> RevocationAnswer {
        var fromLists = lists(certificate, depth: depth, &exceptions)
        if case .revoked = fromLists.status { return fromLists }
        var unknown: [String] = fromLists.detail.map { [$0] } ?? []
        var good: RevocationAnswer?
        for response in source.answers(about: certificate) {
            let answer = response.answer(about: certificate, issuer: issuer, policy: policy.algorithms, at: time)
            // A delegated responder may say that its own certificate need not be checked (id-pkix-ocsp-nocheck); a list at
            // hand that revokes it counts all the same.
            if let responder = answer.responder, responder != issuer, isRevoked(responder, by: issuer) {
                unknown.append("OCSP: the responder's certificate is revoked")
                continue
            }
            var combined = RevocationAnswer(certificate: certificate, status: answer.status, lists: [])
            combined.response = response
            combined.window = answer.window
            switch answer.status {
            case .revoked: return combined
            case .good:
                good = good ?? combined
                exceptions.formUnion(answer.exceptionsUsed)
            case .unknown: unknown.append("OCSP: " + (answer.detail ?? "unknown"))
            }
        }
        if fromLists.status == .good { return fromLists }
        if let good { return good }
        fromLists.detail = unknown.joined(separator: "; ")
        return fromLists
    }

    /// Whether a list of the issuer at hand has the certificate.
    private func isRevoked(_ certificate: X509Certificate, by issuer: X509Certificate) -> Bool {
        store.lists.contains { $0.revocationDate(of: certificate) != nil && $0.isSigned(by: issuer) }
    }

    /// What the lists say that OpenSSL consulted for the certificate at this place of the path.
    private func lists(
        _ certificate: X509Certificate, depth: Int, _ exceptions: inout Set<LegacyAlgorithm>
    ) -> RevocationAnswer {
        let findings = run.findings.filter { $0.depth == depth && PathVerification.listErrors.contains($0.error) }
        let used = (run.used[depth] ?? []).compactMap(store.list)
        let vouching = run.usedForSigners.compactMap(store.list)
        var answer = RevocationAnswer(certificate: certificate, status: .unknown, lists: [])
        // A list that says "revoked" counts if nothing is wrong with it but its age: revocation is not taken back by
        // the list growing old.
        let faulty = Set(
            findings.filter {
                $0.error != X509_V_ERR_CERT_REVOKED && $0.error != X509_V_ERR_CRL_HAS_EXPIRED
            }.compactMap(\.list))
        for finding in findings where finding.error == X509_V_ERR_CERT_REVOKED {
            guard let pointer = finding.list, !faulty.contains(pointer), let list = store.list(pointer),
                judge(list).isUsable
            else { continue }
            answer.status = .revoked(since: list.revocationDate(of: certificate))
            answer.lists = [list]
            return answer
        }
        if let problem = findings.first {
            answer.detail =
                store.hasList(of: certificate.issuer)
                ? String(cString: X509_verify_cert_error_string(Int(problem.error)))
                : "no revocation list of " + certificate.issuer
            return answer
        }
        guard !used.isEmpty else {
            answer.detail = "no revocation list of " + certificate.issuer
            return answer
        }
        var needed: Set<LegacyAlgorithm> = []
        for list in used + vouching {
            switch judge(list) {
            case .good: break
            case .exception(let algorithm): needed.insert(algorithm)
            case .refused(let text):
                answer.detail = "revocation list: " + text.en
                return answer
            }
            if policy.conformance == .rfc5280, let breach = FormRules.breach(in: list) {
                answer.detail = "revocation list: " + breach
                return answer
            }
            // RFC 5280, section 5.1.2.5: without a nextUpdate there is no telling whether the list is current.
            guard list.nextUpdate != nil else {
                answer.detail = "the revocation list has no nextUpdate"
                return answer
            }
        }
        exceptions.formUnion(needed)
        answer.status = .good
        answer.lists = used + vouching
        return answer
    }

    private func judge(_ list: CertificateRevocationList) -> AlgorithmPolicy.Judgement {
        policy.algorithms.judge(list.signatureAlgorithm.digest, name: list.signatureAlgorithm.name, at: time)
    }
}

extension AlgorithmPolicy.Judgement {
    var isUsable: Bool {
        if case .refused = self { return false }
        return true
    }
}

extension CertificateRevocationList {
    /// When the certificate was revoked, if this list has it by its serial number.
    func revocationDate(of certificate: X509Certificate) -> Timestamp? {
        var entry: OpaquePointer?
        guard X509_CRL_get0_by_cert(pointer, &entry, certificate.pointer) == 1, let entry else { return nil }
        return X509Certificate.time(X509_REVOKED_get0_revocationDate(entry))
    }
}
