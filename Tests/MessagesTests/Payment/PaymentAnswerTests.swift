import FoundationEssentials
import Messages
import Signatures
import SingleWindow
import Testing

@Suite("F4: answers")
struct PaymentAnswerTests {
    private let fixture: PaymentFixture

    init() throws { fixture = try PaymentFixture() }

    private func sent() throws -> WrittenMessage {
        try fixture.family.writePayment([PaymentFixture.payment("107767905230", 7)], context: fixture.incoming)
    }

    @Test("Accepted, read by the bank")
    func accepted() throws {
        let sent = try sent()
        let accepted = try fixture.family.answer(.received, to: sent.header, context: fixture.outgoing)
        #expect(accepted.header.code.type == "200")
        let reading = try fixture.family.readMessage(accepted.bytes, trust: fixture.trust)
        #expect(reading.content == .accepted(number: fixture.outgoing.id.rawValue))
        guard
            case .acknowledged(let report) = fixture.family.readAnswer(
                accepted.bytes, contentType: nil, to: sent.header, trust: fixture.trust)
        else {
            Issue.record("not acknowledged")
            return
        }
        #expect(report.verdict == .accept)
    }

    @Test("Refused, with all that is wrong, also where the message could not be read")
    func refused() throws {
        let problems = [
            Problem(
                code: "payment.nothing_due", path: "/Customs/Data/GNT_CT",
                message: Text(vi: "Tờ khai không có khoản thuế phải nộp.", en: "The declaration has no tax to pay.")),
            Problem(code: "xml.schema.pattern", message: Text(vi: "Ký tự \u{1}\nlạ", en: "Odd \u{1}")),
        ]
        let sent = try sent()
        for header in [sent.header, nil] {
            let refused = try fixture.family.answer(.refused(problems), to: header, context: fixture.outgoing)
            guard
                case .refused(let told, _) = fixture.family.readAnswer(
                    refused.bytes, contentType: nil, to: sent.header, trust: fixture.trust)
            else {
                Issue.record("not refused")
                return
            }
            #expect(told.first == problems.first)
            #expect(told.map(\.code) == problems.map(\.code))
            #expect(told.last?.message.vi == "Ký tự   lạ")
            #expect(String(decoding: refused.bytes, as: UTF8.self).contains("<ErrorNumber>6</ErrorNumber>"))
        }
    }

    /// Numbers that schemas/payment/README.md lists.
    @Test(
        "Error numbers",
        arguments: [
            ("xml.not_well_formed", 1), ("xml.schema.pattern", 2), ("signature.hash_failure", 3),
            ("certificate.not_registered", 4), ("case.not_found", 5), ("payment.nothing_due", 6),
            ("payment.total_mismatch", 7), ("gateway.busy", 99),
        ])
    func numbers(_ code: String, _ number: Int) throws {
        let problem = Problem(code: code, message: Text(vi: "lỗi", en: "error"))
        let written = try fixture.family.answer(.refused([problem]), to: nil, context: fixture.outgoing)
        let text = String(decoding: written.bytes, as: UTF8.self)
        #expect(text.contains("<ErrorNumber>\(number)</ErrorNumber>"))
    }

    @Test("More problems than the field holds are counted")
    func manyProblems() throws {
        let problems = (0..<2000).map {
            Problem(code: "xml.schema.pattern", path: "/Customs/Data/\($0)", message: Text(vi: "Sai", en: "Wrong"))
        }
        let written = try fixture.family.answer(.refused(problems), to: nil, context: fixture.outgoing)
        guard case .refused(let told) = try fixture.family.readMessage(written.bytes, trust: fixture.trust).content
        else {
            Issue.record("not refused")
            return
        }
        #expect(told.last?.code == "payment.more_problems" && told.count < 500)
    }

    @Test("What is no answer to the message sent is not a delivery")
    func foreignAnswers() throws {
        let sent = try fixture.family.write(.debitRequest(PaymentFixture.statement), context: fixture.outgoing)
        let ack = try fixture.family.answer(.received, to: sent.header, context: fixture.incoming)
        var other = sent.header
        other.id = MessageID(accepted: "another")
        let tampered = Array(
            String(decoding: ack.bytes, as: UTF8.self).replacing("<ErrorNumber>0", with: "<ErrorNumber>1").utf8)
        let query = try fixture.family.writeDebtQuery(DebtQuery(taxpayer: "1"), context: fixture.incoming)
        let rows: [(String, [UInt8], MessageHeader, KnownSigners)] = [
            ("to another transaction", ack.bytes, other, fixture.trust),
            ("signed by a stranger", ack.bytes, sent.header, KnownSigners(fixture.gateway)),
            ("changed", tampered, sent.header, fixture.trust),
            ("a request", query.bytes, sent.header, fixture.trust),
            ("not XML", Array("OK".utf8), sent.header, fixture.trust),
        ]
        for (label, bytes, header, trust) in rows {
            guard
                case .invalid(let problems) = fixture.family.readAnswer(
                    bytes, contentType: nil, to: header, trust: trust)
            else {
                Issue.record("\(label) was taken")
                continue
            }
            #expect(!problems.isEmpty)
        }
        let contradictory = try fixture.resigning(ack.bytes) { $0.replacing("<ErrorNumber>0", with: "<ErrorNumber>1") }
        guard
            case .invalid(let problems) = fixture.family.readAnswer(
                contradictory, contentType: nil, to: sent.header, trust: fixture.trust)
        else {
            Issue.record("an acceptance with an error was taken")
            return
        }
        #expect(problems.map(\.code) == ["payment.answer_contradictory"])
    }
}
