import CLibXML2

/// Mends two defects of published single-window schemas (reference/nsw-practice.md, 10).
enum SchemaRepair {
    /// The bytes of a schema document as libxml2 can compile it: as they are, unless one of the defects is there.
    ///
    /// - `targetNamespace=""`, in 20 published files: means no namespace and is not allowed to be written.
    /// - white space in the name of a declaration, in two: no element can have such a name.
    static func repaired(_ bytes: [UInt8], file: String) throws(XMLError) -> [UInt8] {
        let tree: XMLTree
        do throws(XMLError) {
            tree = try XMLTree(parsing: bytes, doctype: .internalSubset)
        } catch {
            throw XMLError(.schemaInvalid, "\(file): \(error.message)", line: error.line, column: error.column)
        }
        let hasEmptyNamespace = tree.root.attribute("targetNamespace") == ""
        let isSpaced = { (element: XMLTree.Element) in
            element.attribute("name").map { $0.contains(where: \.isWhitespace) } ?? false
        }
        guard hasEmptyNamespace || tree.root.subtree.contains(where: isSpaced) else { return bytes }
        guard let copy = xmlCopyDoc(tree.document, 1) else {
            throw XMLError(.internalFailure, "no memory for a schema")
        }
        defer { xmlFreeDoc(copy) }
        guard let root = xmlDocGetRootElement(copy) else { return bytes }
        if hasEmptyNamespace { xmlUnsetProp(root, "targetNamespace") }
        var next: xmlNodePtr? = root
        while let node = next {
            if let value = xmlGetNoNsProp(node, "name") {
                let name = String(cString: value)
                CLibXML2_free(value)
                if name.contains(where: \.isWhitespace) { xmlSetProp(node, "name", name.filter { !$0.isWhitespace }) }
            }
            next = node.elementAfter(inside: root)
        }
        var output: UnsafeMutablePointer<xmlChar>?
        var length: Int32 = 0
        xmlDocDumpMemoryEnc(copy, &output, &length, "UTF-8")
        defer { CLibXML2_free(output) }
        guard let output, length > 0 else { throw XMLError(.internalFailure, "no memory for a schema") }
        return Array(UnsafeBufferPointer(start: output, count: Int(length)))
    }
}
