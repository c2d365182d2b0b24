import Testing
import XMLTree

struct WriterTests {
    private func write(_ fragment: XMLFragment) throws -> String {
        String(decoding: try XMLWriter.document(fragment, declaration: false), as: UTF8.self)
    }

    @Test("elements, values and attributes")
    func writing() throws {
        let fragment = XMLFragment(
            "Envelope",
            [
                XMLFragment("type", text: "10"),
                XMLFragment("name", attributes: [.init("lang", "\"vi\"\n")], text: "Thịt & <xương>\r"),
                XMLFragment("Signature", text: ""), XMLFragment("AttachmentList"), XMLFragment("List", []),
            ])
        #expect(
            try write(fragment)
                == "<Envelope><type>10</type><name lang=\"&quot;vi&quot;&#xA;\">Thịt &amp; &lt;xương&gt;&#xD;</name>"
                + "<Signature></Signature><AttachmentList/><List></List></Envelope>")
        #expect(
            String(decoding: try XMLWriter.document(XMLFragment("a")), as: UTF8.self)
                == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a/>")
    }

    @Test(
        "what is not well-formed is not written",
        arguments: [
            XMLFragment("a b"), XMLFragment(""), XMLFragment("1a"), XMLFragment("p:a"), XMLFragment("a:b:c"),
            XMLFragment("a", attributes: [.init("x", "1"), .init("x", "2")]),
            XMLFragment("a", attributes: [.init("p:x", "1")]),
            XMLFragment(
                "a",
                attributes: [
                    .init("xmlns:p", "urn:x"), .init("xmlns:q", "urn:x"), .init("p:x", "1"), .init("q:x", "2"),
                ]),
            XMLFragment("a", attributes: [.init("xmlns:p", "")]), XMLFragment("a", attributes: [.init("x\"y", "1")]),
            XMLFragment("a", text: "\u{0}"), XMLFragment("a", text: "\u{1F}"), XMLFragment("a", text: "\u{FFFE}"),
            XMLFragment("a", attributes: [.init("x", "\u{8}")]), XMLFragment("a", [XMLFragment("<b>")]),
        ])
    func refused(_ fragment: XMLFragment) {
        #expect { try write(fragment) } throws: { ($0 as? XMLError)?.code == .notWritable }
    }

    @Test("what was written is read back the same", arguments: 1...200)
    func roundTrip(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let fragment = Self.random(&random, depth: 0)
        let tree = try XMLTree(parsing: XMLWriter.document(fragment))
        #expect(try Self.fragment(of: tree.root) == fragment)
    }

    @Test("a tree written again keeps every canonical form", arguments: CanonicalPropertyTests.seeds)
    func serialized(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let tree = try XMLTree(parsing: Array(RandomDocument(&random).text.utf8))
        let copy = try XMLTree(parsing: tree.serialized())
        for method in [Canonicalization.Method.inclusive10, .inclusive11, .exclusive(inclusivePrefixes: [])] {
            let canonicalization = Canonicalization(method, withComments: true)
            #expect(try copy.canonicalBytes(canonicalization) == tree.canonicalBytes(canonicalization))
        }
    }

    @Test(
        "an element put into other surroundings keeps its canonical forms, or is refused",
        arguments: CanonicalPropertyTests.seeds)
    func embedding(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let tree = try XMLTree(parsing: Array(RandomDocument(&random).text.utf8))
        guard let element = Array(tree.root.subtree).randomElement(using: &random) else { return }
        var attributes: [XMLFragment.Attribute] = []
        if random.chance(3) { attributes.append(.init("xmlns", "urn:1")) }
        if random.chance(4) { attributes.append(.init("xmlns:p", random.pick(["urn:1", "urn:2"]))) }
        if random.chance(9) { attributes.append(.init("xml:lang", "vi")) }
        let document: [UInt8]
        do throws(XMLError) {
            document = try XMLWriter.document(
                XMLFragment("Outer", attributes: attributes, [XMLFragment("Inner", [XMLFragment(existing: element)])]))
        } catch {
            #expect(error.code == .contextChanged)
            return
        }
        let copy = try #require(XMLTree(parsing: document).root.first("Inner")?.children.first { _ in true })
        for method in [
            Canonicalization.Method.inclusive10, .inclusive11, .exclusive(inclusivePrefixes: ["", "p", "q"]),
        ] {
            let canonicalization = Canonicalization(method, withComments: true)
            let before = String(decoding: try element.canonicalBytes(canonicalization), as: UTF8.self)
            let after = String(decoding: try copy.canonicalBytes(canonicalization), as: UTF8.self)
            #expect(before == after)
        }
    }

    @Test("surroundings that would change an inclusive form are refused")
    func changedContext() throws {
        let element = try XMLTree(parsing: Array("<a xmlns:p='urn:p'><b/></a>".utf8)).root
        let inner = try #require(element.first("b"))
        func code(_ attributes: [XMLFragment.Attribute], _ element: XMLTree.Element) -> XMLError.Code? {
            do throws(XMLError) {
                _ = try XMLWriter.document(XMLFragment("x", attributes: attributes, [XMLFragment(existing: element)]))
                return nil
            } catch { return error.code }
        }
        #expect(code([], inner) == nil)
        #expect(code([.init("xmlns", "urn:d")], inner) == nil)
        #expect(code([.init("xmlns:q", "urn:q")], inner) == .contextChanged)
        #expect(code([.init("xml:lang", "vi")], inner) == .contextChanged)
    }

    private static func random(_ random: inout SplitMix, depth: Int) -> XMLFragment {
        let names = ["a", "Envelope", "Tên", "x-1", "_y"]
        var taken: Set<String> = []
        let attributes = (0..<Int(random.next() % 3)).compactMap { _ -> XMLFragment.Attribute? in
            let name = random.pick(names)
            return taken.insert(name).inserted ? .init(name, value(&random)) : nil
        }
        let name = random.pick(names)
        if depth < 4, random.chance(2) {
            let children = (1...Int(1 + random.next() % 4)).map { _ in Self.random(&random, depth: depth + 1) }
            return XMLFragment(name, attributes: attributes, children)
        }
        return XMLFragment(name, attributes: attributes, text: value(&random))
    }

    private static func value(_ random: inout SplitMix) -> String {
        let pieces = [
            "", " ", "\n", "\r", "\r\n", "\t", "<", ">", "&", "]]>", "\"", "'", "Đơn vị", "🐂", "&amp;", "x", "\u{85}",
            "\u{2028}",
        ]
        return (0..<Int(random.next() % 5)).map { _ in random.pick(pieces) }.joined()
    }

    private static func fragment(of element: XMLTree.Element) throws -> XMLFragment {
        let attributes = element.attributes.map { XMLFragment.Attribute($0.localName, $0.value) }
        let children = Array(element.children)
        guard children.isEmpty else {
            return XMLFragment(element.qualifiedName, attributes: attributes, try children.map { try fragment(of: $0) })
        }
        return XMLFragment(element.qualifiedName, attributes: attributes, text: try element.text)
    }
}

struct InsertionTests {
    private func insert(_ document: String, _ change: (XMLTree) -> [XMLInsertion]) throws -> String {
        let tree = try XMLTree(parsing: Array(document.utf8))
        return String(decoding: try tree.inserting(change(tree)), as: UTF8.self)
    }

    @Test("places, with every other byte as it was")
    func places() throws {
        let document = "<?xml version='1.0'?><!-- <b> --><a x = '>'>\r\n<b/><c><![CDATA[</c>]]></c ><d y='1' /></a>"
        let result = try insert(document) { tree in
            [
                .lastChild(Array("<1/>".utf8), of: tree.root), .firstChild(Array("<2/>".utf8), of: tree.root),
                .lastChild(Array("<3/>".utf8), of: tree.root.first("b") ?? tree.root),
                .after(Array("<4/>".utf8), tree.root.first("c") ?? tree.root),
                .attribute(.init("Id", "\"&"), on: tree.root.first("c") ?? tree.root),
                .attribute(.init("Id", "d"), on: tree.root.first("d") ?? tree.root),
                .lastChild(Array("<5/>".utf8), of: tree.root.first("d") ?? tree.root),
                .attribute(.init("Id", "a"), on: tree.root),
            ]
        }
        #expect(
            result
                == "<?xml version='1.0'?><!-- <b> --><a Id=\"a\" x = '>'><2/>\r\n<b><3/></b>"
                + "<c Id=\"&quot;&amp;\"><![CDATA[</c>]]></c ><4/><d Id=\"d\" y='1' ><5/></d><1/></a>")
    }

    @Test("what cannot be inserted is refused")
    func refused() throws {
        #expect(throws: XMLError.self) { try insert("<a/>") { [.after([], $0.root)] } }
        #expect(throws: XMLError.self) { try insert("<a Id='1'/>") { [.attribute(.init("Id", "2"), on: $0.root)] } }
        #expect(throws: XMLError.self) { try insert("<a/>") { [.attribute(.init("x y", "2"), on: $0.root)] } }
        let other = try XMLTree(parsing: Array("<b/>".utf8))
        #expect(throws: XMLError.self) { try insert("<a/>") { _ in [.lastChild([], of: other.root)] } }
    }
}
