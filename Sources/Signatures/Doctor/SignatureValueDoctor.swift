import XMLTree

/// Explains a signature value that does not fit the certificate while all digests are right.
struct SignatureValueDoctor {
    let form: XMLSignatureForm
    let options: XMLSignatureOptions
    let known: [X509Certificate]

    /// Whether the value fits `SignedInfo` as it stands.
    var isValueRight: Bool {
        (try? XMLSignerKeys(form, pinned: options.pinned).signer(of: form, scope: options.scope)) != nil
    }

    func causes() -> [SignatureCause] {
        let inMessage = (try? XMLSignerKeys(form, pinned: options.pinned))?.certificates ?? []
        let strangers = known.filter { !inMessage.contains($0) }
        guard let bytes = signedInfo(form.canonicalization) else { return [SignatureCause(.signedInfoChanged)] }
        for certificate in inMessage {
            if let cause = value(of: certificate, over: bytes) { return [cause] }
        }
        for certificate in strangers
        where verifies(certificate, form.algorithm, form.value, bytes) == true {
            return [SignatureCause(.wrongCertificate, detail: certificate.description)]
        }
        var isOurs = false
        for certificate in inMessage + strangers {
            // An RSA value can be opened: the digest in it says what was signed.
            if let (algorithm, digest) = certificate.publicKey.recoveredDigest(of: form.value) {
                isOurs = isOurs || inMessage.contains(certificate)
                if let causes = search(bytes, { DigestDoctor(algorithm, expected: digest).matches($0) }) {
                    let wrong =
                        strangers.contains(certificate)
                        ? [SignatureCause(.wrongCertificate, detail: certificate.description)] : []
                    return causes + wrong
                }
            } else if let causes = search(
                bytes, { verifies(certificate, form.algorithm, form.value, $0) == true })
            {
                return causes
            }
        }
        return [SignatureCause(isOurs ? .signedInfoChanged : .valueForeign)]
    }

    /// Another algorithm, or another way of writing the value.
    private func value(of certificate: X509Certificate, over bytes: [UInt8]) -> SignatureCause? {
        if case .ec = certificate.publicKey.kind {
            for digest in DigestAlgorithm.allCases {
                if verifies(certificate, .ecdsa(digest), form.value, bytes, encoding: .der) == true {
                    return SignatureCause(.valueEncoding)
                }
                if verifies(certificate, .ecdsa(digest), form.value, bytes) == true {
                    return SignatureCause(.otherAlgorithm, detail: SignatureAlgorithm.ecdsa(digest).xmlURI)
                }
            }
            return nil
        }
        for digest in DigestAlgorithm.allCases {
            let salts = [digest.length, 20, 0, form.value.count - digest.length - 2].filter { $0 >= 0 }
            let algorithms =
                [.rsaPKCS1(digest)] + salts.map { SignatureAlgorithm.rsaPSS(digest, saltLength: $0) }
            for algorithm in algorithms where verifies(certificate, algorithm, form.value, bytes) == true {
                return SignatureCause(.otherAlgorithm, detail: algorithm.xmlURI)
            }
        }
        return nil
    }

    /// The change to `SignedInfo` that makes the value right.
    private func search(_ bytes: [UInt8], _ isRight: ([UInt8]) -> Bool) -> [SignatureCause]? {
        for method in [Canonicalization.inclusive, .inclusive11, .exclusive] where method != form.canonicalization {
            if let other = signedInfo(method), isRight(other) {
                return [SignatureCause(.canonicalization, detail: method.uri)]
            }
        }
        let trials =
            DoctorTrial.context(bytes, inherited: form.signedInfo.inheritedNamespacePrefixes)
            + DoctorTrial.xml(depth: form.signedInfo.depth)
        for trial in trials {
            if let changed = trial.change(bytes), changed != bytes, isRight(changed) { return [trial.result] }
        }
        return nil
    }

    private func signedInfo(_ method: Canonicalization) -> [UInt8]? { try? form.signedInfo.canonicalBytes(method) }

    private func verifies(
        _ certificate: X509Certificate, _ algorithm: SignatureAlgorithm, _ value: [UInt8], _ bytes: [UInt8],
        encoding: ECDSAEncoding = .rawRS
    ) -> Bool? {
        try? certificate.publicKey.verify(algorithm, signature: value, data: bytes, encoding: encoding)
    }
}

extension DigestDoctor {
    /// Whether these are the signed bytes, for a copy that keeps no account.
    func matches(_ bytes: [UInt8]) -> Bool {
        var copy = self
        return copy.isRight(bytes)
    }
}
