import FoundationEssentials
import Messages
import Signatures
import SingleWindow
import Testing

@Suite("F4: messages written by one side and read by the other")
struct PaymentRoundTripTests {
    private let fixture: PaymentFixture

    init() throws { fixture = try PaymentFixture() }

    @Test("A debit request is read as it was written", arguments: 0..<60)
    func debitRequest(_ seed: Int) throws {
        let statement = PaymentFixture.statement(seed: UInt64(seed))
        let written = try fixture.family.write(.debitRequest(statement), context: fixture.outgoing)
        #expect(written.losses == [])
        #expect(written.header.code == MessageCode(family: .payment, type: "304"))
        let reading = try fixture.family.readMessage(written.bytes, trust: KnownSigners(fixture.gateway))
        #expect(reading.content == .debitRequest(statement))
        #expect(reading.header.sender == PaymentFixture.gatewayCode)
        #expect(reading.header.id.rawValue == fixture.outgoing.id.rawValue)
    }

    @Test(
        "A slip is read as it was written, one value a declaration",
        arguments: [
            [PaymentFixture.payment("107767905230", 234_090_000, 89_734_500)],
            [
                PaymentFixture.payment("107767905230", 1), PaymentFixture.payment("107767906520", 2, 3),
                PaymentFixture.payment("308069766600", Decimal(string: "0.585") ?? 0),
            ],
            [PaymentFixture.payment("107767905230", Decimal(string: "12345678901234567890.1234") ?? 0)],
        ])
    func payments(_ payments: [Payment]) throws {
        let written = try fixture.family.writePayment(payments, context: fixture.incoming)
        #expect(written.losses == [])
        let received = try fixture.family.read(written.bytes, contentType: "application/xml")
        #expect(received.problems(by: fixture.entry("301")) == [])
        let verification = received.verify(fixture.trust)
        #expect(verification.report.verdict == .accept)
        #expect(verification.evidence.count == 1)
        let message = try #require(verification.message)
        #expect(try message.content(by: fixture.entry("301")) == .payments(payments))
        #expect(message.header.id.rawValue == PaymentFixture.transaction)
        #expect(message.header.sender == PaymentFixture.bankCode)
    }

    @Test("A slip that answers a debit request names it, and where the money went")
    func answeringRequest() throws {
        let payment = PaymentFixture.payment("107767905230", 234_090_000, 89_734_500)
        let written = try fixture.family.writePayment(
            [payment], for: PaymentFixture.statement, request: MessageID(accepted: "0197a3c2"),
            context: fixture.incoming)
        let message = try #require(
            try fixture.family.read(written.bytes, contentType: nil).verify(fixture.trust).message)
        #expect(message.header.reference == "0197a3c2")
        #expect(try message.content(by: fixture.entry("301")) == .payments([payment]))
        // What the model does not hold of a slip is named: the bank's name, the treasury, the office.
        let losses = message.losses(by: fixture.entry("301"))
        for name in ["Ten_NH_PH", "Ten_KB", "TKKB", "Ma_HQ_PH"] { #expect(losses.contains("/Customs/Data/" + name)) }
        #expect(!losses.contains { $0.contains("Signature") || $0.contains("Header") || $0.contains("ToKhai_CT") })
    }

    @Test("Several blocks of one declaration are one payment of it")
    func mergedBlocks() throws {
        let written = try fixture.family.writePayment(
            [PaymentFixture.payment("107767905230", 10), PaymentFixture.payment("107767906520", 5)],
            context: fixture.incoming)
        let bytes = try fixture.resigning(written.bytes) {
            $0.replacing("<So_TK>107767906520", with: "<So_TK>107767905230")
        }
        let message = try #require(try fixture.family.read(bytes, contentType: nil).verify(fixture.trust).message)
        guard case .payments(let payments) = try message.content(by: fixture.entry("301")) else {
            Issue.record("no payments")
            return
        }
        #expect(payments.map(\.amount) == [Money(15, "VND")])
        #expect(payments.first?.lines.count == 2)
    }

    @Test("Debt: the question, and the answer with what is outstanding", arguments: 0..<20)
    func debt(_ seed: Int) throws {
        let queries = [
            DebtQuery(taxpayer: "0101234567"),
            DebtQuery(taxpayer: "0101234567", declaration: PaymentFixture.statement.declaration, year: 2026),
        ]
        let query = queries[seed % 2]
        let asked = try fixture.family.writeDebtQuery(query, context: fixture.incoming)
        let received = try fixture.family.read(asked.bytes, contentType: nil)
        #expect(received.problems(by: fixture.entry("101")) == [])
        let message = try #require(received.verify(fixture.trust).message)
        #expect(try message.content(by: fixture.entry("101")) == .debtQuery(query))

        // The form has no statement numbers, times of issue or addresses.
        let statements = (0..<(seed % 3)).map { index in
            var statement = PaymentFixture.statement(seed: UInt64(seed * 10 + index))
            statement.number = statement.declaration.rawValue
            statement.issuedAt = nil
            statement.taxpayer.address = nil
            return statement
        }
        let answered = try fixture.family.answer(.debt(statements), to: message.header, context: fixture.outgoing)
        let reading = try fixture.family.readMessage(answered.bytes, trust: fixture.trust)
        #expect(reading.content == .debt(statements))
        #expect(reading.request == message.header.id)
        guard
            case .acknowledged = fixture.family.readAnswer(
                answered.bytes, contentType: nil, to: asked.header, trust: fixture.trust)
        else {
            Issue.record("not an answer")
            return
        }
    }

    @Test("What a form does not hold is named")
    func losses() throws {
        var statement = PaymentFixture.statement
        statement.taxpayer.email = "x@example.invalid"
        statement.office?.name = "Chi cục"
        statement.lines[0].rate = 15
        statement.issuedAt = statement.issuedAt?.advanced(byMilliseconds: 5)
        let request = try fixture.family.write(.debitRequest(statement), context: fixture.outgoing)
        #expect(
            Set(request.losses) == [
                "statement.taxpayer.email", "statement.office.name", "statement.lines.rate",
                "statement.issuedAt.milliseconds",
            ])
        var payment = PaymentFixture.payment("107767905230", 7)
        payment.paidAt = PaymentFixture.at
        payment.payer.address = "Hà Nội"
        let slip = try fixture.family.writePayment([payment], context: fixture.incoming)
        #expect(Set(slip.losses) == ["payment.paidAt.time", "payment.payer.address"])
    }
}
