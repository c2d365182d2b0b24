import CLibXML2

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes the canonical form of a document or of one element with all it holds, without excluded subtrees.
///
/// libxml2's own canonicalizer decides node by node through a callback whether a node belongs to the node-set and searches
/// namespaces upwards for each; a whole subtree needs neither. The bytes are the same (compared with libxml2 in tests),
/// except that namespace URIs are escaped as the specification says and libxml2 2.9 forgets.
struct Canonicalizer: ~Copyable {
    private var out: CanonicalOutput
    private let isExclusive: Bool
    private let withComments: Bool
    private let method: Canonicalization.Method
    /// Prefixes of an exclusive canonicalization that are treated inclusively; empty for the default namespace.
    private let inclusivePrefixes: [String]
    private let excluded: [xmlNodePtr]

    /// Namespaces written by ancestors in the output, innermost last.
    private var rendered: [Binding] = []
    /// The open elements that wrote namespaces, with how much of `rendered` each found when it began.
    private var marks: [(node: xmlNodePtr, count: Int)] = []
    private var pendingNamespaces: [Binding] = []
    private var pendingAttributes: [xmlAttrPtr] = []

    struct Binding {
        /// nil for the default namespace.
        var prefix: UnsafePointer<UInt8>?
        /// Zero-terminated, empty for none.
        var uri: UnsafePointer<UInt8>
    }

    init(_ canonicalization: Canonicalization, excluding: [xmlNodePtr], sink: @escaping (Span<UInt8>) -> Void) {
        out = CanonicalOutput(sink)
        method = canonicalization.method
        withComments = canonicalization.withComments
        excluded = excluding
        if case .exclusive(let prefixes) = canonicalization.method {
            isExclusive = true
            inclusivePrefixes = prefixes
        } else {
            isExclusive = false
            inclusivePrefixes = []
        }
    }

    /// The number of bytes written.
    consuming func finish() -> Int {
        out.flush()
        return out.total
    }

    // MARK: Document

    /// A document node with the document element, and comments and processing instructions beside it each on a line of
    /// its own (Canonical XML 1.0, section 2.3).
    mutating func write(document: xmlDocPtr, root: xmlNodePtr) {
        var isBefore = true
        var next = document.pointee.children
        while let node = next {
            switch node.pointee.type {
            case XML_ELEMENT_NODE where node == root:
                write(element: root)
                isBefore = false
            case XML_COMMENT_NODE where withComments, XML_PI_NODE:
                if !isBefore { out.write(0x0A) }
                write(other: node)
                if isBefore { out.write(0x0A) }
            default: break
            }
            next = node.pointee.next
        }
    }

    private mutating func write(other node: xmlNodePtr) {
        switch node.pointee.type {
        case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
            if let content = node.pointee.content { out.write(text: content) }
        case XML_COMMENT_NODE where withComments:
            out.write("<!--")
            if let content = node.pointee.content { out.write(name: content) }
            out.write("-->")
        case XML_PI_NODE:
            out.write("<?")
            if let name = node.pointee.name { out.write(name: name) }
            if let content = node.pointee.content, content.pointee != 0 {
                out.write(0x20)
                out.write(name: content)
            }
            out.write("?>")
        default: break
        }
    }

    // MARK: Element

    /// The element with everything in it, as the top of the output.
    mutating func write(element apex: xmlNodePtr) {
        guard !excluded.contains(apex) else { return }
        open(apex, isApex: true)
        var current = apex
        var next = apex.pointee.children
        while true {
            if let node = next {
                if node.pointee.type == XML_ELEMENT_NODE {
                    if !excluded.isEmpty, excluded.contains(node) {
                        next = node.pointee.next
                    } else {
                        open(node, isApex: false)
                        current = node
                        next = node.pointee.children
                    }
                } else {
                    write(other: node)
                    next = node.pointee.next
                }
            } else {
                close(current)
                guard current != apex, let parent = current.pointee.parent else { return }
                next = current.pointee.next
                current = parent
            }
        }
    }

    private mutating func open(_ node: xmlNodePtr, isApex: Bool) {
        let count = rendered.count
        out.write(0x3C)
        writeName(of: node)
        if isExclusive {
            if node.pointee.ns != nil || node.pointee.properties != nil || !rendered.isEmpty
                || !inclusivePrefixes.isEmpty
            {
                gatherExclusive(node)
            }
        } else if isApex {
            gatherInScope(node)
        } else if node.pointee.nsDef != nil {
            gatherDeclared(node)
        }
        if !pendingNamespaces.isEmpty {
            marks.append((node, count))
            writeNamespaces()
        }
        if isApex, !isExclusive, method == .inclusive11 {
            writeAttributes11(node)
        } else if isApex, !isExclusive {
            gatherAttributes(node)
            gatherInheritedAttributes(node)
            writeAttributes()
        } else if node.pointee.properties != nil {
            gatherAttributes(node)
            writeAttributes()
        }
        out.write(0x3E)
    }

    private mutating func close(_ node: xmlNodePtr) {
        out.write("</")
        writeName(of: node)
        out.write(0x3E)
        if let mark = marks.last, mark.node == node {
            rendered.removeLast(rendered.count - mark.count)
            marks.removeLast()
        }
    }

    @inline(__always)
    private mutating func writeName(of node: xmlNodePtr) {
        if let prefix = node.pointee.ns?.pointee.prefix {
            out.write(name: prefix)
            out.write(0x3A)
        }
        if let name = node.pointee.name { out.write(name: name) }
    }

    // MARK: Namespaces

    /// Inclusive, inside: the declarations on the element that differ from what its ancestors wrote.
    private mutating func gatherDeclared(_ node: xmlNodePtr) {
        var next = node.pointee.nsDef
        while let namespace = next {
            render(Binding(namespace))
            next = namespace.pointee.next
        }
    }

    /// Inclusive, top element: every namespace in scope, those of ancestors included.
    private mutating func gatherInScope(_ node: xmlNodePtr) {
        var seen: [UnsafePointer<UInt8>?] = []
        var level: xmlNodePtr? = node
        while let element = level, element.pointee.type == XML_ELEMENT_NODE {
            var next = element.pointee.nsDef
            while let namespace = next {
                let binding = Binding(namespace)
                if !seen.contains(where: { isSameName($0, binding.prefix) }) {
                    seen.append(binding.prefix)
                    render(binding)
                }
                next = namespace.pointee.next
            }
            level = element.pointee.parent
        }
    }

    /// Exclusive: the namespaces that the element's name and its attributes' names use, and the inclusive prefixes.
    private mutating func gatherExclusive(_ node: xmlNodePtr) {
        if let namespace = node.pointee.ns {
            render(Binding(namespace))
        } else {
            render(Binding(prefix: nil, uri: Binding.none))
        }
        var next = node.pointee.properties
        while let attribute = next {
            if let namespace = attribute.pointee.ns { render(Binding(namespace)) }
            next = attribute.pointee.next
        }
        for prefix in inclusivePrefixes {
            if let namespace = Canonicalizer.inScope(prefix, at: node) { render(Binding(namespace)) }
        }
    }

    /// The declaration of a prefix that is in force at an element; the empty prefix is the default namespace.
    private static func inScope(_ prefix: String, at node: xmlNodePtr) -> xmlNsPtr? {
        var level: xmlNodePtr? = node
        while let element = level, element.pointee.type == XML_ELEMENT_NODE {
            var next = element.pointee.nsDef
            while let namespace = next {
                let matches = namespace.pointee.prefix.map { UnsafePointer($0).isEqual(to: prefix) } ?? prefix.isEmpty
                if matches { return namespace }
                next = namespace.pointee.next
            }
            level = element.pointee.parent
        }
        return nil
    }

    /// Queues a namespace for output unless an ancestor in the output has it, or it is `xmlns=""` where there is nothing
    /// to undo, or the `xml` prefix.
    private mutating func render(_ binding: Binding) {
        if let prefix = binding.prefix, prefix[0] == 0x78, prefix[1] == 0x6D, prefix[2] == 0x6C, prefix[3] == 0 {
            return
        }
        var index = rendered.count - 1
        while index >= 0 {
            if isSameName(rendered[index].prefix, binding.prefix) {
                if isSameURI(rendered[index].uri, binding.uri) { return }
                break
            }
            index -= 1
        }
        if index < 0, binding.prefix == nil, binding.uri[0] == 0 { return }
        rendered.append(binding)
        pendingNamespaces.append(binding)
    }

    private mutating func writeNamespaces() {
        if pendingNamespaces.count > 1 {
            pendingNamespaces.sort { a, b in
                guard let b = b.prefix else { return false }
                guard let a = a.prefix else { return true }
                return compare(a, b) < 0
            }
        }
        for binding in pendingNamespaces {
            if let prefix = binding.prefix {
                out.write(" xmlns:")
                out.write(name: prefix)
                out.write("=\"")
            } else {
                out.write(" xmlns=\"")
            }
            out.write(attributeValue: binding.uri)
            out.write(0x22)
        }
        pendingNamespaces.removeAll(keepingCapacity: true)
    }

    // MARK: Attributes

    private mutating func gatherAttributes(_ node: xmlNodePtr) {
        var next = node.pointee.properties
        while let attribute = next {
            pendingAttributes.append(attribute)
            next = attribute.pointee.next
        }
    }

    /// Canonical XML 1.0: the top element takes every attribute in the `xml` namespace from its ancestors that it does not
    /// have itself, the nearest first.
    private mutating func gatherInheritedAttributes(_ node: xmlNodePtr) {
        var level = node.pointee.parent
        while let element = level, element.pointee.type == XML_ELEMENT_NODE {
            var next = element.pointee.properties
            while let attribute = next {
                if attribute.pointee.isInXMLNamespace,
                    !pendingAttributes.contains(where: {
                        $0.pointee.isInXMLNamespace && isSameName($0.pointee.name, attribute.pointee.name)
                    })
                {
                    pendingAttributes.append(attribute)
                }
                next = attribute.pointee.next
            }
            level = element.pointee.parent
        }
    }

    private mutating func writeAttributes() {
        sortPendingAttributes()
        for attribute in pendingAttributes { write(attribute, value: nil) }
        pendingAttributes.removeAll(keepingCapacity: true)
    }

    private mutating func sortPendingAttributes() {
        guard pendingAttributes.count > 1 else { return }
        pendingAttributes.sort { a, b in
            let byURI = compare(a.pointee.uriOrEmpty, b.pointee.uriOrEmpty)
            guard byURI == 0, let nameA = a.pointee.name, let nameB = b.pointee.name else { return byURI < 0 }
            return compare(nameA, nameB) < 0
        }
    }

    private mutating func write(_ attribute: xmlAttrPtr, value: String?) {
        out.write(0x20)
        if let prefix = attribute.pointee.ns?.pointee.prefix {
            out.write(name: prefix)
            out.write(0x3A)
        }
        if let name = attribute.pointee.name { out.write(name: name) }
        out.write("=\"")
        if let value {
            write(value)
        } else if let child = attribute.pointee.children {
            if child.pointee.next == nil, child.pointee.isText {
                if let content = child.pointee.content { out.write(attributeValue: content) }
            } else {
                write(attribute.pointee.value)
            }
        }
        out.write(0x22)
    }

    private mutating func write(_ value: String) {
        var bytes = ContiguousArray(value.utf8)
        bytes.append(0)
        bytes.withUnsafeBufferPointer { if let start = $0.baseAddress { out.write(attributeValue: start) } }
    }

    /// Canonical XML 1.1: `xml:lang` and `xml:space` are inherited, `xml:id` is not, and `xml:base` is joined with those of
    /// the ancestors left out (section 2.4).
    private mutating func writeAttributes11(_ node: xmlNodePtr) {
        gatherAttributes(node)
        for name in ["lang", "space"] where !pendingAttributes.contains(where: { $0.pointee.isXML(name) }) {
            if let inherited = node.inheritedXMLAttribute(name) { pendingAttributes.append(inherited) }
        }
        var base: (attribute: xmlAttrPtr, value: String)?
        let own = pendingAttributes.first { $0.pointee.isXML("base") }
        if let attribute = own ?? node.inheritedXMLAttribute("base") {
            if own == nil { pendingAttributes.append(attribute) }
            base = (attribute, joinedBase(of: attribute))
        }
        sortPendingAttributes()
        for attribute in pendingAttributes {
            if let base, base.attribute == attribute {
                if !base.value.isEmpty { write(attribute, value: base.value) }
            } else {
                write(attribute, value: nil)
            }
        }
        pendingAttributes.removeAll(keepingCapacity: true)
    }

    /// The value of `xml:base` resolved against the values on the elements around its own.
    private func joinedBase(of attribute: xmlAttrPtr) -> String {
        var result = attribute.pointee.value
        var level = attribute.pointee.parent?.pointee.parent
        while let element = level, element.pointee.type == XML_ELEMENT_NODE {
            var next = element.pointee.properties
            while let candidate = next {
                if candidate.pointee.isXML("base") {
                    var base = candidate.pointee.value
                    // A base that ends in `..` names a folder.
                    if base.hasSuffix("..") { base += "/" }
                    if let joined = xmlBuildURI(result, base) {
                        result = String(cString: joined)
                        CLibXML2_free(joined)
                    }
                }
                next = candidate.pointee.next
            }
            level = element.pointee.parent
        }
        return result
    }
}

// MARK: - Comparing names

extension Canonicalizer.Binding {
    init(_ namespace: xmlNsPtr) {
        prefix = namespace.pointee.prefix.map { UnsafePointer($0) }
        uri = namespace.pointee.href.map { UnsafePointer($0) } ?? Self.none
    }

    /// The value of `xmlns=""`.
    static var none: UnsafePointer<UInt8> { StaticString("").utf8Start }
}

/// Byte order is the order of code points in UTF-8, which canonical XML sorts by.
@inline(__always)
private func compare(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>) -> Int32 {
    a == b
        ? 0
        : strcmp(
            UnsafeRawPointer(a).assumingMemoryBound(to: CChar.self),
            UnsafeRawPointer(b).assumingMemoryBound(to: CChar.self))
}

@inline(__always)
private func isSameName(_ a: UnsafePointer<UInt8>?, _ b: UnsafePointer<UInt8>?) -> Bool {
    guard let a, let b else { return a == b }
    return compare(a, b) == 0
}

@inline(__always)
private func isSameURI(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>) -> Bool { compare(a, b) == 0 }

extension xmlAttr {
    var uriOrEmpty: UnsafePointer<UInt8> { ns?.pointee.href.map { UnsafePointer($0) } ?? Canonicalizer.Binding.none }

    /// Whether the attribute's prefix is `xml`, which is bound to one namespace alone.
    var isInXMLNamespace: Bool {
        guard let prefix = ns?.pointee.prefix else { return false }
        return prefix[0] == 0x78 && prefix[1] == 0x6D && prefix[2] == 0x6C && prefix[3] == 0
    }

    func isXML(_ localName: String) -> Bool { isInXMLNamespace && name.isEqual(to: localName) }
}

extension UnsafeMutablePointer where Pointee == xmlNode {
    /// The nearest attribute `xml:name` on an element around this one.
    func inheritedXMLAttribute(_ name: String) -> xmlAttrPtr? {
        var level = pointee.parent
        while let element = level, element.pointee.type == XML_ELEMENT_NODE {
            var next = element.pointee.properties
            while let attribute = next {
                if attribute.pointee.isXML(name) { return attribute }
                next = attribute.pointee.next
            }
            level = element.pointee.parent
        }
        return nil
    }
}
