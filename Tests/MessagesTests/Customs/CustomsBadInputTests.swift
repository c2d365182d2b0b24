import Messages
import Signatures
import SingleWindow
import Testing

@Suite("F2: bad input of each kind")
struct CustomsBadInputTests {
    private let fixture: CustomsFixture

    init() throws { fixture = try CustomsFixture() }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: String
        var damage: @Sendable ([UInt8]) -> [UInt8]

        init(_ label: String, _ code: String, _ damage: @escaping @Sendable ([UInt8]) -> [UInt8]) {
            testDescription = label
            self.code = code
            self.damage = damage
        }
    }

    private static func replace(_ old: String, _ new: String) -> @Sendable ([UInt8]) -> [UInt8] {
        { CustomsFixture.replacing(old, with: new, in: $0) }
    }

    private static func content(_ change: @escaping @Sendable (String) -> String) -> @Sendable ([UInt8]) -> [UInt8] {
        { CustomsFixture.replacingContent(of: $0, with: change(CustomsFixture.content(of: $0))) }
    }

    private static func rawContent(_ change: @escaping @Sendable (String) -> String) -> @Sendable ([UInt8]) -> [UInt8] {
        { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            let encoded = CustomsFixture.between(text, "<Content>", "</Content>")
            return CustomsFixture.replacing(
                "<Content>\(encoded)</Content>", with: "<Content>\(change(encoded))</Content>", in: bytes)
        }
    }

    static let unreadable: [Row] = [
        Row("nothing", "xml.empty") { _ in [] },
        Row("not XML", "xml.not_well_formed") { _ in Array("hello".utf8) },
        Row("cut in the middle", "xml.not_well_formed") { Array($0.prefix($0.count / 2)) },
        Row("another document element", "customs.root", replace("Envelope>", "Phongbi>")),
        Row("a DOCTYPE", "xml.doctype_forbidden", replace("<Envelope>", "<!DOCTYPE Envelope><Envelope>")),
        Row("no header", "customs.value_missing") {
            let text = String(decoding: $0, as: UTF8.self)
            return CustomsFixture.replacing(
                "<Header>\(CustomsFixture.between(text, "<Header>", "</Header>"))</Header>", with: "", in: $0)
        },
        Row("no message identifier", "customs.value_missing", replace("messageId>", "messageNo>")),
        Row("a blank function", "customs.value_invalid", replace("<function>8</function>", "<function> </function>")),
        Row(
            "two references", "customs.element_repeated",
            replace("<sendApplication>", "<reference>OTHER</reference><sendApplication>")),
        Row("no content", "customs.content_missing", rawContent { _ in "" }),
        Row("a character that base64 has not", "customs.base64", rawContent { "*" + $0.dropFirst() }),
        Row("base64 without its padding", "customs.base64", rawContent { _ in "PGEv" + "Pg" }),
        Row("base64 with bits behind the end", "customs.base64", rawContent { _ in "PGEvPh==" }),
        Row("URL-safe base64", "customs.base64", rawContent { _ in "PGEvP_-_" }),
        Row("content that is not XML", "customs.content_not_xml", content { _ in "khai báo" }),
        Row("content that is cut", "customs.content_not_xml", content { String($0.dropLast(20)) }),
        Row("content in another element", "customs.content_root", content { _ in "<Permit/>" }),
        Row("content with a DOCTYPE", "xml.doctype_forbidden", content { "<!DOCTYPE Declaration>" + $0 }),
        Row(
            "a comment inside a value of the content", "xml.comment_in_value",
            content { $0.replacing("<regime>A11", with: "<regime>A<!-- -->11") }),
        Row(
            "a comment inside a value of the header", "xml.comment_in_value",
            replace("<type>929", "<type>9<!-- -->29")),
    ]

    @Test("Refused on reading", arguments: unreadable)
    func refused(_ row: Row) throws {
        let good = try fixture.declaration(SampleDeclarations.pork).bytes
        let bytes = row.damage(good)
        try #require(bytes != good)
        do {
            _ = try fixture.family.read(bytes, contentType: "application/xml")
            Issue.record("was read")
        } catch {
            #expect(error.problems.map(\.code).contains(row.code), "\(error.problems.map(\.code))")
            #expect(error.problems.allSatisfy { !$0.message.vi.isEmpty && !$0.message.en.isEmpty })
        }
    }

    static let invalid: [Row] = [
        Row("a message identifier that is no UUID", "xml.schema.pattern", replace(CustomsFixture.messageID, "0001")),
        Row(
            "a time of creation in another form", "xml.schema.pattern",
            replace("<createMessageIssue>2026-11-21 08:31:00", "<createMessageIssue>21/11/2026")),
        Row("no fileCert", "xml.schema.missing") {
            let text = String(decoding: $0, as: UTF8.self)
            return CustomsFixture.replacing(
                "<fileCert>\(CustomsFixture.between(text, "<fileCert>", "</fileCert>"))</fileCert>", with: "", in: $0)
        },
        Row(
            "an element nobody knows", "xml.schema.unexpected", replace("<Subject>", "<priority>1</priority><Subject>")),
        Row(
            "a goods line without quantity", "xml.schema.unexpected",
            content {
                $0.replacing(
                    "<GoodsMeasure><quantity>24000</quantity><quantityUnit>KGM</quantityUnit></GoodsMeasure>", with: "")
            }
        ),
        Row("an HS code in words", "xml.schema.pattern", content { $0.replacing("02032900", with: "PORK") }),
        Row(
            "a day that no calendar has", "xml.schema.pattern",
            content { $0.replacing("2026-11-20", with: "2026-13-40") }),
        Row(
            "another reference in the header", "customs.header_mismatch",
            replace("<reference>PORK20260001", "<reference>OTHER")),
    ]

    @Test("Read, and found invalid", arguments: invalid)
    func problems(_ row: Row) throws {
        let good = try fixture.declaration(SampleDeclarations.pork).bytes
        let bytes = row.damage(good)
        try #require(bytes != good)
        let received = try fixture.family.read(bytes, contentType: nil)
        let problems = received.problems(by: fixture.entry(for: SampleDeclarations.pork))
        #expect(problems.contains { $0.code == row.code && $0.path != nil }, "\(problems.map { ($0.code, $0.path) })")
    }

    @Test("A message whose schema is not there is not taken as valid")
    func missingSchema() throws {
        let received = try fixture.family.read(try fixture.declaration(SampleDeclarations.pork).bytes, contentType: nil)
        let problems = received.problems(by: fixture.entry(received.header, "no-such.xsd"))
        #expect(problems.map(\.code) == ["schema.missing"])
    }

    @Test("All problems of a message are found, not the first alone")
    func allProblems() throws {
        let good = try fixture.declaration(SampleDeclarations.pork).bytes
        let content = CustomsFixture.content(of: good).replacing("<regime>A11", with: "<regime>??")
            .replacing("02032900", with: "PORK").replacing("<originCountry>DK", with: "<originCountry>Denmark")
        let received = try fixture.family.read(
            CustomsFixture.replacingContent(of: good, with: content), contentType: nil)
        let problems = received.problems(by: fixture.entry(for: SampleDeclarations.pork))
        let paths = problems.compactMap(\.path)
        for end in ["/regime", "/hsCode", "/originCountry"] {
            #expect(paths.contains { $0.hasPrefix("/Envelope/Body/Content/Declaration") && $0.hasSuffix(end) })
        }
    }

    @Test("A declaration that a schema can't fault: goods lines out of order, values in two currencies")
    func rules() throws {
        let written = try fixture.declaration(SampleDeclarations.pork)
        for (old, new, code) in [
            ("<sequence>1<", "<sequence>2<", "customs.goods_sequence"),
            ("NORDIC PORK EXPORT A/S", "丹麦猪肉出口公司", "customs.plain_text"),
            ("Havnegade 12, 8000 Aarhus C", String(repeating: "a", count: 36), "customs.plain_text"),
            (
                "<InvoiceValue><amount>61200</amount><currencyCode>USD",
                "<InvoiceValue><amount>61200</amount><currencyCode>EUR",
                "customs.invoice_currency"
            ),
        ] {
            let content = CustomsFixture.content(of: written.bytes)
            try #require(content.contains(old))
            let bytes = try CustomsFixture.resigning(
                written.bytes, content: content.replacing(old, with: new), key: fixture.declarant)
            let received = try fixture.family.read(bytes, contentType: nil)
            let entry = fixture.entry(for: SampleDeclarations.pork)
            let problems = received.problems(by: entry)
            #expect(problems.map(\.code) == [code])
            #expect(problems.first?.path?.hasPrefix("/Envelope/Body/Content/Declaration") == true)
            let message = try #require(received.verify(fixture.trust).message)
            #expect {
                try message.content(by: entry)
            } throws: { ($0 as? MessageRefusal)?.problems.map(\.code) == [code] }
        }
    }
}
