import CLibXML2

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

// Small readings of libxml2's structures, used all over this module.

extension UnsafeMutablePointer where Pointee == xmlNode {
    /// This node if it is an element, else the next sibling that is.
    var elementFromHere: xmlNodePtr? {
        var next: xmlNodePtr? = self
        while let node = next, node.pointee.type != XML_ELEMENT_NODE { next = node.pointee.next }
        return next
    }

    /// The element that follows this one in document order without leaving `top`.
    func elementAfter(inside top: xmlNodePtr) -> xmlNodePtr? {
        if let child = pointee.children?.elementFromHere { return child }
        var current = self
        while current != top {
            if let sibling = current.pointee.next?.elementFromHere { return sibling }
            guard let parent = current.pointee.parent, parent.pointee.type == XML_ELEMENT_NODE else { return nil }
            current = parent
        }
        return nil
    }

    /// The elements from the document element down to this one.
    var lineage: [xmlNodePtr] {
        var result: [xmlNodePtr] = []
        var next: xmlNodePtr? = self
        while let node = next, node.pointee.type == XML_ELEMENT_NODE {
            result.append(node)
            next = node.pointee.parent
        }
        return result.reversed()
    }

    var path: String {
        lineage.map { node in
            let name = node.qualifiedName
            var (index, count) = (1, 1)
            var next = node.pointee.prev
            while let sibling = next {
                if sibling.hasSameName(as: node) {
                    index += 1
                    count += 1
                }
                next = sibling.pointee.prev
            }
            next = node.pointee.next
            while let sibling = next {
                if sibling.hasSameName(as: node) { count += 1 }
                next = sibling.pointee.next
            }
            return count > 1 ? "/\(name)[\(index)]" : "/\(name)"
        }.joined()
    }

    private var qualifiedName: String {
        let name = String(cString: pointee.name)
        return pointee.ns?.pointee.prefix.map { String(cString: $0) + ":" + name } ?? name
    }

    private func hasSameName(as other: xmlNodePtr) -> Bool {
        pointee.type == XML_ELEMENT_NODE && xmlStrEqual(pointee.name, other.pointee.name) == 1
            && xmlStrEqual(pointee.ns?.pointee.prefix, other.pointee.ns?.pointee.prefix) == 1
    }
}

extension xmlNode {
    var isText: Bool { type == XML_TEXT_NODE || type == XML_CDATA_SECTION_NODE }
}

extension xmlNs {
    /// The URI; nil for `xmlns=""`.
    var uri: String? {
        guard let href, href[0] != 0 else { return nil }
        return String(cString: href)
    }
}

extension Optional where Wrapped == UnsafeMutablePointer<xmlNs> {
    func isURI(_ uri: String?) -> Bool {
        guard let href = self?.pointee.href, href[0] != 0 else { return uri == nil }
        return uri.map { UnsafePointer(href).isEqual(to: $0) } ?? false
    }
}

extension xmlAttr {
    /// The attribute's value; without entities in the document it is one text node.
    var value: String {
        guard let child = children else { return "" }
        if child.pointee.next == nil, child.pointee.isText { return child.pointee.content.string }
        guard let whole = xmlNodeListGetString(doc, child, 1) else { return "" }
        defer { CLibXML2_free(whole) }
        return String(cString: whole)
    }
}

extension Optional where Wrapped == UnsafeMutablePointer<xmlChar> {
    var string: String { map { String(cString: $0) } ?? "" }
}

extension UnsafePointer where Pointee == xmlChar {
    func isEqual(to string: String) -> Bool {
        string.withCString { strcmp(UnsafeRawPointer(self).assumingMemoryBound(to: CChar.self), $0) == 0 }
    }
}

extension Optional where Wrapped == UnsafePointer<xmlChar> {
    func isEqual(to string: String) -> Bool { self?.isEqual(to: string) ?? false }
}
