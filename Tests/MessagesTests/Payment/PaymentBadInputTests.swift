import FoundationEssentials
import Messages
import Signatures
import SingleWindow
import Testing

@Suite("F4: bad input of each kind")
struct PaymentBadInputTests {
    private let fixture: PaymentFixture

    init() throws { fixture = try PaymentFixture() }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: String
        var old: String
        var new: String

        init(_ label: String, _ code: String, _ old: String, _ new: String) {
            testDescription = label
            self.code = code
            self.old = old
            self.new = new
        }
    }

    private func slip() throws -> [UInt8] {
        try fixture.family.writePayment(
            [PaymentFixture.payment("107767905230", 234_090_000, 89_734_500)], context: fixture.incoming
        ).bytes
    }

    private func replace(_ row: Row, in bytes: [UInt8]) throws -> [UInt8] {
        let text = String(decoding: bytes, as: UTF8.self)
        try #require(text.contains(row.old))
        return Array(text.replacing(row.old, with: row.new).utf8)
    }

    static let unreadable: [Row] = [
        Row("not XML", "xml.not_well_formed", "<Customs>", "Customs"),
        Row("another document element", "payment.root", "Customs>", "HaiQuan>"),
        Row("a DOCTYPE", "xml.doctype_forbidden", "<Customs>", "<!DOCTYPE Customs><Customs>"),
        Row("no header", "payment.value_missing", "Header>", "Dau>"),
        Row("no transaction", "payment.value_missing", "Transaction_ID>", "Transaction_No>"),
        Row("a blank type", "payment.value_invalid", "<Message_Type>301<", "<Message_Type> <"),
        Row(
            "a time that is none", "payment.value_invalid", "<Transaction_Date>2026-11-21T09:15:00",
            "<Transaction_Date>21/11/2026"),
        Row("a comment inside an amount", "xml.comment_in_value", "<SoTien_TO>323", "<SoTien_TO>3<!-- -->23"),
    ]

    @Test("Refused on reading", arguments: unreadable)
    func refused(_ row: Row) throws {
        let bytes = try replace(row, in: slip())
        do {
            _ = try fixture.family.read(bytes, contentType: nil)
            Issue.record("was read")
        } catch {
            #expect(error.problems.map(\.code).contains(row.code), "\(error.problems.map(\.code))")
        }
    }

    static let invalid: [Row] = [
        Row("a total that is not the sum", "payment.total_mismatch", "<SoTien_TO>323824500", "<SoTien_TO>323824501"),
        Row(
            "an amount in dong that differs from the amount paid in dong", "payment.amount_mismatch",
            "<SoTien_NT>234090000", "<SoTien_NT>234090001"),
        Row(
            "dollars without a rate", "payment.rate_missing", "<Ma_NT>VND</Ma_NT><Ty_Gia>1</Ty_Gia>",
            "<Ma_NT>USD</Ma_NT>"),
        Row("a declaration number of eleven digits", "xml.schema.pattern", "<So_TK>107767905230", "<So_TK>10776790523"),
        Row("an amount with a comma", "xml.schema.pattern", "<SoTien_VND>89734500", "<SoTien_VND>89,734500"),
        Row("a negative amount", "xml.schema.pattern", "<SoTien_VND>89734500", "<SoTien_VND>-89734500"),
        Row("an amount with an exponent", "xml.schema.pattern", "<SoTien_VND>89734500", "<SoTien_VND>8.97345E7"),
        Row("no slip number", "xml.schema.unexpected", "<So_CT>0001234</So_CT>", ""),
        Row("a day of another form", "xml.schema.pattern", "<Ngay_BN>2026-11-21", "<Ngay_BN>2026/11/21"),
        Row("an element nobody knows", "xml.schema.unexpected", "<GNT_CT>", "<GhiChu/><GNT_CT>"),
        Row("a sub-item of three digits", "xml.schema.pattern", "<NDKT>1901", "<NDKT>190"),
    ]

    @Test("Read, and found invalid", arguments: invalid)
    func problems(_ row: Row) throws {
        let received = try fixture.family.read(try replace(row, in: slip()), contentType: nil)
        let problems = received.problems(by: fixture.entry("301"))
        #expect(problems.contains { $0.code == row.code && $0.line != nil }, "\(problems.map(\.code))")
    }

    @Test("Fractions as senders write them, without the zero")
    func fractions() throws {
        let written = try fixture.family.writePayment(
            [PaymentFixture.payment("107767905230", Decimal(string: "0.585") ?? 0)], context: fixture.incoming)
        let bytes = try fixture.resigning(written.bytes) { $0.replacing(">0.585<", with: ">.585<") }
        let received = try fixture.family.read(bytes, contentType: nil)
        #expect(received.problems(by: fixture.entry("301")) == [])
        let message = try #require(received.verify(fixture.trust).message)
        guard case .payments(let payments) = try message.content(by: fixture.entry("301")) else {
            Issue.record("no payments")
            return
        }
        #expect(payments.map(\.amount.amount) == [Decimal(string: "0.585")])
    }

    @Test("A message not for the gateway is read and not acted on")
    func notForUs() throws {
        let request = try fixture.family.write(.debitRequest(PaymentFixture.statement), context: fixture.outgoing)
        let message = try #require(
            try fixture.family.read(request.bytes, contentType: nil).verify(fixture.trust).message)
        #expect {
            try message.content(by: fixture.entry("304"))
        } throws: { ($0 as? MessageRefusal)?.problems.map(\.code) == ["payment.type_unexpected"] }
    }

    // MARK: - Writing

    @Test("Payments that can't be one message are refused by name")
    func unwritable() throws {
        let one = PaymentFixture.payment("107767905230", 7)
        var otherSlip = PaymentFixture.payment("107767906520", 7)
        otherSlip.slip = "0009"
        var otherTransaction = one
        otherTransaction.transaction = "x"
        var dollars = one
        dollars.amount = Money(7, "USD")
        var wrongSum = one
        wrongSum.amount = Money(8, "VND")
        var noLines = one
        noLines.lines = []
        let rows: [([Payment], String)] = [
            ([], "payment.empty"), ([one, otherSlip], "payment.slip_mixed"), ([one, one], "payment.slip_mixed"),
            ([otherTransaction], "payment.transaction_mismatch"), ([dollars], "payment.currency"),
            ([wrongSum], "payment.total_mismatch"), ([noLines], "payment.lines_missing"),
        ]
        for (payments, code) in rows {
            #expect {
                try fixture.family.writePayment(payments, context: fixture.incoming)
            } throws: { ($0 as? MessageRefusal)?.problems.contains { $0.code == code } == true }
        }
        var long = one
        long.slip = String(repeating: "1", count: 36)
        #expect {
            try fixture.family.writePayment([long], context: fixture.incoming)
        } throws: { ($0 as? MessageRefusal)?.problems.map(\.code) == ["xml.schema.length"] }
    }

    @Test("Statements that can't be asked for are refused by name")
    func unwritableStatements() throws {
        var wrongTotal = PaymentFixture.statement
        wrongTotal.total = Money(1, "VND")
        var dollars = PaymentFixture.statement
        dollars.lines[0].amount = Money(234_090_000, "USD")
        for (statement, code) in [(wrongTotal, "payment.total_mismatch"), (dollars, "payment.currency")] {
            #expect {
                try fixture.family.write(.debitRequest(statement), context: fixture.outgoing)
            } throws: { ($0 as? MessageRefusal)?.problems.contains { $0.code == code } == true }
        }
        #expect {
            try fixture.family.write(
                .paymentRecord(PaymentFixture.payment("107767905230", 7)), context: fixture.outgoing)
        } throws: { ($0 as? MessageRefusal)?.problems.map(\.code) == ["payment.unsupported"] }
    }
}
