import CLibXML2

/// A parsed XML document that never changes.
///
/// `@unchecked Sendable`: the libxml2 tree is owned by this object alone, built before the object exists and freed with
/// it. Nothing in this module writes to it afterwards: elements, canonicalization, XPath and writing only follow its
/// pointers, and schema validation is driven by events, because libxml2's own walk over a tree registers `xs:ID` values
/// in it. A tree has its own dictionary, so two trees share no memory.
package final class XMLTree: @unchecked Sendable {
    let document: xmlDocPtr
    let rootNode: xmlNodePtr
    let source: SourceText
    /// Whether there are comments or processing instructions anywhere.
    let hasComments: Bool
    /// Elements that carry an attribute which may be an identifier, in document order.
    let identified: [xmlNodePtr]
    /// A namespace URI that is relative or not a URI: such a document has no canonical form
    /// (Canonical XML 1.0, section 1.3).
    let uncanonicalNamespace: String?

    init(
        document: xmlDocPtr, rootNode: xmlNodePtr, source: consuming SourceText, hasComments: Bool,
        identified: [xmlNodePtr], uncanonicalNamespace: String?
    ) {
        self.document = document
        self.rootNode = rootNode
        self.source = source
        self.hasComments = hasComments
        self.identified = identified
        self.uncanonicalNamespace = uncanonicalNamespace
    }

    deinit { xmlFreeDoc(document) }

    /// The document element.
    package var root: Element { Element(tree: self, node: rootNode) }

    /// The encoding of the bytes the tree was read from.
    package var encoding: XMLEncoding { source.encoding }

    /// Whether the bytes began with a byte order mark.
    package var hasByteOrderMark: Bool { source.hasByteOrderMark }
}
