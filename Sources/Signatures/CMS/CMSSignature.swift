import SingleWindow

/// Detached CMS signatures (RFC 5652) over bytes: the signature part of F3, and the string form of F1.
package enum CMSSignature {
    /// Verifies a detached signature over `content` and judges its signer.
    ///
    /// `candidates` are certificates that may be the signer's where the structure holds none (those registered for the
    /// sender); `name` is what the covered bytes are called in the report.
    package static func verify(
        _ signature: [UInt8], over content: [UInt8], trust: SignatureTrust, candidates: [X509Certificate] = [],
        name: String = "content"
    ) -> VerifiedBytes {
        do throws(CMSFailure) {
            let data = try CMSSignedData(signature)
            return try CMSVerification(data: data, candidates: candidates).run(content, trust: trust, name: name)
        } catch {
            return VerifiedBytes(report: error.report)
        }
    }
}

/// One verification.
struct CMSVerification {
    let data: CMSSignedData
    let candidates: [X509Certificate]

    func run(_ content: [UInt8], trust: SignatureTrust, name: String) throws(CMSFailure) -> VerifiedBytes {
        let certificates = data.certificates.compactMap { try? X509Certificate.cached(der: $0) }
        guard let signer = (certificates + candidates).first(where: names) else { throw .noCertificate }
        do throws(SignaturesError) {
            let digest = try Digest.of(content, data.digest)
            let (attributes, failure) = try checkValue(signer, digest: digest, content: content)
            var result: VerifiedBytes
            if let failure {
                result = VerifiedBytes(report: failure.report)
                if failure.subIndication == .hashFailure, let attributes {
                    result.mismatch = DigestMismatch(
                        algorithm: data.digest, expected: Hex.string(attributes.messageDigest),
                        found: Hex.string(digest))
                }
            } else {
                let judgement = trust.judge(
                    signer, intermediates: certificates.filter { $0 != signer }, algorithm: data.signatureAlgorithm,
                    digests: attributes?.certificateDigests.map(\.algorithm).filter { $0 != .sha1 } ?? [])
                result = VerifiedBytes(report: judgement.report, validation: judgement.validation)
                result.signer = VerifiedSigner(
                    certificate: signer, intermediates: certificates.filter { $0 != signer },
                    algorithm: data.signatureAlgorithm)
                result.report.covered = [
                    try CoveredPart(uri: name, bytes: content, known: data.digest == .sha256 ? digest : nil)
                ]
                if result.report.verdict != .refuse { result.covered = CoveredBytes(content) }
            }
            result.report.signers = [
                SignerReport(signer, algorithm: data.signatureAlgorithm, signingTime: attributes?.signingTime)
            ]
            return result
        } catch {
            throw CMSFailure(
                indication: .totalFailed, subIndication: .formatFailure, code: error.code.rawValue, text: error.text)
        }
    }

    /// Checks digest, attributes and value; the attributes as far as they were read, and what is wrong.
    private func checkValue(
        _ signer: X509Certificate, digest: [UInt8], content: [UInt8]
    ) throws(SignaturesError) -> (CMSAttributes?, CMSFailure?) {
        guard fits(signer.publicKey) else { return (nil, .algorithm(signer.publicKey.name)) }
        guard let encodings = data.signedAttributes else {
            // The attributes of one signature could be passed off as the content of another without attributes.
            if CMSVerification.looksLikeAttributes(content) {
                return (
                    nil,
                    .format(
                        "cms.attributes", vi: "Nội dung có dạng thuộc tính được ký của CMS.",
                        en: "The content has the form of signed attributes of CMS.")
                )
            }
            return (nil, try verifies(signer, digest: digest) ? nil : .value)
        }
        let attributes: CMSAttributes
        do throws(CMSFailure) {
            attributes = try CMSAttributes(encodings)
        } catch {
            return (nil, error)
        }
        guard Digest.equal(attributes.messageDigest, digest) else { return (attributes, .hash) }
        for (algorithm, expected) in attributes.certificateDigests {
            guard try Digest.of(signer.der, algorithm) == expected else { return (attributes, .otherCertificate) }
        }
        // RFC 5652, section 5.4: the attributes are digested as a DER SET OF. Signers that did not sort them digested
        // what they wrote.
        let written = DER.element(0x31, encodings.flatMap { $0 })
        if try verifies(signer, digest: Digest.of(written, data.digest)) { return (attributes, nil) }
        let sorted = DER.element(0x31, DER.sorted(encodings).flatMap { $0 })
        if sorted != written, try verifies(signer, digest: Digest.of(sorted, data.digest)) { return (attributes, nil) }
        return (attributes, .value)
    }

    private func verifies(_ signer: X509Certificate, digest: [UInt8]) throws(SignaturesError) -> Bool {
        try signer.publicKey.verify(data.signatureAlgorithm, signature: data.signature, digest: digest)
    }

    private func fits(_ key: PublicKey) -> Bool {
        switch (key.kind, data.signatureAlgorithm) {
        case (.rsa(_, pssOnly: false), .rsaPKCS1), (.rsa, .rsaPSS), (.ec, .ecdsa): true
        default: false
        }
    }

    /// Whether the signer's identifier names this certificate.
    private func names(_ certificate: X509Certificate) -> Bool {
        switch data.signer {
        case .issuerAndSerial(let issuer, let serial):
            certificate.hasSerial(serial) && certificate.isIssuer(issuer)
        case .keyIdentifier(let identifier): certificate.subjectKeyIdentifier == identifier
        }
    }

    /// Whether bytes are a SET OF attributes with a contentType among them.
    private static func looksLikeAttributes(_ content: [UInt8]) -> Bool {
        var outer = DERReader(content)
        guard content.first == 0x31, var set = outer.enter(0x31), outer.isAtEnd else { return false }
        while var attribute = set.enter(0x30) {
            if attribute.objectIdentifier() == CMSIdentifiers.contentType { return true }
        }
        return false
    }
}
