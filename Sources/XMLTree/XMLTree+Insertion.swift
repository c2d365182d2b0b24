import CLibXML2

/// Something to be written into a document that exists, at a place in it.
package enum XMLInsertion: Sendable {
    /// An attribute; the name and the value are escaped and checked.
    case attribute(XMLFragment.Attribute, on: XMLTree.Element)
    /// Markup as the last child of an element.
    case lastChild([UInt8], of: XMLTree.Element)
    /// Markup as the first child of an element.
    case firstChild([UInt8], of: XMLTree.Element)
    /// Markup as the next sibling of an element.
    case after([UInt8], XMLTree.Element)

    fileprivate var element: XMLTree.Element {
        switch self {
        case .attribute(_, let element), .lastChild(_, let element), .firstChild(_, let element),
            .after(_, let element):
            element
        }
    }
}

extension XMLTree {
    /// The document's bytes with things written into them; every other byte stays as it was received.
    ///
    /// A document that came in UTF-16 is written in UTF-8; a byte order mark is dropped.
    ///
    /// - Throws: ``XMLError/Code/notWritable`` for an attribute that cannot be written or is there already, a place in
    ///   another tree, or the place after the document element.
    package func inserting(_ insertions: [XMLInsertion]) throws(XMLError) -> [UInt8] {
        guard encoding == .utf8, document.pointee.intSubset == nil else {
            // The declaration names the old encoding, so the document is written anew; its canonical forms stay.
            let unlimited = ParseLimits(bytes: .max, depth: .max, attributesPerElement: .max, nodes: .max)
            let copy = try XMLTree(parsing: serialized(), limits: unlimited)
            return try copy.inserting(insertions.map { $0.moved(from: self, to: copy) })
        }
        let extents = extents(of: Set(insertions.map(\.element.node)))
        var edits: [(offset: Int, replaced: Int, bytes: [UInt8])] = []
        for insertion in insertions {
            guard insertion.element.tree === self, let extent = extents[insertion.element.node] else {
                throw XMLError(.notWritable, "a place in another document")
            }
            edits.append(try edit(insertion, extent))
        }
        var result: [UInt8] = []
        var position = 0
        // Stable: what is inserted at one place stays in the order given.
        for (_, edit) in edits.enumerated().sorted(by: {
            ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset)
        }) {
            result += source.bytes[position..<max(position, edit.offset)]
            result += edit.bytes
            position = max(position, edit.offset + edit.replaced)
        }
        return result + source.bytes[position...]
    }

    private func edit(
        _ insertion: XMLInsertion, _ extent: Extent
    ) throws(XMLError) -> (offset: Int, replaced: Int, bytes: [UInt8]) {
        switch insertion {
        case .attribute(let attribute, let element):
            guard !element.attributes.contains(where: { $0.localName == attribute.name && $0.prefix == nil }) else {
                throw XMLError(.notWritable, "\(attribute.name) is there already")
            }
            // Written through the writer for its checks: `<name attribute="value"/>` without the frame.
            let written = try XMLWriter.document(XMLFragment("x", attributes: [attribute]), declaration: false)
            return (extent.nameEnd, 0, Array(written.dropFirst(2).dropLast(2)))
        case .lastChild(let bytes, let element), .firstChild(let bytes, let element):
            guard extent.isEmpty else {
                if case .firstChild = insertion { return (extent.startTagEnd, 0, bytes) }
                return (extent.endTagStart, 0, bytes)
            }
            let name = Array(element.qualifiedName.utf8)
            let opened = [UInt8(ascii: ">")] + bytes + Array("</".utf8) + name + [UInt8(ascii: ">")]
            return (extent.startTagEnd - 2, 2, opened)
        case .after(let bytes, let element):
            guard element.parent != nil else { throw XMLError(.notWritable, "after the document element") }
            return (extent.end, 0, bytes)
        }
    }

    /// Where an element stands in the bytes.
    private struct Extent {
        /// At the `<` of the start tag.
        var start: Int
        var nameEnd: Int
        /// Behind the `>` of the start tag.
        var startTagEnd: Int
        var isEmpty: Bool
        /// At the `<` of the end tag.
        var endTagStart: Int
        /// Behind the whole element.
        var end: Int
    }

    /// The bytes of an element as received.
    func sourceText(of node: xmlNodePtr) -> [UInt8]? {
        guard document.pointee.intSubset == nil, let extent = extents(of: [node])[node] else { return nil }
        return Array(source.bytes[extent.start..<extent.end])
    }

    private func extents(of nodes: Set<xmlNodePtr>) -> [xmlNodePtr: Extent] {
        var result: [xmlNodePtr: Extent] = [:]
        var open: [xmlNodePtr] = []
        var next: xmlNodePtr? = rootNode
        let text = source.bytes
        try? MarkupScanner(text: text).forEach { offset, markup throws(XMLError) in
            switch markup {
            case .startTag(_, let isEmpty, let end):
                guard let node = next else { return false }
                next = node.elementAfter(inside: rootNode)
                if nodes.contains(node) {
                    let nameEnd = text[(offset + 1)..<end].firstIndex { $0 <= 0x20 || $0 == 0x2F || $0 == 0x3E } ?? end
                    result[node] = Extent(
                        start: offset, nameEnd: nameEnd, startTagEnd: end, isEmpty: isEmpty, endTagStart: end, end: end)
                }
                if !isEmpty { open.append(node) }
            case .endTag:
                guard let node = open.popLast() else { return false }
                if nodes.contains(node) {
                    result[node]?.endTagStart = offset
                    result[node]?.end = (text[offset...].firstIndex(of: 0x3E) ?? text.count - 1) + 1
                }
            case .comment, .processingInstruction, .doctype: break
            }
            return true
        }
        return result
    }
}

extension XMLInsertion {
    /// The same insertion at the same place of a copy.
    fileprivate func moved(from tree: XMLTree, to copy: XMLTree) -> XMLInsertion {
        func twin(_ element: XMLTree.Element) -> XMLTree.Element {
            guard element.tree === tree else { return element }
            for (old, new) in zip(tree.root.subtree, copy.root.subtree) where old == element { return new }
            return element
        }
        return switch self {
        case .attribute(let attribute, let element): .attribute(attribute, on: twin(element))
        case .lastChild(let bytes, let element): .lastChild(bytes, of: twin(element))
        case .firstChild(let bytes, let element): .firstChild(bytes, of: twin(element))
        case .after(let bytes, let element): .after(bytes, twin(element))
        }
    }
}
