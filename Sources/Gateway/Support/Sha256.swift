internal import Signatures

/// SHA-256 as the journal and the register write it: lower-case hexadecimal.
package enum Sha256 {
    /// - Throws: `SignaturesError` where OpenSSL can't digest.
    package static func hex(_ bytes: [UInt8]) throws -> String {
        Hex.string(try Digest.of(bytes, .sha256))
    }
}
