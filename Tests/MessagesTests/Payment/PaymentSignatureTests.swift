import Foundation
import Messages
import Signatures
import SingleWindow
import Testing
import XMLTree

@Suite("F4: the enveloped signature")
struct PaymentSignatureTests {
    private let fixture: PaymentFixture

    init() throws { fixture = try PaymentFixture() }

    private func slip() throws -> [UInt8] {
        try fixture.family.writePayment(
            [PaymentFixture.payment("107767905230", 234_090_000, 89_734_500)], context: fixture.incoming
        ).bytes
    }

    private func verify(_ bytes: [UInt8], _ trust: KnownSigners? = nil) throws -> MessageVerification {
        try fixture.family.read(bytes, contentType: nil).verify(trust ?? fixture.trust)
    }

    @Test("The whole document is covered")
    func whole() throws {
        let verification = try verify(slip())
        #expect(verification.report.verdict == .accept)
        #expect(verification.report.covered.map(\.uri) == [""])
        #expect(verification.report.covered.first?.path == "/Customs")
        #expect(verification.report.signers.first?.algorithm == "RSA-2048/SHA-256")
    }

    @Test(
        "Any change after signing is a hash failure",
        arguments: [
            ("<SoTien_VND>89734500", "<SoTien_VND>89734501"), ("<So_TK>107767905230", "<So_TK>107767905231"),
            ("<Sender_Code>01101100", "<Sender_Code>01101101"), ("<Message_Type>301", "<Message_Type>304"),
            ("<Request_ID></Request_ID>", "<Request_ID>1</Request_ID>"),
            ("</Data>", "</Data><Error><ErrorNumber>0</ErrorNumber></Error>"),
        ])
    func tampered(_ old: String, _ new: String) throws {
        let text = String(decoding: try slip(), as: UTF8.self)
        try #require(text.contains(old))
        let verification = try verify(Array(text.replacing(old, with: new).utf8))
        #expect(verification.message == nil)
        #expect(verification.report.verdict == .refuse)
        #expect(verification.report.subIndication == .hashFailure)
    }

    @Test("Not signed, and signed by somebody unknown")
    func strangers() throws {
        let missing = try verify(PaymentFixture.unsigned(slip()))
        #expect(missing.message == nil && missing.report.verdict == .refuse)
        let stranger = try verify(slip(), KnownSigners(fixture.gateway))
        #expect(stranger.message == nil)
        #expect(stranger.report.subIndication == .noCertificateChainFound)
    }

    @Test("A signature over a part only is refused, whatever it holds")
    func partial() throws {
        let tree = try XMLTree(parsing: PaymentFixture.unsigned(slip()))
        let header = try #require(tree.root.first("Header"))
        let bytes = try XMLSigner(key: fixture.treasury).sign(
            tree, covering: [.element(header, identifier: "h")], at: .lastChild(of: tree.root))
        let verification = try verify(bytes)
        #expect(verification.message == nil)
        #expect(verification.report.subIndication == .signatureConstraintsFailure)
    }

    @Test("RSA-SHA1, as published samples are signed, counts only by exception")
    func legacy() throws {
        let tree = try XMLTree(parsing: PaymentFixture.unsigned(slip()))
        let signer = XMLSigner(
            key: fixture.treasury, algorithm: .rsaPKCS1(.sha1), digest: .sha1, canonicalization: .inclusive, prefix: "")
        let bytes = try signer.signEnveloped(tree)
        let refused = try verify(bytes)
        #expect(refused.message == nil && refused.report.verdict == .refuse)
        var trust = fixture.trust
        trust.exceptions = [.sha1]
        let accepted = try verify(bytes, trust)
        #expect(accepted.message != nil)
        #expect(accepted.report.exceptions == [.sha1])
    }

    @Test("xmlsec1 verifies what we sign", .enabled(if: Tools.has("xmlsec1")))
    func xmlsec() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "payment-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let request = try fixture.family.write(.debitRequest(PaymentFixture.statement), context: fixture.outgoing)
        let keys = SampleKeys.repository.appending(path: "certs-sample/").path()
        for (name, bytes) in [("301.xml", try slip()), ("304.xml", request.bytes)] {
            try Data(bytes).write(to: folder.appending(path: name))
            let command =
                "xmlsec1 --verify --trusted-pem \(keys)government-root.crt --untrusted-pem \(keys)government-issuing.crt \(name)"
            #expect(try Tools.run(command, in: folder) == 0)
        }
    }
}
