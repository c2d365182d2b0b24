import CLibXML2

extension XMLTree {
    /// The elements an XPath 1.0 expression selects, in document order.
    ///
    /// For expressions given by operators (`nsw verify --covers`), never by a document.
    ///
    /// - Parameters:
    ///   - expression: must select a node-set of elements.
    ///   - namespaces: prefixes the expression uses. Those declared on the document element are known already.
    /// - Returns: the elements; a selected document node stands for the document element.
    /// - Throws: ``XMLError/Code/xpathInvalid``.
    package func elements(
        selectedBy expression: String, namespaces: [String: String] = [:]
    ) throws(XMLError) -> [Element] {
        guard let context = xmlXPathNewContext(document) else {
            throw XMLError(.internalFailure, "no memory for XPath")
        }
        defer { xmlXPathFreeContext(context) }
        context.pointee.opLimit = 5_000_000
        xmlXPathSetErrorHandler(context)
        var declared = rootNode.pointee.nsDef
        while let namespace = declared {
            if let prefix = namespace.pointee.prefix { xmlXPathRegisterNs(context, prefix, namespace.pointee.href) }
            declared = namespace.pointee.next
        }
        for (prefix, uri) in namespaces { xmlXPathRegisterNs(context, prefix, uri) }
        guard let result = xmlXPathEvalExpression(expression, context) else {
            throw XMLError(.xpathInvalid, "not an XPath expression: \(expression)")
        }
        defer { xmlXPathFreeObject(result) }
        guard result.pointee.type == XPATH_NODESET else {
            throw XMLError(.xpathInvalid, "selects no nodes: \(expression)")
        }
        guard let set = result.pointee.nodesetval else { return [] }
        xmlXPathNodeSetSort(set)
        var elements: [Element] = []
        for index in 0..<Int(set.pointee.nodeNr) {
            guard let node = set.pointee.nodeTab[index] else { continue }
            switch node.pointee.type {
            case XML_ELEMENT_NODE: elements.append(Element(tree: self, node: node))
            case XML_DOCUMENT_NODE: elements.append(root)
            default: throw XMLError(.xpathInvalid, "selects something other than elements: \(expression)")
            }
        }
        return elements
    }

    /// Keeps the library from printing errors: they are in the thrown error.
    private func xmlXPathSetErrorHandler(_ context: xmlXPathContextPtr) {
        context.pointee.error = { _, _ in }
    }
}
