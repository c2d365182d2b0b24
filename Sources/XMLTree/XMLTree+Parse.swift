import CLibXML2

extension XMLTree {
    /// Reads a document.
    ///
    /// XML 1.0 in UTF-8, or in UTF-16 with a byte order mark; no document type declaration unless `doctype` allows one,
    /// no entities beyond the five predefined ones, no network, no file but these bytes.
    package convenience init(
        parsing bytes: [UInt8], limits: ParseLimits = .standard, doctype: DoctypePolicy = .forbidden
    ) throws(XMLError) {
        try self.init(parsing: bytes.span, limits: limits, doctype: doctype)
    }

    /// Reads a document from bytes that somebody else owns; they are copied.
    package convenience init(
        parsing bytes: Span<UInt8>, limits: ParseLimits = .standard, doctype: DoctypePolicy = .forbidden
    ) throws(XMLError) {
        let source = try SourceText.decode(bytes, limits: limits)
        let hasComments = try MarkupScanner(text: source.bytes).check(limits, doctype: doctype)
        var state = ParseState(doctype: doctype)
        let document = XMLTree.parse(source.bytes, &state)
        guard let document else {
            throw state.error ?? XMLError(.notWellFormed, "not well-formed")
        }
        guard state.error == nil, let root = xmlDocGetRootElement(document) else {
            xmlFreeDoc(document)
            throw state.error ?? XMLError(.notWellFormed, "no document element")
        }
        self.init(
            document: document, rootNode: root, source: source, hasComments: hasComments || doctype != .forbidden,
            identified: state.identified, uncanonicalNamespace: state.uncanonicalNamespace)
    }

    /// Runs libxml2's parser over `text`, which is UTF-8 and ends with a zero byte.
    private static func parse(_ text: UnsafeBufferPointer<UInt8>, _ state: inout ParseState) -> xmlDocPtr? {
        LibraryState.prepare()
        guard let context = xmlNewParserCtxt() else { return nil }
        defer { xmlFreeParserCtxt(context) }
        var options =
            XML_PARSE_NONET.rawValue | XML_PARSE_COMPACT.rawValue | XML_PARSE_NOCDATA.rawValue
            | XML_PARSE_BIG_LINES.rawValue | XML_PARSE_IGNORE_ENC.rawValue
            // Without it libxml2 2.9 reads `&amp;` in a namespace URI as `&#38;`. No entity can be declared to substitute.
            | XML_PARSE_NOENT.rawValue
        switch state.doctype {
        case .forbidden:
            // Lifts libxml2's own limits on text length (10 MB) and depth: ours have been checked, and there are no
            // entities that could multiply anything.
            options |= XML_PARSE_HUGE.rawValue
        case .internalSubset:
            options |= XML_PARSE_DTDATTR.rawValue
        }
        xmlCtxtUseOptions(context, Int32(bitPattern: options))
        // Named, so that nothing is guessed: the text is UTF-8 whatever it was before.
        context.pointee.encoding = UnsafePointer(xmlStrdup("UTF-8"))
        context.pointee.charset = Int32(XML_CHAR_ENCODING_UTF8.rawValue)
        state.install(in: context)
        let isComplete = withUnsafeMutablePointer(to: &state) { pointer in
            context.pointee._private = UnsafeMutableRawPointer(pointer)
            defer { context.pointee._private = nil }
            let isReadable = text.withMemoryRebound(to: CChar.self) { characters in
                guard
                    let buffer = xmlParserInputBufferCreateMem(
                        characters.baseAddress, Int32(characters.count), XML_CHAR_ENCODING_NONE)
                else { return false }
                guard let input = xmlNewIOInputStream(context, buffer, XML_CHAR_ENCODING_NONE) else {
                    xmlFreeParserInputBuffer(buffer)
                    return false
                }
                return inputPush(context, input) >= 0
            }
            guard isReadable else { return false }
            return xmlParseDocument(context) == 0
        }
        let document = context.pointee.myDoc
        context.pointee.myDoc = nil
        guard isComplete, context.pointee.wellFormed == 1, state.error == nil else {
            if let document { xmlFreeDoc(document) }
            return nil
        }
        return document
    }
}

/// What the parser's callbacks gather while a document is read.
struct ParseState {
    let doctype: DoctypePolicy
    /// The first error; the parser is stopped there.
    private(set) var error: XMLError?
    private(set) var identified: [xmlNodePtr] = []
    private(set) var uncanonicalNamespace: String?
    /// Namespace URIs already looked at, by address: libxml2 keeps one copy of each in the document's dictionary.
    private var knownNamespaces: [UnsafePointer<xmlChar>] = []

    init(doctype: DoctypePolicy) { self.doctype = doctype }

    func install(in context: xmlParserCtxtPtr) {
        guard let sax = context.pointee.sax else { return }
        sax.pointee.startElementNs = {
            context, name, prefix, uri, namespaceCount, namespaces, count, defaulted, values in
            xmlSAX2StartElementNs(
                context, name, prefix, uri, namespaceCount, namespaces, count, defaulted, values)
            guard namespaceCount > 0 || count > 0, let context else { return }
            let parser = context.assumingMemoryBound(to: xmlParserCtxt.self)
            guard let state = parser.pointee._private?.assumingMemoryBound(to: ParseState.self) else { return }
            if namespaceCount > 0, let namespaces {
                state.pointee.noteNamespaces(UnsafeBufferPointer(start: namespaces, count: Int(namespaceCount) * 2))
            }
            if count > 0, let values, let node = parser.pointee.node {
                state.pointee.noteAttributes(UnsafeBufferPointer(start: values, count: Int(count) * 5), of: node)
            }
        }
        sax.pointee.internalSubset = { context, name, external, system in
            guard let context else { return }
            let parser = context.assumingMemoryBound(to: xmlParserCtxt.self)
            guard let state = parser.pointee._private?.assumingMemoryBound(to: ParseState.self) else { return }
            if state.pointee.doctype == .forbidden {
                state.pointee.fail(
                    XMLError(
                        .doctypeForbidden, "a document type declaration",
                        line: parser.pointee.input.map { Int($0.pointee.line) }))
                xmlStopParser(parser)
            } else {
                xmlSAX2InternalSubset(context, name, external, system)
            }
        }
        sax.pointee.serror = { context, error in
            guard let context, let error else { return }
            let parser = context.assumingMemoryBound(to: xmlParserCtxt.self)
            guard let state = parser.pointee._private?.assumingMemoryBound(to: ParseState.self) else { return }
            if state.pointee.note(error.pointee) { xmlStopParser(parser) }
        }
    }

    private mutating func fail(_ error: XMLError) {
        if self.error == nil { self.error = error }
    }

    /// Keeps the first error that makes the document unreadable; says whether to stop.
    private mutating func note(_ error: xmlError) -> Bool {
        let isFatal =
            switch UInt32(bitPattern: error.domain) {
            case XML_FROM_PARSER.rawValue:
                error.level == XML_ERR_ERROR || error.level == XML_ERR_FATAL
            case XML_FROM_NAMESPACE.rawValue:
                // A namespace name that is not a URI leaves the document readable; it has no canonical form.
                (error.level == XML_ERR_ERROR || error.level == XML_ERR_FATAL)
                    && error.code != Int32(XML_WAR_NS_URI.rawValue)
            default:
                error.level == XML_ERR_FATAL
            }
        guard isFatal else { return false }
        let text = error.message.map { String(cString: $0) } ?? "not well-formed"
        let code: XMLError.Code = error.code == Int32(XML_ERR_NO_MEMORY.rawValue) ? .internalFailure : .notWellFormed
        fail(
            XMLError(
                code, text.last == "\n" ? String(text.dropLast()) : text, line: error.line > 0 ? Int(error.line) : nil,
                column: error.int2 > 0 ? Int(error.int2) : nil))
        return true
    }

    /// Looks for namespace names without a canonical form among (prefix, URI) pairs.
    private mutating func noteNamespaces(_ pairs: UnsafeBufferPointer<UnsafePointer<xmlChar>?>) {
        for index in stride(from: 1, to: pairs.count, by: 2) {
            guard let uri = pairs[index], uri[0] != 0, !knownNamespaces.contains(uri) else { continue }
            knownNamespaces.append(uri)
            guard uncanonicalNamespace == nil, !isAbsolute(uri) else { continue }
            uncanonicalNamespace = String(cString: uri)
        }
    }

    private func isAbsolute(_ uri: UnsafePointer<xmlChar>) -> Bool {
        let parsed = uri.withMemoryRebound(to: CChar.self, capacity: 1) { xmlParseURI($0) }
        defer { xmlFreeURI(parsed) }
        return parsed?.pointee.scheme != nil
    }

    /// Notes the element if one of its attributes is called `id` in any case, or is declared as an ID.
    private mutating func noteAttributes(
        _ fields: UnsafeBufferPointer<UnsafePointer<xmlChar>?>, of node: xmlNodePtr
    ) {
        if doctype == .internalSubset {
            identified.append(node)
            return
        }
        for index in stride(from: 0, to: fields.count, by: 5) {
            guard let name = fields[index], name[0] | 0x20 == 0x69, name[1] | 0x20 == 0x64, name[2] == 0 else {
                continue
            }
            identified.append(node)
            return
        }
    }
}
