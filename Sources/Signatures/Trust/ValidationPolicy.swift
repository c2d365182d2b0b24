/// What a certificate is held to.
package struct ValidationPolicy: Hashable, Sendable {
    /// Whether revocation must be known.
    package enum Revocation: Hashable, Sendable {
        /// "Unknown" is `cannot-check`.
        case required
        /// Nothing is asked (`--revocation off`).
        case off
    }

    /// How much of RFC 5280's rules for issuers of certificates is demanded.
    package enum Conformance: Hashable, Sendable {
        /// What security stands on. Authorities in the field leave out key identifiers or mark extensions differently
        /// than the standard says; whoever trusts them has accepted that.
        case interoperable
        /// Also the rules on form: key identifiers, criticality, versions.
        case rfc5280
    }

    /// What the certificate is to be good for.
    package enum Purpose: Hashable, Sendable {
        /// Signing messages: keyUsage digitalSignature or nonRepudiation where it is restricted, and an extended key
        /// usage that names something else than servers, code, time stamps and OCSP answers.
        case signing
        /// Anything.
        case any
    }

    package var algorithms: AlgorithmPolicy
    package var revocation: Revocation
    package var conformance: Conformance
    package var purpose: Purpose

    package init(
        algorithms: AlgorithmPolicy = .profile, revocation: Revocation = .required,
        conformance: Conformance = .interoperable, purpose: Purpose = .signing
    ) {
        self.algorithms = algorithms
        self.revocation = revocation
        self.conformance = conformance
        self.purpose = purpose
    }
}
