import SingleWindow

extension RawSignature {
    /// What the mathematics say about a value, before anybody judges its signer.
    package enum Mathematics: Hashable, Sendable {
        case valid(SignatureAlgorithm)
        case failed(SignatureReport)
    }

    /// Checks the value with `key` over `content`.
    ///
    /// The digest is nowhere named in the message. An RSA PKCS#1 value holds its name and the digest itself, so that a
    /// content changed after signing (HASH_FAILURE) is told from a value of another key (SIG_CRYPTO_FAILURE); ECDSA
    /// shows neither, and the digests of SHA-2 are tried. Whether the digest is good enough is the policy's to say.
    package func mathematics(of key: PublicKey, over content: [UInt8]) throws(SignaturesError) -> Mathematics {
        switch key.kind {
        case .rsa(_, pssOnly: false):
            guard let (digestAlgorithm, signed) = key.recoveredDigest(of: value) else { return .failed(.valueMismatch) }
            let digest = try Digest.of(content, digestAlgorithm)
            guard Digest.equal(signed, digest) else { return .failed(.contentChanged) }
            let algorithm = SignatureAlgorithm.rsaPKCS1(digestAlgorithm)
            let holds = try key.verify(algorithm, signature: value, digest: digest)
            return holds ? .valid(algorithm) : .failed(.valueMismatch)
        case .ec:
            for digest in [DigestAlgorithm.sha256, .sha384, .sha512]
            where try key.verify(.ecdsa(digest), signature: value, data: content) {
                return .valid(.ecdsa(digest))
            }
            return .failed(.valueMismatch)
        case .rsa, .other: return .failed(.keyUnsupported)
        }
    }
}

extension SignatureReport {
    fileprivate static let contentChanged = SignatureReport.failed(
        .refuse, .totalFailed, .hashFailure, code: "signature.hash_failure",
        reason: Text(
            vi: "Nội dung đã bị thay đổi sau khi ký: giá trị băm trong chữ ký không phải của nội dung.",
            en: "The content was changed after it was signed: the digest in the signature is not the content's."))

    fileprivate static let valueMismatch = SignatureReport.failed(
        .refuse, .totalFailed, .signatureCryptoFailure, code: "signature.value_mismatch",
        reason: Text(
            vi: "Chữ ký không đúng với nội dung hoặc với chứng thư số kèm theo.",
            en: "The signature is not that of the content or not of the certificate beside it."))

    fileprivate static let keyUnsupported = SignatureReport.failed(
        .refuse, .indeterminate, .cryptoConstraintsFailure, code: "signature.key.unsupported",
        reason: Text(
            vi: "Loại khóa của chứng thư số không được hỗ trợ.", en: "The certificate's kind of key is not supported."))
}
