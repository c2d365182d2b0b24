/// How much a document may hold. The limits are checked on the bytes before a tree is built, so that a document made to
/// exhaust memory or time costs one pass over its bytes and nothing else.
package struct ParseLimits: Hashable, Sendable {
    /// Bytes of the document as received.
    package var bytes: Int
    /// Elements inside each other, the document element being 1.
    package var depth: Int
    /// Attributes and namespace declarations of one element. libxml2 2.9 compares each with each.
    package var attributesPerElement: Int
    /// Elements, attributes, comments and processing instructions together. Each costs about 100 to 200 bytes of memory.
    package var nodes: Int

    package init(bytes: Int, depth: Int, attributesPerElement: Int, nodes: Int) {
        self.bytes = bytes
        self.depth = depth
        self.attributesPerElement = attributesPerElement
        self.nodes = nodes
    }

    /// What a message of any family may hold: 32 MiB (attachments travel inline as base64, reference/domain.md 1.9), and
    /// far more elements and depth than any published schema can produce.
    package static let standard = ParseLimits(bytes: 32 << 20, depth: 128, attributesPerElement: 128, nodes: 500_000)
}

/// What to do with a document type declaration.
package enum DoctypePolicy: Hashable, Sendable {
    /// Refuse the document. The only policy for anything received.
    case forbidden
    /// Read the internal subset (entities, default attributes, ID attributes) and load nothing from outside, under
    /// libxml2's own limits on entity expansion. For documents of other test suites that cannot be read otherwise.
    case internalSubset
}
