/// One thing to fetch so that a certificate's revocation becomes known.
package struct RevocationFetch: Sendable {
    package enum Kind: Sendable {
        /// POST the request as `application/ocsp-request` (RFC 6960, appendix A.1).
        case ocsp(OCSPRequest)
        /// GET the list (RFC 5280, section 4.2.1.13).
        case list
    }

    package let kind: Kind
    /// `http` or `https`, from a certificate whose path to an anchor holds.
    package let url: String
    /// Whose revocation is in question.
    package let certificate: X509Certificate
    /// Who issued it, and whose word the answer must be.
    package let issuer: X509Certificate

    /// Answers longer than this (bytes) are not worth waiting for: lists of large authorities have some megabytes.
    package var maximumLength: Int {
        switch kind {
        case .ocsp: 64 << 10
        case .list: 64 << 20
        }
    }

    /// What may be fetched once at a time: an answer about one certificate, or a list for all of an issuer.
    var key: String {
        switch kind {
        case .ocsp: url + " " + certificate.fingerprint
        case .list: url
        }
    }
}
