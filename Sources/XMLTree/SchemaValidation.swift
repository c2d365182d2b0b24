import CLibXML2

/// One validation of an element: libxml2's validator is told of start tags, text and end tags in turn.
///
/// Driving it by events leaves the tree untouched (its walk over trees registers identifiers in them), makes it possible to
/// leave out elements without copying, and says exactly at which element a complaint arose.
struct SchemaValidation {
    private let ignored: Set<xmlNodePtr>
    private var current: xmlNodePtr?
    private var found: [(node: xmlNodePtr, problem: XMLSchemaProblem)] = []
    private var fault: String?

    init(ignoring: [xmlNodePtr]) { ignored = Set(ignoring) }

    mutating func run(_ schema: xmlSchemaPtr, over element: XMLTree.Element) {
        guard let context = xmlSchemaNewValidCtxt(schema) else {
            fault = "no memory for validation"
            return
        }
        defer { xmlSchemaFreeValidCtxt(context) }
        var handlers: UnsafeMutablePointer<xmlSAXHandler>?
        var user: UnsafeMutableRawPointer?
        guard let plug = xmlSchemaSAXPlug(context, &handlers, &user) else {
            fault = "the validator cannot be driven"
            return
        }
        defer { xmlSchemaSAXUnplug(plug) }
        guard let sax = handlers?.pointee else {
            fault = "the validator cannot be driven"
            return
        }
        withUnsafeMutablePointer(to: &self) { validation in
            xmlSchemaSetValidStructuredErrors(
                context,
                { validation, error in
                    guard let error else { return }
                    validation?.assumingMemoryBound(to: SchemaValidation.self).pointee.note(error.pointee)
                }, validation)
            SchemaEvents(sax: sax, user: user).send(
                element.node, ignoring: validation.pointee.ignored, at: &validation.pointee.current)
        }
        if xmlSchemaIsValid(context) < 0 { fault = "the validator failed" }
    }

    private mutating func note(_ error: xmlError) {
        guard let node = current else { return }
        let text = (error.message.map { String(cString: $0) } ?? "").trimmingLineEnd
        let problem = XMLSchemaProblem(code: error.code, message: text, element: String(cString: node.pointee.name))
        // libxml2 says of a value that breaks a facet also that it is not of its type: one problem, not two.
        if problem.code == .type, let last = found.last, last.node == node, last.problem.attribute == problem.attribute,
            last.problem.facet != nil
        {
            found[found.count - 1].problem.type = problem.type
            return
        }
        found.append((node, problem))
    }

    /// The problems with the places they are at.
    func finish(in tree: XMLTree) -> [XMLSchemaProblem] {
        var result: [XMLSchemaProblem] = []
        if !found.isEmpty {
            let positions = tree.positions(of: Set(found.map(\.node)))
            for (node, problem) in found {
                var problem = problem
                problem.path = node.path
                problem.line = positions[node]?.line ?? xmlGetLineNo(node)
                problem.column = positions[node]?.column
                result.append(problem)
            }
        }
        if let fault {
            result.append(XMLSchemaProblem(code: .fault, message: fault, path: "/", line: 1))
        }
        return result
    }
}

/// Sends a subtree to the validator as the events a parser would send.
private struct SchemaEvents {
    let sax: xmlSAXHandler
    let user: UnsafeMutableRawPointer?

    func send(_ top: xmlNodePtr, ignoring ignored: Set<xmlNodePtr>, at current: inout xmlNodePtr?) {
        start(top, isTop: true, at: &current)
        var open = top
        var next = top.pointee.children
        while true {
            if let node = next {
                switch node.pointee.type {
                case XML_ELEMENT_NODE where ignored.contains(node):
                    next = node.pointee.next
                case XML_ELEMENT_NODE:
                    start(node, isTop: false, at: &current)
                    open = node
                    next = node.pointee.children
                case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
                    if let content = node.pointee.content { sax.characters(user, content, xmlStrlen(content)) }
                    next = node.pointee.next
                default:
                    next = node.pointee.next
                }
            } else {
                sax.endElementNs(user, open.pointee.name, open.pointee.ns?.pointee.prefix, uri(of: open.pointee.ns))
                guard open != top, let parent = open.pointee.parent else { return }
                current = parent
                next = open.pointee.next
                open = parent
            }
        }
    }

    private func start(_ node: xmlNodePtr, isTop: Bool, at current: inout xmlNodePtr?) {
        current = node
        var namespaces: [UnsafePointer<xmlChar>?] = []
        var level: xmlNodePtr? = node
        var known: Set<String> = []
        while let element = level, element.pointee.type == XML_ELEMENT_NODE {
            var next = element.pointee.nsDef
            while let namespace = next {
                if !isTop || known.insert(namespace.pointee.prefix.map { String(cString: $0) } ?? "").inserted {
                    namespaces.append(namespace.pointee.prefix)
                    namespaces.append(namespace.pointee.href)
                }
                next = namespace.pointee.next
            }
            level = isTop ? element.pointee.parent : nil
        }
        var attributes: [UnsafePointer<xmlChar>?] = []
        var composed: [UnsafeMutablePointer<xmlChar>] = []
        var next = node.pointee.properties
        while let attribute = next {
            attributes += [attribute.pointee.name, attribute.pointee.ns?.pointee.prefix, uri(of: attribute.pointee.ns)]
            let child = attribute.pointee.children
            if let child, child.pointee.next == nil, child.pointee.isText, let content = child.pointee.content {
                attributes += [UnsafePointer(content), UnsafePointer(content + Int(xmlStrlen(content)))]
            } else if let whole = xmlStrdup(attribute.pointee.value) {
                composed.append(whole)
                attributes += [UnsafePointer(whole), UnsafePointer(whole + Int(xmlStrlen(whole)))]
            }
            next = attribute.pointee.next
        }
        namespaces.withUnsafeMutableBufferPointer { namespaces in
            attributes.withUnsafeMutableBufferPointer { attributes in
                sax.startElementNs(
                    user, node.pointee.name, node.pointee.ns?.pointee.prefix, uri(of: node.pointee.ns),
                    Int32(namespaces.count / 2), namespaces.baseAddress, Int32(attributes.count / 5), 0,
                    attributes.baseAddress)
            }
        }
        composed.forEach { CLibXML2_free($0) }
    }

    private func uri(of namespace: xmlNsPtr?) -> UnsafePointer<xmlChar>? {
        guard let href = namespace?.pointee.href, href[0] != 0 else { return nil }
        return UnsafePointer(href)
    }
}
