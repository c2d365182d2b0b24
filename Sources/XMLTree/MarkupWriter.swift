import CLibXML2

/// Writes nodes of a tree as they are: names, declarations and attributes in their order, values escaped so that they are
/// read back the same.
struct MarkupWriter: ~Copyable {
    private var out: CanonicalOutput
    private let excluded: [xmlNodePtr]

    init(excluding: [xmlNodePtr] = [], sink: @escaping (Span<UInt8>) -> Void) {
        out = CanonicalOutput(sink)
        excluded = excluding
    }

    consuming func finish() { out.flush() }

    mutating func write(declaration isWanted: Bool) {
        if isWanted { out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") }
    }

    mutating func write(raw bytes: UnsafeBufferPointer<UInt8>) {
        if let start = bytes.baseAddress { out.write(start, bytes.count) }
    }

    /// The document's nodes, those beside the document element each on a line of its own.
    mutating func write(document: xmlDocPtr) {
        var next = document.pointee.children
        while let node = next {
            if node.pointee.type == XML_ELEMENT_NODE { write(element: node) } else { write(other: node) }
            next = node.pointee.next
            if next != nil { out.write(0x0A) }
        }
    }

    /// An element with all it holds.
    ///
    /// - Parameters:
    ///   - top: the element.
    ///   - declarations: namespace declarations (prefix, URI) to add to its start tag.
    mutating func write(element top: xmlNodePtr, declarations: [(prefix: String, uri: String)] = []) {
        open(top, declarations)
        guard top.pointee.children != nil else { return }
        var current = top
        var next = top.pointee.children
        while true {
            if let node = next {
                if node.pointee.type != XML_ELEMENT_NODE {
                    write(other: node)
                    next = node.pointee.next
                } else if excluded.contains(node) {
                    next = node.pointee.next
                } else {
                    open(node, [])
                    if node.pointee.children != nil {
                        current = node
                        next = node.pointee.children
                    } else {
                        next = node.pointee.next
                    }
                }
            } else {
                out.write("</")
                writeName(current.pointee.ns, current.pointee.name)
                out.write(0x3E)
                guard current != top, let parent = current.pointee.parent else { return }
                next = current.pointee.next
                current = parent
            }
        }
    }

    private mutating func open(_ node: xmlNodePtr, _ declarations: [(prefix: String, uri: String)]) {
        out.write(0x3C)
        writeName(node.pointee.ns, node.pointee.name)
        for (prefix, uri) in declarations {
            write(" xmlns" + (prefix.isEmpty ? "" : ":" + prefix) + "=\"")
            write(attributeValue: uri)
            out.write(0x22)
        }
        var namespace = node.pointee.nsDef
        while let current = namespace {
            if let prefix = current.pointee.prefix {
                out.write(" xmlns:")
                out.write(name: prefix)
            } else {
                out.write(" xmlns")
            }
            out.write("=\"")
            if let uri = current.pointee.href { out.write(attributeValue: uri) }
            out.write(0x22)
            namespace = current.pointee.next
        }
        var attribute = node.pointee.properties
        while let current = attribute {
            out.write(0x20)
            writeName(current.pointee.ns, current.pointee.name)
            out.write("=\"")
            write(attributeValue: current.pointee.value)
            out.write(0x22)
            attribute = current.pointee.next
        }
        out.write(node.pointee.children == nil ? "/>" : ">")
    }

    private mutating func writeName(_ namespace: xmlNsPtr?, _ name: UnsafePointer<xmlChar>?) {
        if let prefix = namespace?.pointee.prefix {
            out.write(name: prefix)
            out.write(0x3A)
        }
        if let name { out.write(name: name) }
    }

    private mutating func write(other node: xmlNodePtr) {
        switch node.pointee.type {
        case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
            if let content = node.pointee.content { out.write(text: content) }
        case XML_COMMENT_NODE:
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

    mutating func write(_ string: String) {
        var string = string
        string.withUTF8 { write(raw: $0) }
    }

    mutating func write(attributeValue string: String) {
        string.withCString { characters in
            characters.withMemoryRebound(to: UInt8.self, capacity: string.utf8.count + 1) {
                out.write(attributeValue: $0)
            }
        }
    }

    mutating func write(text string: String) {
        string.withCString { characters in
            characters.withMemoryRebound(to: UInt8.self, capacity: string.utf8.count + 1) { out.write(text: $0) }
        }
    }
}

extension XMLTree {
    /// The document as UTF-8, without the given subtrees. Its canonical forms are those of the tree without them.
    package func serialized(excluding: [Element] = [], declaration: Bool = true) -> [UInt8] {
        var bytes: [UInt8] = []
        withoutActuallyEscaping({ (span: Span<UInt8>) in
            span.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        }) { sink in
            var writer = MarkupWriter(excluding: excluding.map(\.node), sink: sink)
            writer.write(declaration: declaration)
            writer.write(document: document)
            writer.finish()
        }
        return bytes
    }

    /// A tree of its own without the given subtrees. Lines and columns are those of ``serialized(excluding:declaration:)``.
    package func copy(removing elements: [Element]) throws(XMLError) -> XMLTree {
        guard !elements.contains(root) else { throw XMLError(.notWritable, "nothing is left of the document") }
        let unlimited = ParseLimits(bytes: .max, depth: .max, attributesPerElement: .max, nodes: .max)
        return try XMLTree(parsing: serialized(excluding: elements), limits: unlimited)
    }
}
