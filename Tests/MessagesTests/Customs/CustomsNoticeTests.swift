import FoundationEssentials
import Messages
import Signatures
import SingleWindow
import Testing

@Suite("F2: notices and answers, written by the gateway and read by the declarant")
struct CustomsNoticeTests {
    private let fixture: CustomsFixture

    init() throws { fixture = try CustomsFixture() }

    private static let number = DeclarationNumber(accepted: "107767905230")
    private static let receipt = ReceiptNumber(accepted: "260000000017")

    static let statement = TaxStatement(
        number: "260000001234", declaration: number, registeredAt: SampleDeclarations.moment(2026, 11, 21),
        taxpayer: SampleDeclarations.pork.declarant, office: Place(code: "03TG", name: "CHI CUC HQ CK CANG HAI PHONG"),
        regime: "A11",
        lines: [
            DutyTaxFee(type: "Thuế nhập khẩu", amount: Money(234_090_000, "VND"), subItem: "1901"),
            DutyTaxFee(type: "Thuế GTGT", rate: 5, amount: Money(89_734_500, "VND"), subItem: "1702"),
        ],
        total: Money(323_824_500, "VND"), treasury: Place(code: "7111", name: "Kho bạc Nhà nước Hải Phòng"),
        issuedAt: SampleDeclarations.moment(2026, 11, 21, 9, 5))

    static let kinds: [DeclarationNotice.Kind] = [
        .receiptIssued, .numberIssued, .channelled(.green), .channelled(.yellow), .channelled(.red),
        .inspectionOrdered(
            InspectionNotice(
                declaration: number, kind: "Kiểm tra toàn bộ", place: Place(code: "03TGC01", name: "Cảng Hải Phòng"),
                content: "Kiểm tra số lượng, chủng loại\nvà niêm phong", containers: ["MSKU1234565", "MSKU7654321"])),
        .inspectionOrdered(InspectionNotice(declaration: number)),
        .taxNoticed(statement),
        .cleared(
            ClearanceDecision(
                declaration: number, kind: .cleared, decidedAt: SampleDeclarations.moment(2026, 11, 22, 10))),
        .cleared(ClearanceDecision(declaration: number, kind: .released)),
        .engineRefused([
            EngineResult(code: "S0012", item: "IMC", text: "Mã người nhập khẩu không có"), EngineResult(code: "E0301"),
        ]),
    ]

    private func notice(_ kind: DeclarationNotice.Kind, _ direction: TradeDirection = .import) -> DeclarationNotice {
        var number: DeclarationNumber? = CustomsNoticeTests.number
        if case .receiptIssued = kind { number = nil }
        return DeclarationNotice(
            kind: kind, direction: direction, reference: "PORK20260001", office: "03TG",
            declarant: SampleDeclarations.pork.declarant, receipt: CustomsNoticeTests.receipt, number: number)
    }

    @Test("Every notice is read as it was written", arguments: kinds)
    func roundTrip(_ kind: DeclarationNotice.Kind) throws {
        for direction in TradeDirection.allCases {
            let notice = notice(kind, direction)
            let written = try fixture.family.write(.declarationNotice(notice), context: fixture.outgoing)
            #expect(written.losses == [])
            let reading = try fixture.family.readNotice(written.bytes, trust: KnownSigners(fixture.gateway))
            #expect(reading.content == .notice(notice))
            #expect(reading.header.code == written.header.code)
            #expect(reading.header.recipient.identity == "0101234567")
            #expect(reading.header.sender == CustomsFixture.gatewayCode)
            let received = try fixture.family.read(written.bytes, contentType: nil)
            let message = try #require(received.verify(fixture.trust).message)
            let entry = fixture.entry(message.header, "")
            #expect(message.losses(by: entry) == [])
            #expect(throws: MessageRefusal.self) { try message.content(by: entry) }
        }
    }

    /// Functions of each notice: reference/domain.md 2.7.
    @Test(
        "Functions",
        arguments: zip(
            kinds, ["29", "30", "10", "10", "10", "34", "34", "33", "35", "35", "272"]))
    func function(_ kind: DeclarationNotice.Kind, _ function: String) throws {
        let written = try fixture.family.write(.declarationNotice(notice(kind)), context: fixture.outgoing)
        #expect(written.header.code == MessageCode(family: .customs, type: "929", function: function))
    }

    @Test("A notice whose parts disagree is not written")
    func inconsistent() throws {
        let other = DeclarationNumber(accepted: "308044805740")
        var statement = CustomsNoticeTests.statement
        statement.total = Money(323_824_501, "VND")
        var foreign = CustomsNoticeTests.statement
        foreign.declaration = other
        for (kind, code): (DeclarationNotice.Kind, String) in [
            (.cleared(ClearanceDecision(declaration: other, kind: .cleared)), "customs.notice_number"),
            (.inspectionOrdered(InspectionNotice(declaration: other)), "customs.notice_number"),
            (.taxNoticed(foreign), "customs.notice_number"), (.taxNoticed(statement), "customs.tax_total"),
        ] {
            #expect {
                try fixture.family.write(.declarationNotice(notice(kind)), context: fixture.outgoing)
            } throws: { ($0 as? MessageRefusal)?.problems.map(\.code) == [code] }
        }
    }

    // MARK: - Answers

    private func declared() throws -> MessageHeader {
        let bytes = try fixture.declaration(SampleDeclarations.pork).bytes
        return try #require(try fixture.family.read(bytes, contentType: nil).verify(fixture.trust).message).header
    }

    @Test("Technical answers, read by the declarant")
    func answers() throws {
        let header = try declared()
        let answers: [(TechnicalAnswer, String)] = [
            (.received, "32"), (.receiptIssued(CustomsNoticeTests.receipt), "29"), (.notProcessedYet, "12"),
            (.notice(notice(.channelled(.yellow))), "10"),
        ]
        for (answer, function) in answers {
            let written = try fixture.family.answer(answer, to: header, context: fixture.outgoing)
            #expect(written.header.code.function == function)
            #expect(written.header.reference == "PORK20260001")
            let reading = try fixture.family.readNotice(written.bytes, trust: fixture.trust)
            #expect(reading.answered == header.id)
            guard
                case .acknowledged(let report) = fixture.family.readAnswer(
                    written.bytes, contentType: nil, to: header, trust: fixture.trust)
            else {
                Issue.record("\(answer) is no acknowledgement")
                continue
            }
            #expect(report.verdict == .accept)
        }
        let written = try fixture.family.answer(
            .receiptIssued(CustomsNoticeTests.receipt), to: header, context: fixture.outgoing)
        guard case .notice(let notice) = try fixture.family.readNotice(written.bytes, trust: fixture.trust).content
        else {
            Issue.record("no notice")
            return
        }
        #expect(notice.kind == .receiptIssued && notice.receipt == CustomsNoticeTests.receipt)
        #expect(notice.office == "03TG" && notice.declarant.identity == "0101234567")
    }

    private let problems = [
        Problem(
            code: "signature.hash_failure", line: 12, column: 5, path: "/Envelope/Body/Content",
            message: Text(vi: "Nội dung đã bị thay đổi", en: "The content was changed"),
            hint: Text(vi: "Ký lại", en: "Sign again")),
        Problem(code: "xml.schema.pattern", message: Text(vi: "Ký tự \u{1} lạ", en: "Character \u{1}")),
    ]

    @Test("A refusal says all that is wrong, in both languages, also to a message that could not be read")
    func refusal() throws {
        for header in [try declared(), nil] {
            let written = try fixture.family.answer(.refused(problems), to: header, context: fixture.outgoing)
            #expect(written.header.code.function == "272")
            let reading = try fixture.family.readNotice(written.bytes, trust: fixture.trust)
            guard case .refused(let read) = reading.content else {
                Issue.record("not a refusal")
                return
            }
            #expect(read.first == problems.first)
            #expect(read.map(\.code) == problems.map(\.code))
            #expect(read.last?.message.en == "Character \u{FFFD}")
            let sent = try declared()
            guard
                case .refused(let told, _) = fixture.family.readAnswer(
                    written.bytes, contentType: nil, to: sent, trust: fixture.trust)
            else {
                Issue.record("not taken as a refusal")
                return
            }
            #expect(told == read)
        }
    }

    @Test("A refusal can be written to whatever was sent")
    func refusalOfOddHeaders() throws {
        var header = try declared()
        header.reference = "Số tham chiếu lạ \u{7}"
        header.code.type = "abc"
        var context = fixture.outgoing
        context.recipient = PartyCode(name: " ", identity: "")
        let written = try fixture.family.answer(.refused(problems), to: header, context: context)
        #expect(written.header.code.type == "0" && written.header.reference == "0")
        #expect(throws: Never.self) { try fixture.family.readNotice(written.bytes, trust: fixture.trust) }
    }

    @Test("The declarant acknowledges a notice, and the gateway reads that")
    func acknowledgement() throws {
        let written = try fixture.family.write(
            .declarationNotice(notice(.channelled(.red))), context: fixture.outgoing)
        let reading = try fixture.family.readNotice(written.bytes, trust: fixture.trust)
        let ack = try fixture.family.answer(
            .received, to: reading.header,
            context: fixture.context(CustomsFixture.declarantCode, key: fixture.declarant))
        guard
            case .acknowledged = fixture.family.readAnswer(
                ack.bytes, contentType: "application/xml", to: written.header, trust: KnownSigners(fixture.declarant))
        else {
            Issue.record("not acknowledged")
            return
        }
        var other = written.header
        other.id = MessageID(accepted: "0197a3c2-6f10-7a55-9c3e-5b1d2f3a4b5d")
        var elsewhere = written.header
        elsewhere.reference = "APPLE20260003"
        let rejected: [(String, [UInt8], MessageHeader, KnownSigners)] = [
            ("an answer to another message", ack.bytes, other, fixture.trust),
            ("an answer about another declaration", ack.bytes, elsewhere, fixture.trust),
            ("an answer signed by a stranger", ack.bytes, written.header, KnownSigners(fixture.gateway)),
            ("an answer that was changed", Array(ack.bytes.dropLast(1)), written.header, fixture.trust),
            ("no answer at all", Array("OK".utf8), written.header, fixture.trust),
            (
                "our own message sent back", try fixture.declaration(SampleDeclarations.pork).bytes, written.header,
                fixture.trust
            ),
        ]
        for (label, bytes, sent, trust) in rejected {
            guard
                case .invalid(let problems) = fixture.family.readAnswer(bytes, contentType: nil, to: sent, trust: trust)
            else {
                Issue.record("\(label) was taken")
                continue
            }
            #expect(!problems.isEmpty)
        }
    }

    @Test("What is not this family's to say is refused by name")
    func unsupported() throws {
        let contents: [OutgoingContent] = [
            .officialDeclaration(CustomsNoticeTests.number, direction: .import),
            .debitRequest(CustomsNoticeTests.statement),
        ]
        for content in contents {
            #expect {
                try fixture.family.write(content, context: fixture.outgoing)
            } throws: { ($0 as? MessageRefusal)?.problems.map(\.code) == ["customs.unsupported"] }
        }
    }
}
