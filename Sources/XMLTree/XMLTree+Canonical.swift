import CLibXML2

extension XMLTree {
    /// Streams the document's canonical form, without the given subtrees, into `sink`.
    ///
    /// - Returns: the number of bytes.
    /// - Throws: ``XMLError/Code/notCanonicalizable`` when there is no canonical form. Nothing has been passed to `sink`
    ///   then, and the digest of nothing must not be compared with anything.
    @discardableResult
    package func canonicalize(
        _ canonicalization: Canonicalization, excluding: [Element] = [], into sink: (Span<UInt8>) -> Void
    ) throws(XMLError) -> Int {
        try requireCanonicalForm()
        let count = withoutActuallyEscaping(sink) { sink in
            var canonicalizer = Canonicalizer(canonicalization, excluding: excluding.map(\.node), sink: sink)
            canonicalizer.write(document: document, root: rootNode)
            return canonicalizer.finish()
        }
        guard count > 0 else { throw XMLError(.notCanonicalizable, "nothing is left to canonicalize") }
        return count
    }

    /// The document's canonical form, without the given subtrees.
    package func canonicalBytes(
        _ canonicalization: Canonicalization, excluding: [Element] = []
    ) throws(XMLError) -> [UInt8] {
        var bytes: [UInt8] = []
        try canonicalize(canonicalization, excluding: excluding) { span in
            span.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// Canonical XML fails on relative namespace URIs anywhere in the document (Canonical XML 1.0, section 1.3).
    func requireCanonicalForm() throws(XMLError) {
        if let uncanonicalNamespace {
            throw XMLError(.notCanonicalizable, "namespace URI is not absolute: \(uncanonicalNamespace)")
        }
    }
}

extension XMLTree.Element {
    /// Streams the canonical form of this element and all it holds, without the given subtrees, into `sink`.
    ///
    /// Errors are those of ``XMLTree/canonicalize(_:excluding:into:)``.
    ///
    /// - Returns: the number of bytes.
    @discardableResult
    package func canonicalize(
        _ canonicalization: Canonicalization, excluding: [XMLTree.Element] = [], into sink: (Span<UInt8>) -> Void
    ) throws(XMLError) -> Int {
        try tree.requireCanonicalForm()
        let count = withoutActuallyEscaping(sink) { sink in
            var canonicalizer = Canonicalizer(canonicalization, excluding: excluding.map(\.node), sink: sink)
            canonicalizer.write(element: node)
            return canonicalizer.finish()
        }
        guard count > 0 else { throw XMLError(.notCanonicalizable, "nothing is left to canonicalize") }
        return count
    }

    /// The canonical form of this element and all it holds, without the given subtrees.
    package func canonicalBytes(
        _ canonicalization: Canonicalization, excluding: [XMLTree.Element] = []
    ) throws(XMLError) -> [UInt8] {
        var bytes: [UInt8] = []
        try canonicalize(canonicalization, excluding: excluding) { span in
            span.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        }
        return bytes
    }
}
