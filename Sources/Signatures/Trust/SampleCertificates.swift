/// The keys and certificates of `certs-sample/`, whose private keys everybody has.
///
/// Production mode refuses to start while one of them is configured.
package enum SampleCertificates {
    /// Words in the names of the sample authorities, so that samples made anew are recognised too.
    private static let mark = "(not for production)"

    /// Whether the certificate, its key, its issuer or its subject is a sample.
    package static func contains(_ certificate: X509Certificate) -> Bool {
        fingerprints.contains(certificate.fingerprint) || certificate.subject.contains(mark)
            || certificate.issuer.contains(mark) || contains(certificate.publicKey)
    }

    /// Whether the key is a sample's, under whatever certificate; a key that cannot be encoded counts as one.
    package static func contains(_ key: PublicKey) -> Bool {
        guard let encoding = try? key.subjectPublicKeyInfo(), let digest = try? Digest.of(encoding, .sha256) else {
            return true
        }
        return fingerprints.contains(Hex.string(digest))
    }
}
