/// The outcome of verifying a signature over bytes.
package struct VerifiedBytes: Sendable {
    package var report: SignatureReport
    /// What may be read; nil when the message is refused.
    ///
    /// With the verdict `cannot-check` it is there too, for partners whose policy is to hold or to accept such messages.
    package var covered: CoveredBytes?
    /// The validation of the signer's certificate, for evidence; nil where none was made.
    package var validation: CertificateValidation?
    /// The two digests where they differ.
    package var mismatch: DigestMismatch?
    /// Whose signature it is, for whoever decides about signers by a register of its own; nil where the mathematics do
    /// not hold.
    package var signer: VerifiedSigner?

    init(report: SignatureReport, covered: CoveredBytes? = nil, validation: CertificateValidation? = nil) {
        self.report = report
        self.covered = covered
        self.validation = validation
    }
}

/// A digest that is not the one that was signed; for the signature doctor.
package struct DigestMismatch: Hashable, Sendable, Codable {
    package var algorithm: DigestAlgorithm
    /// The one in the signature, lower-case hexadecimal.
    package var expected: String
    /// The one of the bytes at hand, lower-case hexadecimal.
    package var found: String

    package init(algorithm: DigestAlgorithm, expected: String, found: String) {
        self.algorithm = algorithm
        self.expected = expected
        self.found = found
    }
}

/// A signer whose signature holds mathematically; whether it is trusted is another question.
package struct VerifiedSigner: Sendable {
    package var certificate: X509Certificate
    /// Other certificates that came with the signature; never trusted by themselves.
    package var intermediates: [X509Certificate]
    package var algorithm: SignatureAlgorithm

    package init(certificate: X509Certificate, intermediates: [X509Certificate], algorithm: SignatureAlgorithm) {
        self.certificate = certificate
        self.intermediates = intermediates
        self.algorithm = algorithm
    }
}
