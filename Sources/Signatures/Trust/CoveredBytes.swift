/// Bytes that a valid signature covers.
///
/// Made by verification only (the initializer is not visible outside this module), so that whoever asks for
/// `CoveredBytes` cannot be handed anything else.
package struct CoveredBytes: Hashable, Sendable {
    package let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }
}

extension CoveredPart {
    /// Describes covered bytes that are not XML; `uri` is what the family calls them (`content`, `message`).
    init(uri: String, bytes: [UInt8]) throws(SignaturesError) {
        self.init(
            uri: uri, path: nil, bytes: bytes.count, sha256: Hex.string(try Digest.of(bytes, .sha256)))
    }
}
