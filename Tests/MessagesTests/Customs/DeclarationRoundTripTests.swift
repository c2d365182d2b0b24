import Messages
import Signatures
import SingleWindow
import Testing

@Suite("F2: a declaration, written and read again")
struct DeclarationRoundTripTests {
    private let fixture: CustomsFixture

    init() throws { fixture = try CustomsFixture() }

    @Test("Model to bytes to model is the identity", arguments: 0..<120)
    func identity(_ seed: Int) throws {
        let declaration = SampleDeclarations.any(seed: UInt64(seed))
        let key = seed.isMultiple(of: 2) ? fixture.declarant : fixture.ecDeclarant
        let written = try fixture.declaration(declaration, key: key)
        #expect(written.losses.isEmpty)
        let received = try fixture.family.read(written.bytes, contentType: "application/xml")
        let entry = fixture.entry(for: declaration)
        #expect(received.problems(by: entry) == [])
        let verification = received.verify(fixture.trust)
        #expect(verification.report.verdict == .accept)
        let message = try #require(verification.message)
        #expect(try message.content(by: entry) == .declaration(declaration))
        #expect(message.losses(by: entry) == [])
        #expect(message.header.reference == declaration.reference)
        #expect(message.header.sender.identity == declaration.declarant.identity)
        #expect(message.header.code == entry.code)
        #expect(message.header.id.rawValue == CustomsFixture.messageID)
    }

    @Test("The same declaration, key and identifier give the same bytes")
    func deterministic() throws {
        let first = try fixture.declaration(SampleDeclarations.pork)
        let second = try fixture.declaration(SampleDeclarations.pork)
        #expect(first == second)
    }

    @Test(
        "What the form does not hold is named and not cut silently",
        arguments: [
            // The field's times have no offset and no fraction.
            ("issuedAt.milliseconds", Timestamp(milliseconds: 1_795_000_000_123)),
            ("issuedAt.offset", Timestamp(milliseconds: 1_795_000_000_000, offset: 0)),
        ])
    func losses(_ loss: String, _ issuedAt: Timestamp) throws {
        var declaration = SampleDeclarations.pork
        declaration.issuedAt = issuedAt
        let written = try fixture.declaration(declaration)
        #expect(written.losses == [loss])
        let message = try #require(
            try fixture.family.read(written.bytes, contentType: nil).verify(fixture.trust).message)
        guard case .declaration(let read) = try message.content(by: fixture.entry(for: declaration)) else {
            Issue.record("not a declaration")
            return
        }
        #expect(read.issuedAt.milliseconds / 1000 == issuedAt.milliseconds / 1000)
    }

    @Test("A query is read as one, and names what it says beyond the model")
    func query() throws {
        let trader = SampleDeclarations.pork.declarant
        let written = try fixture.family.writeQuery(
            reference: "PORK20260001", direction: .import, office: "03TG", declarant: trader,
            context: fixture.context())
        let content = CustomsFixture.content(of: written.bytes).replacing(
            "</Declaration>",
            with: "<InfomationSearch><goodItemType>100</goodItemType><receiptNo/></InfomationSearch></Declaration>")
        let bytes = try CustomsFixture.resigning(written.bytes, content: content, key: fixture.declarant)
        let received = try fixture.family.read(bytes, contentType: nil)
        let entry = fixture.entry(received.header, "query.xsd")
        #expect(received.problems(by: entry) == [])
        let message = try #require(received.verify(fixture.trust).message)
        #expect(try message.content(by: entry) == .declarationQuery)
        #expect(message.header.reference == "PORK20260001")
        #expect(message.losses(by: entry) == ["/Declaration/InfomationSearch/goodItemType"])
    }
}
