/// Bytes that a valid signature covers.
///
/// Made by verification only (the initializer is not visible outside this module), so that whoever asks for
/// `CoveredBytes` cannot be handed anything else.
package struct CoveredBytes: Hashable, Sendable {
    package let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }
}

extension CoveredPart {
    /// Describes covered bytes that are not XML; `uri` is what the family calls them (`content`, `message`), `known` their
    /// SHA-256 where it was computed already.
    init(uri: String, bytes: [UInt8], known: [UInt8]? = nil) throws(SignaturesError) {
        let digest: [UInt8]
        if let known { digest = known } else { digest = try Digest.of(bytes, .sha256) }
        self.init(uri: uri, path: nil, bytes: bytes.count, sha256: Hex.string(digest))
    }
}
