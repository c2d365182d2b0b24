import COpenSSL
package import SingleWindow

/// What an OCSP response says about one certificate, after it was verified.
package struct OCSPAnswer: Sendable {
    package var status: RevocationStatus
    /// Why it is unknown.
    package var detail: String?
    /// Milliseconds between which the answer may be relied on.
    package var window: ClosedRange<Int64>?
    package var exceptionsUsed: Set<LegacyAlgorithm> = []
    /// Who signed the response.
    package var responder: X509Certificate?
}

extension OCSPResponse {
    /// What the response says about `certificate` at `time`, provided that it is the issuer's word.
    ///
    /// It must be signed by `issuer` itself or by a responder that `issuer` certified directly for OCSP (RFC 6960,
    /// section 4.2.2.2), with algorithms that the policy takes, and be current at `time`. Everything else is unknown.
    package func answer(
        about certificate: X509Certificate, issuer: X509Certificate, policy: AlgorithmPolicy = .profile,
        at time: Timestamp
    ) -> OCSPAnswer {
        var exceptions: Set<LegacyAlgorithm> = []
        var responder: X509Certificate?
        if let problem = verify(issuer: issuer, policy: policy, at: time, &exceptions, &responder) {
            return OCSPAnswer(status: .unknown, detail: problem)
        }
        var best = OCSPAnswer(status: .unknown, detail: "it does not speak about the certificate")
        for index in 0..<max(0, OCSP_resp_count(pointer)) {
            guard let single = OCSP_resp_get0(pointer, index), names(single, certificate, issuer) else { continue }
            var answer = read(single, at: time)
            answer.responder = responder
            if case .revoked = answer.status { return answer }
            if best.status != .good { best = answer }
        }
        if best.status == .good { best.exceptionsUsed = exceptions }
        return best
    }

    /// Why the response is not the issuer's word; nil if it is.
    private func verify(
        issuer: X509Certificate, policy: AlgorithmPolicy, at time: Timestamp,
        _ exceptions: inout Set<LegacyAlgorithm>, _ responder: inout X509Certificate?
    ) -> String? {
        OpenSSLErrors.clear()
        guard let store = X509_STORE_new(), let candidates = COpenSSL_sk_X509_new(),
            let parameters = X509_VERIFY_PARAM_new()
        else { return "memory" }
        defer {
            X509_STORE_free(store)
            COpenSSL_sk_X509_pop_free(candidates)
            X509_VERIFY_PARAM_free(parameters)
        }
        X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_PARTIAL_CHAIN))
        X509_VERIFY_PARAM_set_time(parameters, Int(time.milliseconds / 1000))
        // Only the issuer is trusted here, so the responder can be nobody but it or one it certified.
        guard X509_STORE_set1_param(store, parameters) == 1, X509_STORE_add_cert(store, issuer.pointer) == 1,
            COpenSSL_sk_X509_push(candidates, issuer.pointer) == 1
        else { return "memory" }
        guard OCSP_basic_verify(pointer, candidates, store, UInt(OCSP_NOEXPLICIT)) == 1 else {
            return OpenSSLErrors.drain() ?? "not signed by the issuer or its responder"
        }
        var found: OpaquePointer?
        guard OCSP_resp_get0_signer(pointer, &found, candidates) == 1, let found,
            let signer = try? X509Certificate(copying: found)
        else { return "no signer" }
        responder = signer
        let algorithm = CertificateSignatureAlgorithm(OCSP_resp_get0_tbs_sigalg(pointer), digest: NID_undef)
        var judgements = [
            policy.judge(algorithm.digest, name: algorithm.name, at: time), policy.judge(signer.publicKey, at: time),
        ]
        if signer != issuer {
            let certification = signer.signatureAlgorithm
            judgements.append(policy.judge(certification.digest, name: certification.name, at: time))
        }
        for judgement in judgements {
            switch judgement {
            case .good: break
            case .exception(let algorithm): exceptions.insert(algorithm)
            case .refused(let text): return text.en
            }
        }
        return nil
    }

    /// Whether an entry is about this certificate of this issuer, by whatever digest it names them.
    private func names(_ single: OpaquePointer, _ certificate: X509Certificate, _ issuer: X509Certificate) -> Bool {
        guard let identifier = OCSP_SINGLERESP_get0_id(single) else { return false }
        var object: OpaquePointer?
        OCSP_id_get0_info(nil, &object, nil, nil, identifier)
        guard let digest = DigestAlgorithm(nid: OBJ_obj2nid(object)),
            let ours = OCSP_cert_to_id(FetchedDigests.method(digest), certificate.pointer, issuer.pointer)
        else { return false }
        defer { OCSP_CERTID_free(ours) }
        return OCSP_id_cmp(ours, identifier) == 0
    }

    private func read(_ single: OpaquePointer, at time: Timestamp) -> OCSPAnswer {
        var (revoked, from, to):
            (
                UnsafeMutablePointer<ASN1_TIME>?, UnsafeMutablePointer<ASN1_TIME>?, UnsafeMutablePointer<ASN1_TIME>?
            )
        let status = OCSP_single_get0_status(single, nil, &revoked, &from, &to)
        guard let thisUpdate = X509Certificate.time(from) else {
            return OCSPAnswer(status: .unknown, detail: "thisUpdate")
        }
        if status == V_OCSP_CERTSTATUS_REVOKED {
            return OCSPAnswer(status: .revoked(since: X509Certificate.time(revoked)))
        }
        guard status == V_OCSP_CERTSTATUS_GOOD else {
            return OCSPAnswer(status: .unknown, detail: "the responder does not know the certificate")
        }
        let start = thisUpdate.milliseconds - OCSPResponse.clockSkew
        let end: Int64
        if to == nil {
            end = thisUpdate.milliseconds + OCSPResponse.maximumAge
        } else {
            guard let nextUpdate = X509Certificate.time(to) else {
                return OCSPAnswer(status: .unknown, detail: "nextUpdate")
            }
            end = nextUpdate.milliseconds + OCSPResponse.clockSkew
        }
        guard start <= end, (start...end).contains(time.milliseconds) else {
            return OCSPAnswer(status: .unknown, detail: "the answer is not current")
        }
        return OCSPAnswer(status: .good, window: start...end)
    }
}
