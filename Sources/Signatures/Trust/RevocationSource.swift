/// Revocation information that has already been fetched.
///
/// Validation is synchronous and never waits for a network: what is missing is named in ``CertificateValidation/needs``,
/// and whoever fetches it adds it to the source and asks again.
package protocol RevocationSource: Sendable {
    /// Changes whenever something was added that could turn an earlier "good" into another answer.
    var generation: UInt64 { get }
    /// All lists at hand, whoever issued them.
    var lists: [CertificateRevocationList] { get }
    /// The OCSP answers at hand that may speak about this certificate.
    func answers(about certificate: X509Certificate) -> [OCSPResponse]
}

/// A source without anything: with revocation required, every answer is "unknown".
package struct NoRevocationSource: RevocationSource {
    package init() {}

    package var generation: UInt64 { 0 }
    package var lists: [CertificateRevocationList] { [] }

    package func answers(about certificate: X509Certificate) -> [OCSPResponse] { [] }
}
