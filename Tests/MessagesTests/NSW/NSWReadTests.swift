import Messages
import SingleWindow
import Testing

/// Reading F1 envelopes: every header variant in use, every bad input by its own code.
struct NSWReadTests {
    private let text: String

    init() throws { text = try NSWFixture.sampleText() }

    private func header(_ text: String) throws -> MessageHeader {
        try NSWFixture.family.read(Array(text.utf8), contentType: nil).header
    }

    @Test func `the header says what the message is`() throws {
        let header = try header(text)
        #expect(header.code.documentType == "BNNPTNT0600012")
        #expect(header.code.type == "18")
        #expect(header.code.function == "14")
        #expect(header.reference == "BNNPTNT12260000118")
        #expect(header.previousReference == "GRANT118")
        #expect(header.year == 2026)
        #expect(header.sender == NSWFixture.ministry)
        #expect(header.recipient == NSWFixture.gateway)
        #expect(header.sentAt == Timestamp("2026-11-20 08:30:00"))
        #expect(header.id.rawValue.count == 36)
    }

    /// A way to write the same header, found in the field or allowed by one of the published schemas.
    struct Variant: Sendable, CustomStringConvertible {
        var description: String
        var change: @Sendable (String) -> String
    }

    static let variants = [
        Variant(description: "as written by us") { $0 },
        Variant(description: "Subject in another order (xs:all)") {
            $0.replacing("      <type>18</type>\n", with: "")
                .replacing("    </Subject>", with: "      <type>18</type>\n    </Subject>")
        },
        Variant(description: "no preDocumentYear") {
            $0.replacing("<preDocumentYear>2026</preDocumentYear>", with: "")
        },
        Variant(description: "no SystemSignature") { $0.replacing("<SystemSignature></SystemSignature>", with: "") },
        Variant(description: "no Body/Signature (19 schemas)") { $0.replacing("<Signature></Signature>", with: "") },
        Variant(description: "an empty Header/Signature") {
            $0.replacing("  </Header>", with: "  <Signature/></Header>")
        },
        Variant(description: "countrycode in small letters") {
            $0.replacing("countryCode>", with: "countrycode>")
        },
        Variant(description: "no unitCode") {
            $0.replacing("<unitCode>CTY</unitCode>", with: "<unitCode/>").replacing(
                "<unitCode>NSW</unitCode>", with: "<unitCode/>")
        },
        Variant(description: "a fraction of the second") {
            $0.replacing("08:30:00</sendDate>", with: "08:30:00.0</sendDate>")
        },
        Variant(description: "ISO 8601 with offset") {
            $0.replacing("2026-11-20 08:30:00</sendDate>", with: "2026-11-20T08:30:00+07:00</sendDate>")
        },
        Variant(description: "a prefixed root, children without prefix, as one stored sample has it") {
            $0.replacing("<Envelope>", with: "<SOAP:Envelope xmlns:SOAP=\"http://schemas.xmlsoap.org/soap/envelope/\">")
                .replacing("</Envelope>", with: "</SOAP:Envelope>")
        },
        Variant(description: "a namespace on everything") {
            $0.replacing("<Envelope>", with: "<Envelope xmlns=\"http://example.org/nsw\">")
        },
        Variant(description: "comments between elements") {
            $0.replacing("<Header>", with: "<!-- header --><Header>")
        },
        Variant(description: "version left out") { $0.replacing("<version>01</version>", with: "") },
    ]

    @Test(arguments: variants)
    func `every variant is read as the same header`(variant: Variant) throws {
        var expected = try header(text)
        var found = try header(variant.change(text))
        // Whether there is a unit is part of some variants.
        expected.sender.unitCode = nil
        found.sender.unitCode = nil
        expected.recipient.unitCode = nil
        found.recipient.unitCode = nil
        #expect(found == expected)
    }

    @Test(arguments: ["UTF-8 with byte order mark", "UTF-16 little-endian", "UTF-16 big-endian"])
    func `encodings in use are read`(encoding: String) throws {
        let body = text.replacing("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", with: "")
        let bytes: [UInt8] =
            switch encoding {
            case "UTF-8 with byte order mark": [0xEF, 0xBB, 0xBF] + Array(body.utf8)
            case "UTF-16 little-endian": [0xFF, 0xFE] + body.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            default: [0xFE, 0xFF] + body.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
            }
        #expect(try NSWFixture.family.read(bytes, contentType: nil).header == header(text))
    }

    @Test func `a message without identifier is known by its bytes`() throws {
        let without = text.replacing(#/<messageId>.*</messageId>/#, with: "")
        let first = try header(without)
        #expect(first.id.rawValue.count == 64)
        #expect(try header(without).id == first.id)
        #expect(try header(without.replacing("GRANT118", with: "GRANT119")).id != first.id)
    }

    /// An input that must be refused, and the code that says why.
    struct Bad: Sendable, CustomStringConvertible {
        var description: String
        var code: String
        var change: @Sendable (String) -> String

        init(_ description: String, _ code: String, _ change: @escaping @Sendable (String) -> String) {
            self.description = description
            self.code = code
            self.change = change
        }

        /// The value of `field` replaced.
        init(_ description: String, _ code: String, _ field: String, _ value: String) {
            self.init(description, code) { text in
                guard let open = text.firstRange(of: "<\(field)>"), let close = text.firstRange(of: "</\(field)>")
                else {
                    return "no such field"
                }
                return text.replacingCharacters(open.upperBound..<close.lowerBound, value)
            }
        }
    }

    static let long = String(repeating: "x", count: 300)
    static let bad = [
        Bad("not XML", "xml.not_well_formed") { _ in "xin chào" },
        Bad("nothing", "xml.empty") { _ in "" },
        Bad("cut short", "xml.not_well_formed") { String($0.dropLast(40)) },
        Bad("a document type", "xml.doctype_forbidden") {
            $0.replacing("<Envelope>", with: "<!DOCTYPE Envelope><Envelope>")
        },
        Bad("another root", "nsw.envelope.root") {
            $0.replacing("<Envelope>", with: "<Envelop>").replacing("</Envelope>", with: "</Envelop>")
        },
        Bad("no Header", "nsw.envelope.missing_element") { $0.replacing(#/<Header>(?s:.*)</Header>/#, with: "") },
        Bad("no Body", "nsw.envelope.missing_element") { $0.replacing(#/<Body>(?s:.*)</Body>/#, with: "") },
        Bad("two Bodies", "nsw.envelope.duplicate_element") {
            $0.replacing("</Body>", with: "</Body><Body><Content><A/></Content></Body>")
        },
        Bad("two Subjects", "nsw.envelope.duplicate_element") {
            $0.replacing("    </Subject>", with: "    </Subject><Subject/>")
        },
        Bad("two Contents", "nsw.envelope.duplicate_element") {
            $0.replacing("    </Content>", with: "    </Content><Content><A/></Content>")
        },
        Bad("two types", "nsw.envelope.duplicate_element") {
            $0.replacing("<type>18</type>", with: "<type>18</type><type>10</type>")
        },
        Bad("an element nobody knows in Subject", "nsw.envelope.unexpected_element") {
            $0.replacing("<type>18</type>", with: "<type>18</type><priority>1</priority>")
        },
        Bad("an element nobody knows beside Body", "nsw.envelope.unexpected_element") {
            $0.replacing("</Body>", with: "</Body><Trailer/>")
        },
        Bad("text beside elements", "nsw.envelope.text") { $0.replacing("<Body>", with: "<Body>xin chào") },
        Bad("an empty Content", "nsw.content.empty") {
            $0.replacing(#/<Content>(?s:.*)</Content>/#, with: "<Content></Content>")
        },
        Bad("two elements in Content", "nsw.content.many") {
            $0.replacing("    </Content>", with: "<A/>    </Content>")
        },
        Bad("text in Content", "nsw.content.empty") {
            $0.replacing(#/<Content>(?s:.*)</Content>/#, with: "<Content>đã nhận</Content>")
        },
        Bad("messageId of 37 characters", "nsw.header.message_id", "messageId", String(repeating: "a", count: 37)),
        Bad("messageId with letters of Vietnamese", "nsw.header.message_id", "messageId", "số-1"),
        Bad("version of 51 characters", "nsw.header.version", "version", String(repeating: "1", count: 51)),
        Bad("no name", "nsw.header.name", "name", "  "),
        Bad("a name of 300 characters", "nsw.header.name", "name", long),
        Bad("no identity", "nsw.header.identity", "identity", ""),
        Bad("a country of three letters", "nsw.header.country_code", "countryCode", "VNM"),
        Bad("no ministry", "nsw.header.ministry_code", "ministryCode", ""),
        Bad("a ministry of 21 characters", "nsw.header.ministry_code", "ministryCode", String(long.prefix(21))),
        Bad("no organisation", "nsw.header.organization_code", "organizationCode", ""),
        Bad("a unit of 21 characters", "nsw.header.unit_code", "unitCode", String(long.prefix(21))),
        Bad("no documentType", "nsw.header.document_type", "documentType", ""),
        Bad("a documentType of 101 characters", "nsw.header.document_type", "documentType", String(long.prefix(101))),
        Bad("a documentType that is no code", "nsw.header.document_type", "documentType", "thủ tục"),
        Bad("no type", "nsw.header.type", "type", ""),
        Bad("a type of four digits", "nsw.header.type", "type", "1814"),
        Bad("a type with a blank", "nsw.header.type", "type", "1 8"),
        Bad("a function of four digits", "nsw.header.function", "function", "0014"),
        Bad("no reference", "nsw.header.reference", "reference", ""),
        Bad("a reference of 51 characters", "nsw.header.reference", "reference", String(long.prefix(51))),
        Bad("a year of two digits", "nsw.header.document_year", "documentYear", "26"),
        Bad("a year that is none", "nsw.header.document_year", "documentYear", "năm"),
        Bad("a preReference of 51 characters", "nsw.header.pre_reference", "preReference", String(long.prefix(51))),
        Bad("a preDocumentYear of five digits", "nsw.header.pre_document_year", "preDocumentYear", "20266"),
        Bad("no sendDate", "nsw.header.send_date", "sendDate", ""),
        Bad("a day alone", "nsw.header.send_date", "sendDate", "2026-11-20"),
        Bad("a day that is none", "nsw.header.send_date", "sendDate", "2026-02-30 08:00:00"),
        Bad("the day first", "nsw.header.send_date", "sendDate", "20/11/2026 08:00:00"),
        Bad("a comment inside a value", "nsw.header.type", "type", "1<!-- -->8"),
        Bad("an element inside a value", "nsw.header.reference", "reference", "A<b/>"),
    ]

    @Test(arguments: bad)
    func `bad input is refused by its own code`(bad: Bad) {
        let codes = NSWFixture.refusalCodes(bad.change(text))
        #expect(codes.contains(bad.code), "\(codes)")
    }

    @Test func `all wrong fields are reported, each with its line and path`() throws {
        let spoiled = text.replacing("<type>18</type>", with: "<type>1814</type>")
            .replacing("<documentYear>2026<", with: "<documentYear>26<")
        do throws(MessageRefusal) {
            _ = try NSWFixture.family.read(Array(spoiled.utf8), contentType: nil)
            Issue.record("was read")
        } catch {
            #expect(error.problems.map(\.code) == ["nsw.header.type", "nsw.header.document_year"])
            #expect(error.problems.first?.path == "/Envelope/Header/Subject/type")
            #expect(error.problems.first?.line == 9)
        }
    }

    @Test func `a message too large is refused before it is parsed`() {
        let codes = NSWFixture.refusalCodes([UInt8](repeating: 0x20, count: 33 << 20))
        #expect(codes == ["xml.too_large"])
    }

    // MARK: - Schema

    @Test func `a valid content has no problems and an invalid one all of them`() throws {
        let entry = try NSWFixture.entry("BNNPTNT0600012", "18", "14")
        let good = try NSWFixture.family.read(Array(text.utf8), contentType: nil)
        #expect(good.problems(by: entry).isEmpty)
        let spoiled = text.replacing("<Age>1</Age>", with: "<Age>một</Age>")
            .replacing("<CreaterName>Nguyễn Văn An</CreaterName>", with: "<CreaterName>\(Self.long)</CreaterName>")
        let bad = try NSWFixture.family.read(Array(spoiled.utf8), contentType: nil).problems(by: entry)
        #expect(bad.map(\.code) == ["xml.schema.type", "xml.schema.length"])
        #expect(bad.first?.path?.hasSuffix("/AnimalQuarantineResult/GoodsList/Goods/Age") == true)
        #expect(bad.allSatisfy { $0.line != nil })
    }

    @Test(arguments: [
        // A comment that canonicalization drops and a reader stops at.
        ("<CertificateNo>26/000118/KD", "<CertificateNo>26/0<!-- -->00118/KD"),
        ("<CertificateNo>26/000118/KD", "<CertificateNo>26/0<?x?>00118/KD"),
    ])
    func `a comment inside a value of the content is refused`(old: String, new: String) throws {
        let entry = try NSWFixture.entry("BNNPTNT0600012", "18", "14")
        let message = try NSWFixture.family.read(Array(text.replacing(old, with: new).utf8), contentType: nil)
        #expect(message.problems(by: entry).map(\.code).contains("xml.comment_in_value"))
    }

    @Test func `a schema that is not loaded is a check not made, never a pass`() throws {
        var entry = try NSWFixture.entry("BNNPTNT0600012", "18", "14")
        entry.schema = "nsw/BNNPTNT0600012/Nowhere.xsd"
        let message = try NSWFixture.family.read(Array(text.utf8), contentType: nil)
        #expect(message.problems(by: entry).map(\.code) == ["catalogue.schema_missing"])
    }
}

extension String {
    func replacingCharacters(_ range: Range<String.Index>, _ value: String) -> String {
        var copy = self
        copy.replaceSubrange(range, with: value)
        return copy
    }
}
