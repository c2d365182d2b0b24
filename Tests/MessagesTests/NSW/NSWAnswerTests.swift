import Foundation
import Messages
import Signatures
import SingleWindow
import Testing
import XMLTree

/// Technical answers 99 and 00: written by the gateway, read by it.
struct NSWAnswerTests {
    private let gatewayKey: SigningKey
    private let sent: MessageHeader

    init() throws {
        gatewayKey = try NSWFixture.key("gateway")
        sent = try NSWFixture.family.read(NSWFixture.sample("BNNPTNT0600012", "10-01"), contentType: nil).header
    }

    private func answer(_ answer: TechnicalAnswer, to header: MessageHeader?) throws -> WrittenMessage {
        try NSWFixture.family.answer(
            answer, to: header,
            context: WritingContext(
                id: try #require(MessageKey("0192f000-0000-7000-8000-000000000001")), at: NSWFixture.at,
                sender: NSWFixture.gateway, recipient: NSWFixture.trader, key: gatewayKey))
    }

    private func read(_ bytes: [UInt8], trust: RoleTrust? = nil) -> AnswerReading {
        NSWFixture.family.readAnswer(
            bytes, contentType: nil, to: sent, trust: trust ?? RoleTrust(messages: [gatewayKey]))
    }

    @Test func `99 swaps the parties, echoes the message and has an identifier of its own`() throws {
        let written = try answer(.received, to: sent)
        let header = try NSWFixture.family.read(written.bytes, contentType: nil).header
        #expect(header.code == MessageCode(family: .nsw, documentType: "BNNPTNT0600012", type: "10", function: "99"))
        #expect(header.sender == sent.recipient)
        #expect(header.recipient == sent.sender)
        #expect(header.reference == sent.reference)
        #expect(header.id != sent.id)
        #expect(header.sentAt == NSWFixture.at)
        let root = try XMLTree(parsing: written.bytes).root
        #expect(try root.descend("Body", "Content", "ReceiveDate")?.text == "2026-11-21 08:30:00")
        guard case .acknowledged = read(written.bytes) else {
            Issue.record("not read as an acknowledgement")
            return
        }
    }

    @Test func `99 of a new dossier carries the number, and the applicant's reference behind it`() throws {
        let number = try #require(DossierNumber("BNNPTNT12260000118"))
        let written = try answer(.dossierNumbered(number, year: 2026), to: sent)
        let header = try NSWFixture.family.read(written.bytes, contentType: nil).header
        #expect(header.reference == "BNNPTNT12260000118")
        #expect(header.previousReference == "GRANT118")
        guard case .acknowledged = read(written.bytes) else {
            Issue.record("not read as an acknowledgement")
            return
        }
    }

    static func problem(_ code: String) -> Problem {
        Problem(code: code, line: 12, path: "/Envelope", message: Text(vi: "sai", en: "wrong"))
    }

    @Test(arguments: [
        ("xml.not_well_formed", "ERR02_CODE"), ("xml.doctype_forbidden", "ERR02_CODE"),
        ("nsw.header.document_type", "ERR03_CODE"), ("catalogue.unknown_procedure", "ERR01_CODE"),
        ("catalogue.unknown_message", "ERR04_CODE"), ("xml.schema.pattern", "ERR05_CODE"),
        ("nsw.content.empty", "ERR05_CODE"), ("case.wrong_state", "SBV10"), ("case.dossier_not_found", "SBV11"),
        ("signature.missing", "ERR00_CODE"), ("partner.unknown", "ERR00_CODE"),
    ])
    func `00 names each problem by the ministries' code`(code: String, expected: String) throws {
        let written = try answer(.refused([Self.problem(code)]), to: sent)
        let root = try XMLTree(parsing: written.bytes).root
        let error = try #require(root.descend("Body", "Content", "ErrorList", "Error"))
        #expect(try error.first("ErrorCode")?.text == expected)
        #expect(try error.first("ErrorName")?.text == "[\(code)] dòng 12 /Envelope: sai")
        guard case .refused(let problems, _) = read(written.bytes) else {
            Issue.record("not read as a refusal")
            return
        }
        #expect(problems.count == 1)
    }

    @Test func `an answer to what could not be read has 00 for type and dossier`() throws {
        let written = try answer(.refused([Self.problem("xml.empty"), Self.problem("xml.empty")]), to: nil)
        let header = try NSWFixture.family.read(written.bytes, contentType: nil).header
        #expect(header.code == MessageCode(family: .nsw, documentType: "00", type: "00", function: "00"))
        #expect(header.reference == "00")
        guard case .refused(let problems, _) = read(written.bytes) else {
            Issue.record("not read as a refusal")
            return
        }
        #expect(problems.count == 2)
    }

    /// What is no answer to the message, and why.
    @Test(arguments: [
        ("not XML", "xml.not_well_formed"), ("changed on the way", "signature.hash_failure"),
        ("not signed", "signature.missing"), ("signed by a stranger", "certificate.not_registered"),
        ("about another dossier", "nsw.answer.other_message"), ("neither 99 nor 00", "nsw.answer.function"),
    ])
    func `what is not a signed answer to the message is no delivery`(kind: String, code: String) throws {
        var bytes = try answer(.received, to: sent).bytes
        var trust = RoleTrust(messages: [gatewayKey])
        let text = String(decoding: bytes, as: UTF8.self)
        switch kind {
        case "not XML": bytes = Array("<html>502".utf8)
        case "changed on the way": bytes = Array(text.replacing("<function>99", with: "<function>98").utf8)
        case "not signed":
            bytes = Array(
                text.replacing(#/<SystemSignature>.*</SystemSignature>/#, with: "<SystemSignature></SystemSignature>")
                    .utf8)
        case "signed by a stranger": trust = RoleTrust(messages: [try NSWFixture.key("declarant-1")])
        case "about another dossier":
            var other = sent
            other.reference = "GRANT119"
            other.previousReference = "GRANT119"
            bytes = try answer(.received, to: other).bytes
        default:
            bytes = try NSWFixture.family.sign(
                Array(text.replacing("<function>99", with: "<function>05").utf8), documentKey: nil,
                messageKey: gatewayKey
            ).bytes
        }
        guard case .invalid(let problems) = read(bytes, trust: trust) else {
            Issue.record("taken as an answer")
            return
        }
        #expect(problems.map(\.code).contains { $0 == code || code == "signature.hash_failure" && $0.contains("hash") })
    }

    @Test func `an answer whose signature leaves out the content is none`() throws {
        let text = String(decoding: try answer(.received, to: sent).bytes, as: UTF8.self)
            .replacing(#/<SystemSignature>.*</SystemSignature>/#, with: "<SystemSignature></SystemSignature>")
        let tree = try XMLTree(parsing: Array(text.utf8))
        let header = try #require(tree.root.first("Header"))
        let place = try #require(tree.root.first("SystemSignature"))
        let bytes = try XMLSigner(key: gatewayKey).sign(
            tree, covering: [.element(header, identifier: "header")], at: .lastChild(of: place))
        guard case .invalid(let problems) = read(bytes) else {
            Issue.record("taken as an answer")
            return
        }
        #expect(problems.map(\.code) == ["signature.missing"])
    }

    @Test func `answers are read in the element form as well`() throws {
        let bytes = try NSWFixture.family.answer(
            .received, to: sent,
            context: WritingContext(
                id: MessageKey(accepted: "k"), at: NSWFixture.at, sender: NSWFixture.gateway,
                recipient: NSWFixture.trader, key: gatewayKey, placement: .element)
        ).bytes
        guard case .acknowledged(let report) = read(bytes) else {
            Issue.record("not read as an acknowledgement")
            return
        }
        #expect(report.signers.map(\.fingerprint) == [gatewayKey.certificate.fingerprint])
    }
}
