import Foundation
import Testing
import XMLTree

/// A folder of schema files that lives as long as a test.
final class SchemaFiles {
    let folder: URL

    init(_ files: [String: String]) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("schemas-\(UUID().uuidString)")
        for (name, text) in files {
            let url = folder.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func compile(_ files: String...) throws -> XMLSchemaSet { try XMLSchemaSet(folder: folder.path, files: files) }
}

struct SchemaTests {
    static let message = """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
          <xs:element name="Envelope"><xs:complexType><xs:sequence>
            <xs:element name="type"><xs:simpleType><xs:restriction base="xs:string">
              <xs:pattern value="[0-9]{2}"/></xs:restriction></xs:simpleType></xs:element>
            <xs:element name="name"><xs:simpleType><xs:restriction base="xs:string">
              <xs:minLength value="1"/><xs:maxLength value="5"/></xs:restriction></xs:simpleType></xs:element>
            <xs:element name="kind" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string">
              <xs:enumeration value="A"/><xs:enumeration value="B, it's"/></xs:restriction></xs:simpleType></xs:element>
            <xs:element name="year" type="xs:short"/>
            <xs:element name="weight" minOccurs="0"><xs:simpleType><xs:restriction base="xs:decimal">
              <xs:minInclusive value="0"/><xs:totalDigits value="5"/></xs:restriction></xs:simpleType></xs:element>
            <xs:element name="note" minOccurs="0"><xs:complexType><xs:simpleContent><xs:extension base="xs:string">
              <xs:attribute name="lang" type="xs:language" use="required"/></xs:extension></xs:simpleContent>
              </xs:complexType></xs:element>
            <xs:element name="Signature" type="xs:string" minOccurs="0"/>
          </xs:sequence></xs:complexType></xs:element>
        </xs:schema>
        """

    private func problems(_ body: String) throws -> [XMLSchemaProblem] {
        let schema = try SchemaFiles(["message.xsd": Self.message]).compile("message.xsd")
        let tree = try XMLTree(parsing: Array("<Envelope>\n\(body)</Envelope>".utf8))
        return schema.validate(tree)
    }

    @Test("a valid message has no problems")
    func valid() throws {
        #expect(try problems("<type>10</type><name>Thịt</name><year>2026</year>").isEmpty)
        #expect(
            try problems("<type>10</type><name>a</name><kind>B, it's</kind><year>1</year><note lang='vi'>&amp;'</note>")
                .isEmpty)
    }

    @Test("all problems are reported, each with its parts")
    func everything() throws {
        let found = try problems(
            "<type>1x</type>\n  <name>Trâu bò</name>\n<kind>C</kind><year>hai'</year><weight>-1</weight><note>x</note>")
        #expect(found.map(\.code) == [.pattern, .length, .enumeration, .type, .range, .attributeMissing])
        #expect(found.map(\.line) == [2, 3, 4, 4, 4, 4])
        #expect(found.map(\.column) == [1, 3, 1, 15, 32, 51])
        #expect(found.map(\.path) == ["type", "name", "kind", "year", "weight", "note"].map { "/Envelope/\($0)" })
        #expect((found[0].value, found[0].limit, found[0].facet) == ("1x", "[0-9]{2}", "pattern"))
        #expect((found[1].length, found[1].limit, found[1].facet) == (7, "5", "maxLength"))
        #expect((found[2].value, found[2].expected) == ("C", ["A", "B, it's"]))
        #expect((found[3].value, found[3].type) == ("hai'", "xs:short"))
        #expect((found[4].value, found[4].limit, found[4].facet) == ("-1", "0", "minInclusive"))
        #expect((found[5].attribute, found[5].element) == ("lang", "note"))
    }

    @Test(
        "structure",
        arguments: [
            ("missing at the end", "<type>10</type><name>a</name>", .missing, "/Envelope", ["kind", "year"]),
            ("missing in between", "<type>10</type><year>1</year>", .unexpected, "/Envelope/year", ["name"]),
            (
                "unknown", "<type>10</type><name>a</name><year>1</year><x/>", .unexpected, "/Envelope/x",
                ["weight", "note", "Signature"]
            ),
            ("twice", "<type>10</type><type>10</type>", .unexpected, "/Envelope/type[2]", ["name"]),
            ("text between elements", "<type>10</type>x<name>a</name><year>1</year>", .text, "/Envelope", []),
            (
                "element in a value", "<type>10</type><name>a<b/></name><year>1</year>", .elementInValue,
                "/Envelope/name/b", []
            ),
            (
                "attribute not declared", "<type>10</type><name Id='i'>a</name><year>1</year>", .attributeUnexpected,
                "/Envelope/name", []
            ),
        ] as [(String, String, XMLSchemaProblem.Code, String, [String])])
    func structure(
        _ label: String, _ body: String, _ code: XMLSchemaProblem.Code, _ path: String, _ expected: [String]
    ) throws {
        let found = try problems(body)
        #expect(found.map(\.code) == [code], "\(found.map(\.message))")
        #expect(found.first?.path == path)
        #expect(found.first?.expected == expected)
    }

    @Test("an unknown document element, and an element validated by itself")
    func root() throws {
        let schema = try SchemaFiles(["message.xsd": Self.message]).compile("message.xsd")
        let inner = "<Envelope><type>10</type><name>a</name><year>1</year></Envelope>"
        let tree = try XMLTree(parsing: Array("<soap>\(inner)</soap>".utf8))
        #expect(schema.validate(tree).map(\.code) == [.root])
        #expect(schema.validate(try #require(tree.root.first("Envelope"))).isEmpty)
    }

    @Test("verified signatures are looked at as if they were not there, and only those")
    func ignoring() throws {
        let schema = try SchemaFiles(["message.xsd": Self.message]).compile("message.xsd")
        let document = """
            <Envelope><type>10</type><name>a</name><year>1</year>\
            <Signature><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/></Signature>\
            <ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/></Envelope>
            """
        let tree = try XMLTree(parsing: Array(document.utf8))
        let signatures = tree.root.subtree.filter {
            $0.isNamed("Signature", namespace: "http://www.w3.org/2000/09/xmldsig#")
        }
        #expect(signatures.count == 2)
        #expect(schema.validate(tree).count == 2)
        #expect(schema.validate(tree, ignoring: [signatures[0]]).count == 1)
        #expect(schema.validate(tree, ignoring: signatures).isEmpty)
        #expect(try schema.validate(tree.copy(removing: signatures)).isEmpty)
    }

    @Test("defects of published packs are mended")
    func repair() throws {
        let files = try SchemaFiles([
            "a/empty.xsd": """
            <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="">
            <xs:include schemaLocation="../types.xsd"/>
            <xs:element name="Temporary Phytosanitary" type="Name"/></xs:schema>
            """,
            "types.xsd": """
            <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace=''>
            <xs:simpleType name="Name"><xs:restriction base="xs:string"><xs:maxLength value="2"/>
            </xs:restriction></xs:simpleType></xs:schema>
            """,
        ])
        let schema = try files.compile("a/empty.xsd")
        let good = try XMLTree(parsing: Array("<TemporaryPhytosanitary>ab</TemporaryPhytosanitary>".utf8))
        let bad = try XMLTree(parsing: Array("<TemporaryPhytosanitary>abc</TemporaryPhytosanitary>".utf8))
        #expect(schema.validate(good).isEmpty)
        #expect(schema.validate(bad).map(\.code) == [.length])
    }

    @Test("several files with namespaces of their own")
    func several() throws {
        func file(_ namespace: String?, _ name: String) -> String {
            "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'"
                + (namespace.map { " targetNamespace='\($0)'" } ?? "")
                + "><xs:element name='\(name)' type='xs:int'/></xs:schema>"
        }
        let files = try SchemaFiles([
            "a.xsd": file("urn:a", "x"), "b b.xsd": file("urn:b", "x"), "c.xsd": file(nil, "x"),
        ])
        let schema = try files.compile("a.xsd", "b b.xsd", "c.xsd")
        for (document, isValid) in [
            ("<x xmlns='urn:a'>1</x>", true), ("<x xmlns='urn:b'>1</x>", true), ("<x>1</x>", true),
            ("<x xmlns='urn:c'>1</x>", false), ("<x xmlns='urn:b'>y</x>", false),
        ] {
            #expect(try schema.validate(XMLTree(parsing: Array(document.utf8))).isEmpty == isValid, "\(document)")
        }
    }

    @Test(
        "a schema that reaches outside its folder, or cannot be found, does not compile",
        arguments: [
            "../outside.xsd", "/etc/passwd", "http://127.0.0.1:1/x.xsd", "missing.xsd", "file:///etc/passwd",
            "link.xsd",
        ])
    func outside(_ location: String) throws {
        let files = try SchemaFiles([
            "pack/main.xsd": """
            <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
            <xs:include schemaLocation="\(location)"/><xs:element name="a"/></xs:schema>
            """,
            "outside.xsd": "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>",
        ])
        let pack = files.folder.appendingPathComponent("pack")
        try FileManager.default.createSymbolicLink(
            at: pack.appendingPathComponent("link.xsd"),
            withDestinationURL: files.folder.appendingPathComponent("outside.xsd"))
        #expect { try XMLSchemaSet(folder: pack.path, files: ["main.xsd"]) } throws: {
            ($0 as? XMLError)?.code == .schemaInvalid
        }
    }

    @Test("one schema and one tree serve many threads at once")
    func concurrency() async throws {
        let schema = try SchemaFiles(["message.xsd": Self.message]).compile("message.xsd")
        let body = "<type>1x</type><name>a</name><year>1</year><note lang='vi' xml:id='i'>x</note>"
        let tree = try XMLTree(parsing: Array("<Envelope>\(body)</Envelope>".utf8))
        let expected = schema.validate(tree)
        let canonical = try tree.canonicalBytes(.inclusive)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    for _ in 0..<50 {
                        guard schema.validate(tree) == expected,
                            (try? tree.canonicalBytes(.inclusive)) == canonical,
                            (try? tree.elements(selectedBy: "//name").count) == 1
                        else { return false }
                    }
                    return true
                }
            }
            for await isSame in group { #expect(isSame) }
        }
    }
}

/// Schemas and messages of other customs administrations.
@Suite(.enabled(if: Corpora.isPresent, "the corpora are not here"))
struct SchemaCorpusTests {
    static let schemas = Corpora.manifest.filter { $0.family.hasPrefix("domain/") && $0.expect == "compiles" }

    @Test("published schemas compile", arguments: schemas)
    func compiles(_ entry: Corpora.Entry) throws {
        let parts = entry.file.split(separator: "/")
        let top = parts.prefix(entry.file.contains("hmrc") ? 3 : entry.file.contains("ncts") ? 3 : 2)
        _ = try XMLSchemaSet(
            folder: Corpora.folder.appendingPathComponent(top.joined(separator: "/")).path,
            files: [parts.dropFirst(top.count).joined(separator: "/")])
    }

    @Test("published declarations are valid")
    func declarations() throws {
        let samples = Corpora.family("domain/hmrc-wco-dms/samples").filter { $0.expect == "valid" }
        let folder = Corpora.folder.appendingPathComponent("domain/hmrc-wco-dms/schemas").path
        let declaration = try XMLSchemaSet(folder: folder, files: ["customs/wrapper_submit.xsd"])
        let cancellation = try XMLSchemaSet(folder: folder, files: ["customs/wrapper_cancel.xsd"])
        let notification = try XMLSchemaSet(
            folder: folder,
            files: ["wco/notification/DocumentMetaData_2_DMS.xsd", "wco/notification/WCO_RES_2_DMS.xsd"])
        var count = 0
        for sample in samples {
            let tree = try XMLTree(parsing: try sample.bytes())
            // Some are wrapped in the request of another service, whose schema is not published with them.
            guard let message = tree.root.subtree.first(where: { $0.isNamed("MetaData") }) else { continue }
            let found = [declaration, cancellation, notification].map { $0.validate(message) }
            #expect(found.contains { $0.isEmpty }, "\(sample.file): \(found.map { $0.first?.message ?? "" })")
            count += 1
        }
        #expect(count > samples.count / 2)
    }
}
