package import SingleWindow

/// An error of this module: material that cannot be read or used, not the outcome of a validation.
///
/// A signature that does not verify is no error but a ``SignatureReport``; this type says that the question itself
/// could not be put (an unreadable certificate, a key that does not fit the algorithm, a failure of the library).
package struct SignaturesError: Error, Hashable, Sendable {
    /// A stable dotted code; compared, logged and shown, never translated.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String

        package init(rawValue: String) { self.rawValue = rawValue }

        /// The private key cannot be read: neither PEM nor PKCS#12, or damaged.
        package static let keyUnreadable = Code(rawValue: "signature.key.unreadable")
        /// The private key is encrypted and the password is missing or wrong.
        package static let keyPassword = Code(rawValue: "signature.key.password")
        /// The key's type, size or curve is none that this module signs or verifies with.
        package static let keyUnsupported = Code(rawValue: "signature.key.unsupported")
        /// The certificate's public key is not the private key's.
        package static let keyMismatch = Code(rawValue: "signature.key.mismatch")
        /// The signature algorithm cannot be used with this key.
        package static let algorithmMismatch = Code(rawValue: "signature.key.algorithm_mismatch")
        /// The token (PKCS#11) is missing, locked or has no such key.
        package static let tokenUnavailable = Code(rawValue: "signature.key.token_unavailable")
        /// Not a certificate in DER or PEM, or bytes after it.
        package static let certificateUnreadable = Code(rawValue: "signature.certificate.unreadable")
        /// Not a certificate revocation list in DER or PEM, or bytes after it.
        package static let crlUnreadable = Code(rawValue: "signature.crl.unreadable")
        /// Not an OCSP response, or bytes after it.
        package static let ocspUnreadable = Code(rawValue: "signature.ocsp.unreadable")
        /// A digest whose length is not its algorithm's.
        package static let digestLength = Code(rawValue: "signature.digest.length")
        /// A signature value of the wrong form or length.
        package static let valueMalformed = Code(rawValue: "signature.value.malformed")
        /// Evidence lacks an object that it names, or holds another in its place.
        package static let evidenceIncomplete = Code(rawValue: "signature.evidence.incomplete")
        /// OpenSSL refused an operation that should succeed on any input.
        package static let library = Code(rawValue: "signature.library")
    }

    package var code: Code
    /// What happened, for people.
    package var text: Text
    /// The library's own words, drained from its error queue; for logs. Holds no key material.
    package var detail: String?

    package init(_ code: Code, _ text: Text, detail: String? = nil) {
        self.code = code
        self.text = text
        self.detail = detail
    }
}

extension SignaturesError: CustomStringConvertible {
    package var description: String {
        code.rawValue + ": " + text.en + (detail.map { " (" + $0 + ")" } ?? "")
    }
}

extension SignaturesError {
    /// The error as a problem of a message or a configuration.
    package var problem: Problem { Problem(code: code.rawValue, message: text) }

    /// OpenSSL failed where no input should make it fail: memory, or a provider that is not there.
    static func library(_ operation: String) -> SignaturesError {
        SignaturesError(
            .library,
            Text(vi: "Thư viện mật mã không thực hiện được thao tác.", en: "The cryptographic library failed."),
            detail: operation + (OpenSSLErrors.drain().map { ": " + $0 } ?? ""))
    }
}
