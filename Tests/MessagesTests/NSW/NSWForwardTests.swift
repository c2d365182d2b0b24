import Foundation
import Messages
import Signatures
import SingleWindow
import Testing
import XMLTree

/// Sending messages on: the document and its signature word for word, under the gateway's header and signature.
struct NSWForwardTests {
    private let declarant: SigningKey
    private let gateway: SigningKey

    init() throws {
        declarant = try NSWFixture.key("declarant-1")
        gateway = try NSWFixture.key("gateway")
    }

    private func signed(_ change: (String) -> String = { $0 }) throws -> [UInt8] {
        let text = change(try NSWFixture.sampleText("BNNPTNT0600012", "10-01"))
        return try NSWFixture.family.sign(Array(text.utf8), documentKey: declarant, messageKey: declarant).bytes
    }

    private func forward(_ source: [UInt8], procedure: String = "BNNPTNT0600012") throws -> WrittenMessage {
        let code = MessageCode(family: .nsw, documentType: procedure, type: "10", function: "01")
        return try NSWFixture.family.write(
            .forwarded(
                ForwardedMessage(
                    source: try #require(MessageKey("source")), code: code,
                    dossier: try #require(DossierNumber("BNNPTNT12260000118")), applicantReference: "GRANT118",
                    year: 2026)),
            context: WritingContext(
                id: try #require(MessageKey("0192f000-0000-7000-8000-000000000002")), at: NSWFixture.at,
                sender: NSWFixture.gateway, recipient: NSWFixture.ministry, key: gateway, source: source))
    }

    private func content(_ bytes: [UInt8]) throws -> Substring {
        try #require(String(decoding: bytes, as: UTF8.self).firstMatch(of: #/<Content>(?s:.*)</Content>/#)).output
    }

    @Test func `the document signature still verifies, the message signature is the gateway's`() throws {
        let source = try signed()
        let written = try forward(source)
        let message = try NSWFixture.family.read(written.bytes, contentType: nil)
        let verification = message.verify(RoleTrust(documents: [declarant], messages: [gateway]))
        #expect(verification.report.verdict == .accept)
        #expect(
            verification.report.signers.map(\.fingerprint)
                == [declarant.certificate.fingerprint, gateway.certificate.fingerprint])
        let header = try #require(verification.message?.header)
        #expect(header.sender == NSWFixture.gateway)
        #expect(header.recipient == NSWFixture.ministry)
        #expect(header.reference == "BNNPTNT12260000118")
        #expect(header.previousReference == "GRANT118")
        #expect(header.year == 2026)
        #expect(header.code.function == "01")
        #expect(header.id.rawValue == "0192f000-0000-7000-8000-000000000002")
        #expect(written.losses.isEmpty)
        #expect(try content(written.bytes) == content(source))
    }

    @Test func `the same message is written byte for byte again on a retry`() throws {
        // RSA PKCS#1 is deterministic and so is the writer: a retry can't look like another message.
        let source = try signed()
        #expect(try forward(source).bytes == forward(source).bytes)
    }

    @Test(arguments: [
        // A namespace declared on the envelope and used inside the content.
        ("<Envelope>", "<Envelope xmlns:x=\"http://example.org/x\">", "<ProductType>", "<ProductType x:a=\"1\">"),
        // One stored sample has a prefixed root.
        (
            "<Envelope>", "<SOAP:Envelope xmlns:SOAP=\"http://schemas.xmlsoap.org/soap/envelope/\">", "</Envelope>",
            "</SOAP:Envelope>"
        ),
    ])
    func `the namespaces the document was read in go with it`(
        old: String, new: String, oldInside: String, newInside: String
    ) throws {
        let text = try NSWFixture.sampleText("BNNPTNT0600012", "10-01").replacing(old, with: new)
            .replacing(oldInside, with: newInside)
        let plain = try XMLTree(parsing: Array(text.utf8))
        let document = try #require(plain.root.descend("Body", "Content", "RegistrationProfile"))
        let cms = try CMSSignature.sign(
            document.canonicalBytes(.exclusive), with: declarant, at: NSWFixture.at)
        let source = text.replacing("<Signature></Signature>", with: "<Signature>\(Base64.string(cms))</Signature>")
        let written = try forward(Array(source.utf8))
        let report = try NSWFixture.family.read(written.bytes, contentType: nil)
            .verify(RoleTrust(documents: [declarant], messages: [gateway])).report
        #expect(report.verdict == .accept, "\(report)")
    }

    @Test func `a header declares preDocumentYear only where its procedure's schema does`() throws {
        let source = try NSWFixture.family.sign(
            NSWFixture.sample("BNNPTNT0300004", "10-01"), documentKey: declarant, messageKey: declarant
        ).bytes
        let with = String(decoding: try forward(try signed()).bytes, as: UTF8.self)
        let without = String(decoding: try forward(source, procedure: "BNNPTNT0300004").bytes, as: UTF8.self)
        #expect(with.contains("<preDocumentYear>2026</preDocumentYear>"))
        #expect(!without.contains("preDocumentYear"))
    }

    @Test func `fields are written in the order that is valid everywhere`() throws {
        let text = String(decoding: try forward(try signed()).bytes, as: UTF8.self)
        let names = try #require(text.firstMatch(of: #/<Subject>(?s:(.*))</Subject>/#)).output.1
            .matches(of: #/<([a-zA-Z]+)>/#).map { String($0.output.1) }
        #expect(
            names == [
                "documentType", "type", "function", "reference", "documentYear", "preReference", "preDocumentYear",
                "sendDate",
            ])
    }

    @Test func `a document without a signature that can travel gets the gateway's`() throws {
        let source = try signed { $0 }
        let bare = String(decoding: source, as: UTF8.self)
            .replacing(#/<Signature>[^<]*</Signature>/#, with: "<Signature></Signature>")
        let written = try forward(Array(bare.utf8))
        #expect(written.losses == ["signature.document"])
        let report = try NSWFixture.family.read(written.bytes, contentType: nil)
            .verify(RoleTrust(documents: [gateway], messages: [gateway])).report
        #expect(report.verdict == .accept)
    }

    @Test func `a value that does not fit is refused before anything is signed`() throws {
        let source = try signed()
        let context = WritingContext(
            id: try #require(MessageKey("0192f000-0000-7000-8000-000000000002")), at: NSWFixture.at,
            sender: NSWFixture.gateway,
            recipient: PartyCode(
                name: "BNN", identity: "BNN", countryCode: "VNM", ministryCode: "BNN", organizationCode: "BNN"),
            key: gateway, source: source)
        let refusal = #expect(throws: MessageRefusal.self) {
            try NSWFixture.family.write(
                .forwarded(
                    ForwardedMessage(
                        source: MessageKey(accepted: "source"),
                        code: MessageCode(family: .nsw, documentType: "BNNPTNT0600012", type: "10", function: "01"),
                        dossier: DossierNumber(accepted: "A1"), applicantReference: "GRANT118", year: 2026)),
                context: context)
        }
        #expect(refusal?.problems.map(\.code) == ["nsw.header.country_code"])
    }
}
