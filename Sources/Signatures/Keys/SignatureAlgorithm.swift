/// How a digest is signed.
package enum SignatureAlgorithm: Hashable, Sendable {
    /// RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2).
    case rsaPKCS1(DigestAlgorithm)
    /// RSASSA-PSS (RFC 8017, section 8.1) with MGF1 over the same digest; the salt's length in bytes.
    case rsaPSS(DigestAlgorithm, saltLength: Int)
    /// ECDSA (FIPS 186-4, section 6).
    case ecdsa(DigestAlgorithm)

    /// The digest that is signed.
    package var digest: DigestAlgorithm {
        switch self {
        case .rsaPKCS1(let digest), .rsaPSS(let digest, _), .ecdsa(let digest): digest
        }
    }
}

/// How an ECDSA signature value is written.
package enum ECDSAEncoding: Hashable, Sendable {
    /// `SEQUENCE { r INTEGER, s INTEGER }` in DER (RFC 3279, section 2.2.3): X.509, CMS and the raw signatures of F2.
    case der
    /// r and s as unsigned big-endian numbers of the curve's length, one after the other (XMLDSig 1.1, section 6.4.3).
    case rawRS
}
