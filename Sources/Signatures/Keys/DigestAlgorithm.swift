import COpenSSL

/// A digest algorithm that signatures in the field use.
///
/// SHA-1 is here to be recognised and, where a partner's policy names the exception, computed (DESIGN.md, section 6).
package enum DigestAlgorithm: String, Hashable, Sendable, Codable, CaseIterable {
    case sha1 = "SHA-1"
    case sha256 = "SHA-256"
    case sha384 = "SHA-384"
    case sha512 = "SHA-512"

    /// Length of a digest in bytes (FIPS 180-4, figure 1).
    package var length: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// The object identifier (RFC 8017, appendix B.1).
    package var oid: String {
        switch self {
        case .sha1: "1.3.14.3.2.26"
        case .sha256: "2.16.840.1.101.3.4.2.1"
        case .sha384: "2.16.840.1.101.3.4.2.2"
        case .sha512: "2.16.840.1.101.3.4.2.3"
        }
    }

    /// The algorithm with this object identifier; nil for any other.
    package init?(oid: String) {
        guard let match = DigestAlgorithm.allCases.first(where: { $0.oid == oid }) else { return nil }
        self = match
    }

    /// OpenSSL's number for it.
    var nid: Int32 {
        switch self {
        case .sha1: NID_sha1
        case .sha256: NID_sha256
        case .sha384: NID_sha384
        case .sha512: NID_sha512
        }
    }

    init?(nid: Int32) {
        guard let match = DigestAlgorithm.allCases.first(where: { $0.nid == nid }) else { return nil }
        self = match
    }
}
