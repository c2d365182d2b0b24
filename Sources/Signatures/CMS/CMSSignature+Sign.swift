package import SingleWindow

extension CMSSignature {
    /// A detached signature over `content`, DER.
    ///
    /// Signed attributes: contentType, messageDigest, signingTime and signingCertificateV2 (RFC 5035), so that another
    /// certificate for the same key cannot be put in the signer's place. The structure holds the signer's certificate
    /// and, if asked for, those above it.
    ///
    /// - Throws: `signature.key.algorithm_mismatch`, `signature.library`.
    package static func sign(
        _ content: [UInt8], with key: SigningKey, algorithm: SignatureAlgorithm? = nil, at signingTime: Timestamp,
        includingChain: Bool = false
    ) throws(SignaturesError) -> [UInt8] {
        let algorithm = algorithm ?? key.defaultAlgorithm
        let attributes = DER.sorted([
            attribute(CMSIdentifiers.contentType, DER.objectIdentifier(CMSIdentifiers.data)),
            attribute(CMSIdentifiers.signingTime, DER.time(signingTime)),
            attribute(CMSIdentifiers.messageDigest, DER.element(0x04, try Digest.of(content, algorithm.digest))),
            attribute(CMSIdentifiers.signingCertificateV2, try signingCertificate(key.certificate)),
        ]).flatMap { $0 }
        let value = try key.sign(algorithm, data: DER.element(0x31, attributes))
        let digestIdentifier = DER.element(0x30, DER.objectIdentifier(algorithm.digest.oid))
        let signer = DER.element(
            0x30, try key.certificate.issuerEncoding() + key.certificate.serialEncoding())
        let signerInfo = DER.element(
            0x30,
            DER.version(1) + signer + digestIdentifier + DER.element(0xA0, attributes)
                + signatureAlgorithmIdentifier(algorithm) + DER.element(0x04, value))
        let certificates = [key.certificate] + (includingChain ? key.chain : [])
        let signedData = DER.element(
            0x30,
            DER.version(1) + DER.element(0x31, digestIdentifier)
                + DER.element(0x30, DER.objectIdentifier(CMSIdentifiers.data))
                + DER.element(0xA0, DER.sorted(certificates.map(\.der)).flatMap { $0 })
                + DER.element(0x31, signerInfo))
        return DER.element(0x30, DER.objectIdentifier(CMSIdentifiers.signedData) + DER.element(0xA0, signedData))
    }

    private static func attribute(_ type: String, _ value: [UInt8]) -> [UInt8] {
        DER.element(0x30, DER.objectIdentifier(type) + DER.element(0x31, value))
    }

    /// SigningCertificateV2 with the default digest, SHA-256, and the issuer and serial number.
    private static func signingCertificate(_ certificate: X509Certificate) throws(SignaturesError) -> [UInt8] {
        let issuer = DER.element(0x30, DER.element(0xA4, try certificate.issuerEncoding()))
        let issuerSerial = DER.element(0x30, issuer + (try certificate.serialEncoding()))
        let identifier = DER.element(
            0x30, DER.element(0x04, try Digest.of(certificate.der, .sha256)) + issuerSerial)
        return DER.element(0x30, DER.element(0x30, identifier))
    }

    private static func signatureAlgorithmIdentifier(_ algorithm: SignatureAlgorithm) -> [UInt8] {
        let null: [UInt8] = [0x05, 0x00]
        switch algorithm {
        case .rsaPKCS1: return DER.element(0x30, DER.objectIdentifier(CMSIdentifiers.rsaEncryption) + null)
        case .rsaPSS(let digest, let saltLength):
            let hash = DER.element(0x30, DER.objectIdentifier(digest.oid))
            let mask = DER.element(0x30, DER.objectIdentifier(CMSIdentifiers.mgf1) + hash)
            let salt = DER.unsignedInteger([UInt8(clamping: saltLength >> 8), UInt8(saltLength & 0xFF)])
            let parameters = DER.element(
                0x30, DER.element(0xA0, hash) + DER.element(0xA1, mask) + DER.element(0xA2, salt))
            return DER.element(0x30, DER.objectIdentifier(CMSIdentifiers.rsassaPSS) + parameters)
        case .ecdsa(let digest):
            let oid = CMSIdentifiers.ecdsaWithDigest.first { $0.value == digest }?.key ?? CMSIdentifiers.ecPublicKey
            return DER.element(0x30, DER.objectIdentifier(oid))
        }
    }
}
