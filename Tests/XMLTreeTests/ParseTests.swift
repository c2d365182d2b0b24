import Testing
import XMLTree

struct ParseTests {
    @Test(
        "documents that are read",
        arguments: [
            ("plain", "<a/>"),
            ("declaration", "<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n<a><b>x</b></a>\n"),
            ("five entities", "<a b='&quot;&apos;'>&lt;&gt;&amp;</a>"),
            ("character references", "<a>&#x1EA1;&#7841;</a>"),
            ("comments and instructions between elements", "<!-- c --><?p d?><a><!-- c --><b/></a><!-- c -->"),
            ("CDATA", "<a><![CDATA[<not>]]></a>"),
            ("quotes with brackets inside", "<a b='>' c=\"'>'\"/>"),
        ] as [(String, String)])
    func accepted(_ label: String, _ document: String) throws {
        _ = try XMLTree(parsing: Array(document.utf8))
    }

    @Test(
        "documents that are refused, with the code",
        arguments: [
            ("nothing", "", .empty),
            ("white space", " \n", .notWellFormed),
            ("text", "hello", .notWellFormed),
            ("unclosed", "<a><b></a>", .notWellFormed),
            ("two roots", "<a/><b/>", .notWellFormed),
            ("same attribute twice", "<a x='1' x='2'/>", .notWellFormed),
            (
                "same attribute twice by namespace", "<a xmlns:p='urn:x' xmlns:q='urn:x' p:x='1' q:x='2'/>",
                .notWellFormed
            ),
            ("undeclared prefix", "<p:a/>", .notWellFormed),
            ("undeclared entity", "<a>&nbsp;</a>", .notWellFormed),
            ("control character", "<a>\u{1}</a>", .notWellFormed),
            ("reference to a control character", "<a>&#1;</a>", .notWellFormed),
            ("document type", "<!DOCTYPE a><a/>", .doctypeForbidden),
            (
                "document type after a comment", "<!-- <a> --><!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
                .doctypeForbidden
            ),
            ("XML 1.1", "<?xml version='1.1'?><a/>", .versionUnsupported),
            ("Latin 1", "<?xml version='1.0' encoding='ISO-8859-1'?><a/>", .encodingUnsupported),
            ("declared UTF-16, written in UTF-8", "<?xml version='1.0' encoding='UTF-16'?><a/>", .encodingUnsupported),
        ] as [(String, String, XMLError.Code)])
    func refused(_ label: String, _ document: String, _ code: XMLError.Code) {
        #expect { try XMLTree(parsing: Array(document.utf8)) } throws: { ($0 as? XMLError)?.code == code }
    }

    @Test("a byte order mark is dropped")
    func byteOrderMark() throws {
        let tree = try XMLTree(parsing: [0xEF, 0xBB, 0xBF] + Array("<a>x</a>".utf8))
        #expect(tree.hasByteOrderMark)
        #expect(tree.encoding == .utf8)
        #expect(try tree.root.text == "x")
    }

    @Test(
        "what could be taken for another encoding is refused",
        arguments: [
            [0, 0, 0, 0x3C], [0x3C, 0, 0, 0], [0, 0x3C, 0, 0x3F], [0x3C, 0, 0x3F, 0], [0xFEFF, 0x3C, 0x61, 0x2F, 0x3E],
            [0x3C, 0x61, 0x3E, 0, 0x3C, 0x2F, 0x61, 0x3E],
        ] as [[UInt16]])
    func otherEncodings(_ units: [UInt16]) {
        let utf16 = [0xFF, 0xFE] + units.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        let utf8 = [0xEF, 0xBB, 0xBF] + Array(String(decoding: units, as: UTF16.self).utf8)
        for bytes in [utf16, utf8] {
            #expect { try XMLTree(parsing: bytes) } throws: { ($0 as? XMLError)?.code == .notWellFormed }
        }
    }

    @Test("UTF-16 with a byte order mark is read in both byte orders", arguments: [true, false])
    func utf16(isBig: Bool) throws {
        let text = "<?xml version=\"1.0\" encoding=\"utf-16\"?><a>Thịt bò 🐂</a>"
        var bytes: [UInt8] = isBig ? [0xFE, 0xFF] : [0xFF, 0xFE]
        for unit in text.utf16 {
            bytes += isBig ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
        }
        let tree = try XMLTree(parsing: bytes)
        #expect(try tree.root.text == "Thịt bò 🐂")
        #expect(tree.encoding == (isBig ? .utf16BigEndian : .utf16LittleEndian))
        #expect(throws: XMLError.self) { try XMLTree(parsing: Array(bytes.dropFirst(2))) }
        #expect(throws: XMLError.self) { try XMLTree(parsing: bytes + [0]) }
    }

    @Test(
        "bytes that are not UTF-8 are refused, over-long forms too",
        arguments: [
            ("stray continuation", [0x80]), ("over-long slash", [0xC0, 0xAF]), ("over-long letter", [0xC1, 0x81]),
            ("surrogate", [0xED, 0xA0, 0x80]), ("beyond Unicode", [0xF4, 0x90, 0x80, 0x80]),
            ("cut short", [0xE1, 0xBA]),
        ] as [(String, [UInt8])])
    func invalidEncoding(_ label: String, _ bytes: [UInt8]) {
        let document = Array("<a>\n ".utf8) + bytes + Array("</a>".utf8)
        #expect {
            try XMLTree(parsing: document)
        } throws: {
            let error = $0 as? XMLError
            return error?.code == .encodingInvalid && error?.line == 2 && error?.column == 2
        }
    }

    @Test("limits are kept, each with its code")
    func limits() throws {
        let limits = ParseLimits(bytes: 2000, depth: 3, attributesPerElement: 4, nodes: 20)
        func code(_ document: String) -> XMLError.Code? {
            do throws(XMLError) {
                _ = try XMLTree(parsing: Array(document.utf8), limits: limits)
                return nil
            } catch { return error.code }
        }
        #expect(code("<a><b><c/></b></a>") == nil)
        #expect(code("<a><b><c><d/></c></b></a>") == .tooDeep)
        #expect(code("<a p='' q='' r='' s=''/>") == nil)
        #expect(code("<a p='' q='' r='' s='' t=''/>") == .tooManyAttributes)
        #expect(code("<a>" + String(repeating: "<b/>", count: 19) + "</a>") == nil)
        #expect(code("<a>" + String(repeating: "<b/>", count: 20) + "</a>") == .tooManyNodes)
        #expect(code("<a>" + String(repeating: "<!---->", count: 20) + "</a>") == .tooManyNodes)
        #expect(code("<a>" + String(repeating: "x", count: 2000) + "</a>") == .tooLarge)
    }

    @Test("a million attributes or levels cost one pass over the bytes")
    func bombs() {
        let attributes = "<a " + (0..<400_000).map { "a\($0)='' " }.joined() + "/>"
        let depth = String(repeating: "<a>", count: 1_000_000)
        let clock = ContinuousClock()
        let spent = clock.measure {
            #expect(throws: XMLError.self) { try XMLTree(parsing: Array(attributes.utf8)) }
            #expect(throws: XMLError.self) { try XMLTree(parsing: Array(depth.utf8)) }
        }
        #expect(spent < .seconds(20))
    }

    @Test("a value longer than the library's own limit is read")
    func longValue() throws {
        let value = String(repeating: "A", count: 11_000_000)
        let tree = try XMLTree(parsing: Array("<a>\(value)</a>".utf8))
        #expect(try tree.root.textBytes.count == 11_000_000)
    }

    @Test("an external entity is not loaded even where a document type is allowed")
    func noExternalEntity() throws {
        let document = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"
        guard let tree = try? XMLTree(parsing: Array(document.utf8), doctype: .internalSubset) else { return }
        #expect(try tree.root.text == "")
        #expect(try !String(decoding: tree.canonicalBytes(.inclusive), as: UTF8.self).contains("root"))
    }
}

/// The W3C conformance suite and documents made to exhaust readers.
@Suite(.enabled(if: Corpora.isPresent, "the corpora are not here"))
struct ConformanceTests {
    @Test("xmlconf without document types", arguments: Corpora.family("xmlconf-nodtd"))
    func withoutDoctype(_ entry: Corpora.Entry) throws { try check(entry) }

    @Test("xmlconf with document types", arguments: Corpora.family("xmlconf-dtd"))
    func withDoctype(_ entry: Corpora.Entry) throws { try check(entry) }

    @Test("bombs", arguments: Corpora.family("xml-bombs"))
    func bombs(_ entry: Corpora.Entry) throws { try check(entry) }

    /// Where the manifest and the specifications differ, and why the specifications win.
    private static let named: [String: String] = [
        "o-p04pass1-p04pass1.xml": "names with a colon that are no qualified names (Namespaces in XML 1.0, section 4)",
        "o-p05pass1-p05pass1.xml": "names with a colon that are no qualified names (Namespaces in XML 1.0, section 4)",
        "o-p16pass1-p16pass1.xml": "no document type, but a processing instruction with those letters in it",
        "o-p18pass1-p18pass1.xml": "no document type, but a CDATA section with those letters in it",
        "rmt-019-019.xml": "a name character since the fifth edition of XML 1.0",
    ]

    private func check(_ entry: Corpora.Entry) throws {
        let bytes = try entry.bytes()
        let outcome = Result { () throws(XMLError) in try XMLTree(parsing: bytes) }
        let isNamed = Self.named.keys.contains { entry.file.hasSuffix("/" + $0) }
        switch (entry.expect, outcome) {
        case ("accept", .failure(let error)):
            #expect(isNamed, "refused: \(error)")
        case (let expect, .success) where expect.hasPrefix("reject"):
            #expect(isNamed, "accepted, expected \(expect)")
        case ("reject-doctype", .failure(let error)), ("reject (XML 1.1)", .failure(let error)):
            // The encoding and the version are looked at before the document type.
            let reasons: [XMLError.Code] = [
                .doctypeForbidden, .encodingUnsupported, .encodingInvalid, .versionUnsupported,
            ]
            #expect(reasons.contains(error.code), "refused for another reason: \(error)")
        default: break
        }
    }
}
