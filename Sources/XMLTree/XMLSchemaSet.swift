import CLibXML2

/// A compiled XML Schema.
///
/// `@unchecked Sendable`: libxml2 only reads a compiled schema while it validates; every validation has a context of its
/// own. Schemas named in `xsi:schemaLocation` of a document are never loaded, because a schema is given.
package final class XMLSchemaSet: @unchecked Sendable {
    private let schema: xmlSchemaPtr

    /// Compiles schema files of a folder.
    ///
    /// Includes and imports are resolved inside the folder; nothing outside it and no network address is opened. Two
    /// defects of published packs are mended on the way (see `SchemaRepair`).
    ///
    /// - Parameters:
    ///   - folder: path of the folder.
    ///   - files: paths relative to the folder; each may have a target namespace of its own.
    /// - Throws: ``XMLError/Code/schemaInvalid`` with the compiler's first complaint.
    package init(folder: String, files: [String]) throws(XMLError) {
        LibraryState.prepare()
        let folder = try SchemaFolder(path: folder)
        schema = try folder.whileCurrent { () throws(XMLError) in
            guard let first = files.first else { throw XMLError(.schemaInvalid, "no schema file") }
            guard files.count > 1 else {
                return try XMLSchemaSet.compile(folder.read(first), url: SchemaFolder.url(of: first))
            }
            var parts: [XMLFragment] = []
            for file in files {
                let namespace = try XMLTree(parsing: folder.read(file)).root.attribute("targetNamespace")
                let location = XMLFragment.Attribute("schemaLocation", SchemaFolder.url(of: file))
                if let namespace {
                    parts.append(XMLFragment("import", attributes: [.init("namespace", namespace), location]))
                } else {
                    parts.append(XMLFragment("include", attributes: [location]))
                }
            }
            // XML Schema wants the includes first or last alike; imports of namespaces may stand anywhere among them.
            let joint = XMLFragment(
                "schema", attributes: [.init("xmlns", "http://www.w3.org/2001/XMLSchema")], parts)
            return try XMLSchemaSet.compile(
                XMLWriter.document(joint), url: SchemaFolder.url(of: "joint.xsd"))
        }
    }

    deinit { xmlSchemaFree(schema) }

    private static func compile(_ bytes: [UInt8], url: String) throws(XMLError) -> xmlSchemaPtr {
        let document = bytes.withUnsafeBytes { bytes in
            xmlReadMemory(
                bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count), url, nil,
                Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue))
        }
        guard let document else { throw XMLError(.schemaInvalid, "not well-formed: \(url)") }
        defer { xmlFreeDoc(document) }
        guard let context = xmlSchemaNewDocParserCtxt(document) else {
            throw XMLError(.internalFailure, "no memory for a schema")
        }
        defer { xmlSchemaFreeParserCtxt(context) }
        var complaints = SchemaComplaints()
        let compiled = withUnsafeMutablePointer(to: &complaints) { complaints in
            xmlSchemaSetParserStructuredErrors(
                context,
                { complaints, error in
                    guard let error else { return }
                    complaints?.assumingMemoryBound(to: SchemaComplaints.self).pointee.note(error.pointee)
                }, complaints)
            return xmlSchemaParse(context)
        }
        guard let compiled else {
            throw complaints.first ?? XMLError(.schemaInvalid, "cannot be compiled: \(url)")
        }
        // A location that could not be loaded is only a warning to libxml2; what it declares would be missing silently.
        if let missing = complaints.missing {
            xmlSchemaFree(compiled)
            throw missing
        }
        return compiled
    }

    /// Everything that is wrong with a document; empty when it is valid.
    package func validate(_ tree: XMLTree, ignoring: [XMLTree.Element] = []) -> [XMLSchemaProblem] {
        validate(tree.root, ignoring: ignoring)
    }

    /// Everything that is wrong with an element taken as the document element.
    ///
    /// - Parameters:
    ///   - element: the element, anywhere in its document.
    ///   - ignoring: elements that are looked at as if they were not there: signatures that were verified.
    /// - Returns: the problems in document order; empty when the element is valid.
    package func validate(_ element: XMLTree.Element, ignoring: [XMLTree.Element] = []) -> [XMLSchemaProblem] {
        var validation = SchemaValidation(ignoring: ignoring.map(\.node))
        validation.run(schema, over: element)
        return validation.finish(in: element.tree)
    }
}

/// What the schema compiler complains about.
private struct SchemaComplaints {
    private(set) var first: XMLError?
    /// An include or import that was not found.
    private(set) var missing: XMLError?

    mutating func note(_ error: xmlError) {
        let text = (error.message.map { String(cString: $0) } ?? "").trimmingLineEnd
        let file = error.file.map { String(cString: $0) }.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        let complaint = XMLError(
            .schemaInvalid, (file.map { $0 + ": " } ?? "") + text, line: error.line > 0 ? Int(error.line) : nil)
        if error.level == XML_ERR_WARNING {
            if error.code == Int32(XML_SCHEMAP_WARN_UNLOCATED_SCHEMA.rawValue) { missing = missing ?? complaint }
        } else if first == nil {
            first = complaint
        }
    }
}

extension String {
    var trimmingLineEnd: String { last == "\n" ? String(dropLast()) : self }
}
