package import XMLTree

/// An element that a valid signature covers, as the signature covers it.
///
/// Only a verification can make one. Codecs take this and not the document, so that nothing can be read that was not
/// signed, whatever else the document holds (signature wrapping).
package struct CoveredElement: Hashable, Sendable {
    /// The element. Everything in it is covered but ``excluded``.
    package let element: XMLTree.Element
    /// Subtrees that are not covered: the enveloped signature itself.
    package let excluded: [XMLTree.Element]
    /// The reference's URI as written, or what a family covers by its own rule.
    package let uri: String
    /// How many canonical bytes went into the digest.
    package let byteCount: Int
    /// The digest of those bytes and its algorithm, equal to what the signature says.
    package let digest: [UInt8]
    package let digestAlgorithm: DigestAlgorithm
    /// SHA-256 of the same bytes.
    package let sha256: [UInt8]

    init(
        element: XMLTree.Element, excluded: [XMLTree.Element], uri: String, byteCount: Int, digest: [UInt8],
        digestAlgorithm: DigestAlgorithm, sha256: [UInt8]
    ) {
        self.element = element
        self.excluded = excluded
        self.uri = uri
        self.byteCount = byteCount
        self.digest = digest
        self.digestAlgorithm = digestAlgorithm
        self.sha256 = sha256
    }

    /// Whether `other` is covered with everything in it.
    package func covers(_ other: XMLTree.Element) -> Bool {
        element.contains(other) && !excluded.contains { $0.contains(other) }
    }

    /// The covered element as reports show it.
    package var part: CoveredPart {
        CoveredPart(uri: uri, path: element.path, bytes: byteCount, sha256: Hex.string(sha256))
    }
}
