import CLibXML2
import Foundation
import Testing
import XMLTree

/// libxml2's own canonicalizer: the oracle that ours is compared with.
enum Library {
    /// Canonical bytes of the nodes an XPath selects (all nodes without one), nil when the library gives none.
    static func canonical(
        _ bytes: [UInt8], mode: xmlC14NMode, xpath: String? = nil, namespaces: [(String, String)] = [],
        prefixes: [String] = [], withComments: Bool = false
    ) -> [UInt8]? {
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOENT.rawValue | XML_PARSE_DTDATTR.rawValue
        let parsed = bytes.withUnsafeBytes { buffer in
            xmlReadMemory(
                buffer.bindMemory(to: CChar.self).baseAddress, Int32(buffer.count), nil, nil,
                Int32(options | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue))
        }
        guard let document = parsed else { return nil }
        defer { xmlFreeDoc(document) }
        let context = xmlXPathNewContext(document)
        defer { xmlXPathFreeContext(context) }
        for (prefix, uri) in namespaces { xmlXPathRegisterNs(context, prefix, uri) }
        let selected = xpath.flatMap { xmlXPathEvalExpression($0, context) }
        if xpath != nil, selected == nil { return nil }
        defer { xmlXPathFreeObject(selected) }
        var names: [UnsafeMutablePointer<xmlChar>?] = prefixes.map { xmlStrdup($0.isEmpty ? "#default" : $0) } + [nil]
        defer { names.forEach { CLibXML2_free($0) } }
        var output: UnsafeMutablePointer<xmlChar>?
        let set = selected?.pointee.nodesetval
        let empty = xmlXPathNodeSetCreate(nil)
        defer { xmlXPathFreeNodeSet(empty) }
        let length = names.withUnsafeMutableBufferPointer { names in
            xmlC14NDocDumpMemory(
                document, xpath == nil ? nil : set ?? empty, Int32(mode.rawValue),
                prefixes.isEmpty ? nil : names.baseAddress, withComments ? 1 : 0, &output)
        }
        defer { CLibXML2_free(output) }
        guard length >= 0, let output else { return nil }
        return Array(UnsafeBufferPointer(start: output, count: Int(length)))
    }
}

extension Canonicalization {
    var libraryMode: xmlC14NMode {
        switch method {
        case .inclusive10: XML_C14N_1_0
        case .inclusive11: XML_C14N_1_1
        case .exclusive: XML_C14N_EXCLUSIVE_1_0
        }
    }

    var prefixes: [String] {
        if case .exclusive(let prefixes) = method { prefixes } else { [] }
    }
}

struct CanonicalTests {
    @Test(
        "small documents",
        arguments: [
            ("empty element", "<a/>", .inclusive, "<a></a>"),
            (
                "attribute order", "<a b='1' a='2' xmlns:z='urn:a' z:c='3' xmlns='urn:b'/>", .inclusive,
                "<a xmlns=\"urn:b\" xmlns:z=\"urn:a\" a=\"2\" b=\"1\" z:c=\"3\"></a>"
            ),
            ("escapes in text", "<a>&lt;&gt;&amp;\"'&#13;\t</a>", .inclusive, "<a>&lt;&gt;&amp;\"'&#xD;\t</a>"),
            (
                "escapes in attributes", "<a b='&lt;>&amp;&quot;&#39;&#13;&#10;&#9; '/>", .inclusive,
                "<a b=\"&lt;>&amp;&quot;'&#xD;&#xA;&#x9; \"></a>"
            ),
            ("line ends", "<a>\r\nx\ry</a>", .inclusive, "<a>\nx\ny</a>"),
            ("CDATA", "<a><![CDATA[<&>]]></a>", .inclusive, "<a>&lt;&amp;&gt;</a>"),
            ("comments dropped", "<!--x--><a><!--y-->z</a><!--x-->", .inclusive, "<a>z</a>"),
            (
                "comments kept", "<!--x--><a><!--y-->z</a><!--w-->",
                Canonicalization(.inclusive10, withComments: true), "<!--x-->\n<a><!--y-->z</a>\n<!--w-->"
            ),
            ("instructions", "<?p  d ?><a><?q?></a><?r x?>", .inclusive, "<?p d ?>\n<a><?q?></a>\n<?r x?>"),
            (
                "superfluous declarations", "<a xmlns='urn:x'><b xmlns='urn:x'><c xmlns=''/></b></a>", .inclusive,
                "<a xmlns=\"urn:x\"><b><c xmlns=\"\"></c></b></a>"
            ),
            (
                "exclusive moves declarations down", "<a xmlns:p='urn:p'><p:b/><p:c/></a>", .exclusive,
                "<a><p:b xmlns:p=\"urn:p\"></p:b><p:c xmlns:p=\"urn:p\"></p:c></a>"
            ),
            (
                "inclusive prefixes stay up", "<a xmlns:p='urn:p'><p:b/><p:c/></a>",
                Canonicalization(.exclusive(inclusivePrefixes: ["p"])),
                "<a xmlns:p=\"urn:p\"><p:b></p:b><p:c></p:c></a>"
            ),
            (
                "namespace URI with an ampersand", "<a xmlns='http://x/?a&amp;b'/>", .exclusive,
                "<a xmlns=\"http://x/?a&amp;b\"></a>"
            ),
        ] as [(String, String, Canonicalization, String)])
    func document(_ label: String, _ document: String, _ method: Canonicalization, _ expected: String) throws {
        let bytes = try XMLTree(parsing: Array(document.utf8)).canonicalBytes(method)
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test("an element inherits what the method says, and only that")
    func subtree() throws {
        let document = """
            <a xmlns='urn:d' xmlns:p='urn:p' xml:lang='vi' xml:base='http://h/x/' xml:id='i'><b xml:base='y/'>\
            <p:c xml:base='z'>t</p:c></b></a>
            """
        let tree = try XMLTree(parsing: Array(document.utf8))
        let element = try #require(tree.root.descend("b", "c"))
        func form(_ method: Canonicalization) throws -> String {
            String(decoding: try element.canonicalBytes(method), as: UTF8.self)
        }
        #expect(try form(.exclusive) == "<p:c xmlns:p=\"urn:p\" xml:base=\"z\">t</p:c>")
        #expect(
            try form(.inclusive)
                == "<p:c xmlns=\"urn:d\" xmlns:p=\"urn:p\" xml:base=\"z\" xml:id=\"i\" xml:lang=\"vi\">t</p:c>")
        #expect(
            try form(.inclusive11)
                == "<p:c xmlns=\"urn:d\" xmlns:p=\"urn:p\" xml:base=\"http://h/x/y/z\" xml:lang=\"vi\">t</p:c>")
    }

    @Test("excluded subtrees leave no trace, and leaving nothing is an error")
    func excluding() throws {
        let tree = try XMLTree(parsing: Array("<a>x<s>1</s>y<b><s>2</s></b></a>".utf8))
        let signatures = tree.root.subtree.filter { $0.localName == "s" }
        #expect(try tree.canonicalBytes(.exclusive, excluding: signatures) == Array("<a>xy<b></b></a>".utf8))
        #expect(throws: XMLError.self) { try tree.canonicalBytes(.exclusive, excluding: [tree.root]) }
        #expect(throws: XMLError.self) { try signatures[0].canonicalBytes(.exclusive, excluding: signatures) }
    }

    @Test(
        "a relative or invalid namespace URI anywhere has no canonical form",
        arguments: ["<a xmlns='x'/>", "<a><b xmlns:p='./p'/></a>", "<a><b xmlns='urn:x y'/></a>", "<a xmlns='?x'/>"])
    func relativeNamespace(_ document: String) throws {
        let tree = try XMLTree(parsing: Array(document.utf8))
        for method in [Canonicalization.inclusive, .inclusive11, .exclusive] {
            var bytes = 0
            #expect { try tree.root.canonicalize(method) { bytes += $0.count } } throws: {
                ($0 as? XMLError)?.code == .notCanonicalizable
            }
            #expect(bytes == 0)
        }
    }

    @Test("a long document streams in pieces that add up")
    func streaming() throws {
        let body = (0..<5000).map { "<b n='\($0)'>giá trị &amp; \($0)</b>" }.joined()
        let tree = try XMLTree(parsing: Array("<a>\(body)</a>".utf8))
        var pieces = 0
        var joined: [UInt8] = []
        let count = try tree.canonicalize(.exclusive) { span in
            pieces += 1
            for index in span.indices { joined.append(span[index]) }
        }
        #expect(pieces > 5)
        #expect(joined.count == count)
        #expect(joined == Library.canonical(Array("<a>\(body)</a>".utf8), mode: XML_C14N_EXCLUSIVE_1_0))
    }

    @Test(
        "algorithm identifiers are read and written", arguments: [Canonicalization.inclusive, .inclusive11, .exclusive])
    func identifiers(_ method: Canonicalization) {
        #expect(Canonicalization(uri: method.uri) == method)
        var commented = method
        commented.withComments = true
        #expect(Canonicalization(uri: commented.uri) == commented)
        #expect(commented.withoutComments == method)
        #expect(Canonicalization(uri: method.uri + "x") == nil)
    }
}

/// The canonicalization suites of libxml2 and of Merlin Hughes.
@Suite(.enabled(if: Corpora.isPresent, "the corpora are not here"))
struct CanonicalCorpusTests {
    static let results = ["without-comments", "with-comments", "exc-without-comments"].flatMap { kind in
        Corpora.family("c14n/\(kind)").filter { $0.file.hasSuffix(".xml") }
    }

    @Test("canonical form as published", arguments: results)
    func published(_ entry: Corpora.Entry) throws {
        let base = String(entry.file.dropLast(4))
        let name = base.split(separator: "/").last.map(String.init) ?? ""
        let folder = base.dropLast(name.count)
        // Two node-sets of the exclusive suite are published without a result.
        guard let expected = try? Corpora.bytes("\(folder)result/\(name)") else { return }
        let kind = entry.family.dropFirst("c14n/".count)
        let prefixes = (try? Corpora.bytes(base + ".ns")).map {
            String(decoding: $0, as: UTF8.self).split { $0.isWhitespace }.map { $0 == "#default" ? "" : String($0) }
        }
        let method = Canonicalization(
            kind.hasPrefix("exc") ? .exclusive(inclusivePrefixes: prefixes ?? []) : .inclusive10,
            withComments: kind == "with-comments")
        // The one document with an external entity gets it as an internal one: nothing external is ever loaded.
        let text = String(decoding: try entry.bytes(), as: UTF8.self)
            .replacingOccurrences(of: "SYSTEM \"world.txt\"", with: "\"world\"")
        let document = text.contains("\u{FFFD}") ? try entry.bytes() : Array(text.utf8)

        guard let selection = try? Selection(Corpora.bytes(base + ".xpath")) else {
            let tree = try XMLTree(parsing: document.utf8Only, doctype: .internalSubset)
            #expect(try tree.canonicalBytes(method) == expected)
            return
        }
        // Whole elements are what signatures here cover; other node-sets show that the oracle itself is right.
        if let apex = selection.apex {
            let tree = try XMLTree(parsing: document.utf8Only, doctype: .internalSubset)
            let elements = try tree.elements(
                selectedBy: "//\(apex)", namespaces: Dictionary(uniqueKeysWithValues: selection.namespaces))
            let outermost = elements.filter { element in !elements.contains { $0 != element && $0.contains(element) } }
            #expect(!outermost.isEmpty)
            #expect(try outermost.flatMap { try $0.canonicalBytes(method) } == expected)
        }
        let oracle = Library.canonical(
            document, mode: method.libraryMode, xpath: selection.expression, namespaces: selection.namespaces,
            prefixes: method.prefixes, withComments: method.withComments)
        #expect(oracle == expected)
    }

    /// An XPath file: an element whose text is the expression and whose declarations are its prefixes.
    private struct Selection {
        var expression: String
        var namespaces: [(String, String)]
        /// The element whose whole subtree is selected, where the expression does nothing else.
        var apex: String?

        init(_ bytes: [UInt8]) throws {
            var text = String(decoding: bytes, as: UTF8.self)
            for entity in text.matches(of: /<!ENTITY (\w+) "([^"]*)">/) {
                text = text.replacing("&\(entity.1);", with: entity.2)
            }
            let start = try #require(text.firstRange(of: "<XPath")?.upperBound)
            let head = text[start...].prefix { $0 != ">" }
            namespaces = head.matches(of: /xmlns:(\w+)="([^"]*)"/).map { (String($0.1), String($0.2)) }
            let body = text[head.endIndex...].dropFirst().prefix { $0 != "\u{0}" }
            let inner = body.firstRange(of: "</XPath>").map { body[..<$0.lowerBound] } ?? body
            expression = String(inner).replacing(/<!--.*?-->/, with: "")
                .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
            let dense = expression.filter { !$0.isWhitespace }
            apex = dense.wholeMatch(of: /\(\/\/\.\|\/\/@\*\|\/\/namespace::\*\)\[ancestor-or-self::([\w:]+)\]/)
                .map { String($0.1) }
        }
    }
}

extension [UInt8] {
    /// The same document in UTF-8 where it is declared to be in Latin 1, which is not read.
    fileprivate var utf8Only: [UInt8] {
        let head = String(decoding: prefix(100), as: UTF8.self)
        guard head.contains("ISO-8859-1") else { return self }
        let text = String(String.UnicodeScalarView(map { Unicode.Scalar($0) }))
        return Array(text.replacingOccurrences(of: "ISO-8859-1", with: "UTF-8").utf8)
    }
}
