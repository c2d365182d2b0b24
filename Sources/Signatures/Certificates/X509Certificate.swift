import COpenSSL
package import SingleWindow

/// An X.509 certificate (RFC 5280).
///
/// Reading one decodes its key, which costs more than verifying a signature with it; ``cached(der:)`` therefore keeps
/// those met lately. What is asked of every message is read once, at the start.
package final class X509Certificate: @unchecked Sendable {
    // Sendable: every stored property is a `let`. The X509 behind `pointer` is read-only after the initializer, which
    // makes OpenSSL compute what it caches about extensions (X509_check_purpose, itself under a lock); references are
    // counted atomically, and all that this module calls on it takes it as const or under that lock.
    let pointer: OpaquePointer
    /// The encoding, DER.
    package let der: [UInt8]
    /// Subject, RFC 4514, non-ASCII characters as they are.
    package let subject: String
    /// Issuer, RFC 4514, non-ASCII characters as they are.
    package let issuer: String
    /// Serial number, lower-case hexadecimal without leading zeros; a leading `-` if negative.
    package let serialHex: String
    /// SHA-256 of the DER, lower-case hexadecimal.
    package let fingerprint: String
    /// Start of validity, inclusive.
    package let notBefore: Timestamp
    /// End of validity, inclusive.
    package let notAfter: Timestamp
    package let publicKey: PublicKey
    /// The organisation's tax code: see ``taxCode(in:)``.
    package let taxCode: String?

    /// Reads a certificate.
    ///
    /// - Throws: `signature.certificate.unreadable`: not a certificate, not DER, or bytes after it.
    package convenience init(der: [UInt8]) throws(SignaturesError) {
        OpenSSLErrors.clear()
        let read = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            return d2i_X509(nil, &cursor, buffer.count)
        }
        guard let read else { throw X509Certificate.unreadable(OpenSSLErrors.drain()) }
        try self.init(owning: read, expecting: der)
    }

    /// Reads the first certificate of a PEM text.
    package convenience init(pem: [UInt8]) throws(SignaturesError) {
        guard let first = try PEM.blocks(pem, label: "CERTIFICATE").first else {
            throw X509Certificate.unreadable("no CERTIFICATE block")
        }
        try self.init(der: first)
    }

    /// Makes a value of a certificate that OpenSSL has read; takes a reference of its own.
    convenience init(copying other: OpaquePointer) throws(SignaturesError) {
        X509_up_ref(other)
        try self.init(owning: other, expecting: nil)
    }

    private init(owning pointer: OpaquePointer, expecting expected: [UInt8]?) throws(SignaturesError) {
        self.pointer = pointer
        do throws(SignaturesError) {
            der = try X509Certificate.encoding(pointer)
            // RFC 5280, section 4.1: certificates are DER. A looser encoding would give one certificate many
            // fingerprints.
            if let expected, expected != der { throw X509Certificate.unreadable("not DER, or bytes after it") }
            guard let key = X509_get_pubkey(pointer) else { throw X509Certificate.unreadable(OpenSSLErrors.drain()) }
            publicKey = PublicKey(owning: key)
            guard let from = X509Certificate.time(X509_get0_notBefore(pointer)),
                let to = X509Certificate.time(X509_get0_notAfter(pointer))
            else { throw X509Certificate.unreadable("validity") }
            (notBefore, notAfter) = (from, to)
            fingerprint = Hex.string(try Digest.of(der, .sha256))
        } catch {
            X509_free(pointer)
            throw error
        }
        subject = X509Certificate.name(X509_get_subject_name(pointer))
        issuer = X509Certificate.name(X509_get_issuer_name(pointer))
        serialHex = X509Certificate.serial(X509_get0_serialNumber(pointer))
        taxCode = X509Certificate.taxCode(in: pointer)
        X509_check_purpose(pointer, -1, 0)
        OpenSSLErrors.clear()
    }

    deinit { X509_free(pointer) }

    static func unreadable(_ detail: String?) -> SignaturesError {
        SignaturesError(
            .certificateUnreadable,
            Text(vi: "Không đọc được chứng thư số.", en: "The certificate cannot be read."), detail: detail)
    }

    private static func encoding(_ pointer: OpaquePointer) throws(SignaturesError) -> [UInt8] {
        var output: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509(pointer, &output)
        guard count > 0, let output else { throw .library("i2d_X509") }
        defer { COpenSSL_free(output) }
        return Array(UnsafeBufferPointer(start: output, count: Int(count)))
    }
}

extension X509Certificate: Hashable {
    package static func == (lhs: X509Certificate, rhs: X509Certificate) -> Bool {
        lhs === rhs || lhs.der == rhs.der
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}

extension X509Certificate: CustomStringConvertible {
    package var description: String { subject + " (" + serialHex + ")" }
}
