import FoundationEssentials
import SingleWindow

extension SigningKey {
    /// Finds a key on a token (RFC 7512 address); it signs there and never leaves it.
    ///
    /// The PIN is `pin`, or what the address says (`pin-value`, `pin-source`). Without `certificate` the one beside the
    /// key on the token is taken. That key and certificate belong together is proved by a signature.
    ///
    /// - Throws: `signature.key.token_unavailable`, `.password`, `.mismatch`, `.unsupported`.
    package init(
        pkcs11 address: String, pin: String? = nil, certificate: X509Certificate? = nil, chain: [X509Certificate] = []
    ) throws(SignaturesError) {
        let address = try PKCS11URI(address)
        let secret: String
        if let pin { secret = pin } else { secret = try SigningKey.pin(address) }
        let key = try PKCS11Key(address, pin: secret)
        let found: X509Certificate
        if let certificate {
            found = certificate
        } else {
            guard let der = try key.certificate() else {
                throw PKCS11Module.unavailable("no certificate beside the key on the token")
            }
            found = try X509Certificate(der: der)
        }
        try self.init(backend: key, certificate: found, chain: chain)
        let probe = try Digest.of(found.der, defaultAlgorithm.digest)
        guard key.fits(publicKey) else { throw SigningKey.mismatch }
        let value = try sign(defaultAlgorithm, digest: probe)
        guard try publicKey.verify(defaultAlgorithm, signature: value, digest: probe) else { throw SigningKey.mismatch }
    }

    private static func pin(_ address: PKCS11URI) throws(SignaturesError) -> String {
        if let value = address.pinValue { return value }
        guard let source = address.pinSource else { return "" }
        guard let text = try? String(contentsOfFile: source, encoding: .utf8) else {
            throw PKCS11Module.unavailable("the file with the PIN cannot be read")
        }
        return text.trimmingWhiteSpace()
    }
}
