import CLibXML2

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension XMLTree {
    /// An element of a tree: the tree and a place in it. Two elements are equal when they are the same element of the
    /// same tree.
    ///
    /// `@unchecked Sendable`: the pointer is into a tree that never changes and that the element keeps alive.
    package struct Element: Hashable, @unchecked Sendable {
        package let tree: XMLTree
        let node: xmlNodePtr

        package static func == (lhs: Element, rhs: Element) -> Bool { lhs.node == rhs.node }

        package func hash(into hasher: inout Hasher) { hasher.combine(node) }
    }
}

// MARK: - Names and attributes

extension XMLTree.Element {
    /// The name without prefix.
    package var localName: String { String(cString: node.pointee.name) }

    /// The prefix as written, nil without one.
    package var prefix: String? { node.pointee.ns?.pointee.prefix.map { String(cString: $0) } }

    /// The namespace URI, nil for an element in no namespace.
    package var namespaceURI: String? { node.pointee.ns?.pointee.uri }

    /// The name as written, with its prefix.
    package var qualifiedName: String { prefix.map { $0 + ":" + localName } ?? localName }

    /// Whether this is the element `localName` in `namespaceURI`; nil means no namespace.
    package func isNamed(_ localName: String, namespace namespaceURI: String?) -> Bool {
        isNamed(localName) && node.pointee.ns.isURI(namespaceURI)
    }

    /// Whether the name without prefix is `localName`, whatever the namespace.
    package func isNamed(_ localName: String) -> Bool { node.pointee.name.isEqual(to: localName) }

    /// The attributes in the order they are written; namespace declarations are not among them.
    package var attributes: [XMLTree.Attribute] {
        var result: [XMLTree.Attribute] = []
        var next = node.pointee.properties
        while let attribute = next {
            result.append(XMLTree.Attribute(attribute))
            next = attribute.pointee.next
        }
        return result
    }

    /// The value of an attribute, nil when it is absent. `namespace` nil means an attribute without prefix.
    package func attribute(_ localName: String, namespace: String? = nil) -> String? {
        var next = node.pointee.properties
        while let attribute = next {
            if attribute.pointee.name.isEqual(to: localName), attribute.pointee.ns.isURI(namespace) {
                return attribute.pointee.value
            }
            next = attribute.pointee.next
        }
        return nil
    }
}

extension XMLTree {
    /// An attribute as read.
    package struct Attribute: Hashable, Sendable {
        package var localName: String
        package var prefix: String?
        package var namespaceURI: String?
        /// The value after normalization (XML 1.0, section 3.3.3).
        package var value: String

        init(_ attribute: xmlAttrPtr) {
            localName = String(cString: attribute.pointee.name)
            prefix = attribute.pointee.ns?.pointee.prefix.map { String(cString: $0) }
            namespaceURI = attribute.pointee.ns?.pointee.uri
            value = attribute.pointee.value
        }
    }
}

// MARK: - Walking

extension XMLTree.Element {
    /// The element around this one, nil for the document element.
    package var parent: XMLTree.Element? {
        guard let parent = node.pointee.parent, parent.pointee.type == XML_ELEMENT_NODE else { return nil }
        return XMLTree.Element(tree: tree, node: parent)
    }

    /// The child elements in document order.
    package var children: Children { Children(tree: tree, upcoming: node.pointee.children?.elementFromHere) }

    /// The first child element of this local name, whatever its namespace: single-window messages have none, and a
    /// reader that is tolerant of prefixes reads what its peers wrote (reference/domain.md 1.1).
    package func first(_ localName: String) -> XMLTree.Element? {
        var next = node.pointee.children?.elementFromHere
        while let child = next {
            if child.pointee.name.isEqual(to: localName) { return XMLTree.Element(tree: tree, node: child) }
            next = child.pointee.next?.elementFromHere
        }
        return nil
    }

    /// The first child element of this local name in this namespace; nil means no namespace.
    package func first(_ localName: String, namespace: String?) -> XMLTree.Element? {
        children.first { $0.isNamed(localName, namespace: namespace) }
    }

    /// All child elements of this local name, whatever their namespace.
    package func all(_ localName: String) -> [XMLTree.Element] {
        children.filter { $0.isNamed(localName) }
    }

    /// The element reached by going down by local names, the first one at each step.
    package func descend(_ localNames: String...) -> XMLTree.Element? {
        var element: XMLTree.Element? = self
        for name in localNames { element = element?.first(name) }
        return element
    }

    /// This element and everything below it, in document order.
    package var subtree: Subtree { Subtree(tree: tree, top: node, upcoming: node) }

    /// Whether `other` is this element or stands anywhere inside it.
    package func contains(_ other: XMLTree.Element) -> Bool {
        var next: xmlNodePtr? = other.node
        while let current = next {
            if current == node { return true }
            next = current.pointee.parent
        }
        return false
    }

    /// Whether this element's start tag stands before that of `other` in the same document.
    package func precedes(_ other: XMLTree.Element) -> Bool {
        let (mine, theirs) = (node.lineage, other.node.lineage)
        guard mine.first == theirs.first else { return false }
        for (a, b) in zip(mine, theirs) where a != b {
            var next = a.pointee.next
            while let sibling = next {
                if sibling == b { return true }
                next = sibling.pointee.next
            }
            return false
        }
        return mine.count < theirs.count
    }

    /// Child elements in document order.
    package struct Children: Sequence, IteratorProtocol {
        let tree: XMLTree
        var upcoming: xmlNodePtr?

        package mutating func next() -> XMLTree.Element? {
            guard let node = upcoming else { return nil }
            upcoming = node.pointee.next?.elementFromHere
            return XMLTree.Element(tree: tree, node: node)
        }
    }

    /// An element and everything below it, in document order.
    package struct Subtree: Sequence, IteratorProtocol {
        let tree: XMLTree
        let top: xmlNodePtr
        var upcoming: xmlNodePtr?

        package mutating func next() -> XMLTree.Element? {
            guard let node = upcoming else { return nil }
            upcoming = node.elementAfter(inside: top)
            return XMLTree.Element(tree: tree, node: node)
        }
    }
}

// MARK: - Place

extension XMLTree.Element {
    /// The line of the start tag, counted from 1.
    package var line: Int { xmlGetLineNo(node) }

    /// The exact line and column of the start tag's `<`. Costs a pass over the document.
    package var position: TextPosition? { tree.positions(of: [node])[node] }

    /// An XPath that names this element alone: names as written, and a number where siblings share the name.
    package var path: String { node.path }
}

extension XMLTree {
    /// Exact positions of several elements in one pass over the document.
    ///
    /// The n-th start tag of the bytes is the n-th element of the tree: entities, which could add more, are only read
    /// for foreign test documents, and there no position is given.
    func positions(of nodes: Set<xmlNodePtr>) -> [xmlNodePtr: TextPosition] {
        guard document.pointee.intSubset == nil else { return [:] }
        var result: [xmlNodePtr: TextPosition] = [:]
        var next: xmlNodePtr? = rootNode
        try? MarkupScanner(text: source.bytes).forEach { offset, markup throws(XMLError) in
            guard case .startTag = markup else { return true }
            guard let node = next, result.count < nodes.count else { return false }
            if nodes.contains(node) { result[node] = TextPosition(of: offset, in: source.bytes) }
            next = node.elementAfter(inside: rootNode)
            return true
        }
        return result
    }
}

// MARK: - Finding

extension XMLTree {
    /// All elements of this name, in document order. `namespace` nil means no namespace.
    package func elements(named localName: String, namespace: String?) -> [Element] {
        var found: [Element] = []
        localName.withCString { name in
            var next: xmlNodePtr? = rootNode
            while let node = next {
                if strcmp(UnsafeRawPointer(node.pointee.name).assumingMemoryBound(to: CChar.self), name) == 0,
                    node.pointee.ns.isURI(namespace)
                {
                    found.append(Element(tree: self, node: node))
                }
                next = node.elementAfter(inside: rootNode)
            }
        }
        return found
    }
}

// MARK: - Identifiers

extension XMLTree {
    /// The elements with an attribute of this value that is called `Id`, `ID`, `id` or `xml:id`, in document order.
    ///
    /// Attributes of these local names under other prefixes count as well, so that a caller who refuses more than one
    /// result refuses every document in which two readers could resolve the identifier differently. With
    /// ``DoctypePolicy/internalSubset`` attributes declared as IDs count too.
    package func elements(identifiedBy value: String) -> [Element] {
        identified.filter { node in
            var next = node.pointee.properties
            while let attribute = next {
                let isIdentifier =
                    attribute.pointee.atype == XML_ATTRIBUTE_ID
                    || ["Id", "ID", "id"].contains { attribute.pointee.name.isEqual(to: $0) }
                if isIdentifier, attribute.pointee.value == value { return true }
                next = attribute.pointee.next
            }
            return false
        }.map { Element(tree: self, node: $0) }
    }
}

// MARK: - Surroundings

extension XMLTree.Element {
    /// Elements around this one.
    package var depth: Int { node.lineage.count - 1 }

    /// Prefixes that elements around this one declare and it does not; empty for the default namespace.
    package var inheritedNamespacePrefixes: [String] {
        func declared(_ node: xmlNodePtr) -> [String] {
            var result: [String] = []
            var next = node.pointee.nsDef
            while let namespace = next {
                result.append(namespace.pointee.prefix.map { String(cString: $0) } ?? "")
                next = namespace.pointee.next
            }
            return result
        }
        let own = declared(node)
        return Set(node.lineage.dropLast().flatMap(declared)).filter { !own.contains($0) }.sorted()
    }

    /// The element as it was received, byte for byte (in UTF-8); nil where the place is not known.
    package var sourceText: [UInt8]? { tree.sourceText(of: node) }
}

extension XMLTree {
    /// The document as it was received, in UTF-8 without byte order mark.
    package var sourceText: [UInt8]? { Array(source.bytes) }
}
