import Foundation
import Messages
import Signatures
import SingleWindow
import Testing
import XMLTree

/// The two signature layers of F1 in their string form, and what must not get past them.
struct NSWSignatureTests {
    private let declarant: SigningKey
    private let system: SigningKey
    private let signed: String

    init() throws {
        declarant = try NSWFixture.key("declarant-1")
        system = try NSWFixture.key("declarant-2")
        let written = try NSWFixture.family.sign(
            NSWFixture.sample("BNNPTNT0600012", "10-01"), documentKey: declarant, messageKey: system)
        signed = String(decoding: written.bytes, as: UTF8.self)
    }

    private var trust: RoleTrust { RoleTrust(documents: [declarant], messages: [system]) }

    private func verify(_ text: String, _ trust: RoleTrust? = nil) throws -> MessageVerification {
        try NSWFixture.family.read(Array(text.utf8), contentType: nil).verify(trust ?? self.trust)
    }

    @Test func `document and message each have their signer`() throws {
        let verification = try verify(signed)
        #expect(verification.report.verdict == .accept)
        #expect(verification.report.signers.map(\.fingerprint) == [declarant, system].map(\.certificate.fingerprint))
        #expect(verification.report.covered.map(\.uri) == ["document", "message"])
        #expect(
            verification.report.covered.map(\.path)
                == ["/Envelope/Body/Content/RegistrationProfile", "/Envelope"])
        #expect(verification.evidence.count == 2)
        #expect(verification.message?.header.reference == "GRANT118")
    }

    @Test func `the fields are strings, as the published schemas declare them`() throws {
        let root = try XMLTree(parsing: Array(signed.utf8)).root
        for path in [["Body", "Signature"], ["SystemSignature"]] {
            let field = try #require(path.reduce(Optional(root)) { $0?.first($1) })
            #expect(Base64.decode(try field.text) != nil)
        }
    }

    /// Both signatures are what openssl calls a detached CMS signature, over bytes that xmllint calls canonical.
    @Test func `openssl verifies both over what xmllint canonicalizes`() throws {
        let root = try XMLTree(parsing: Array(signed.utf8)).root
        let unsigned = signed.replacing(#/<SystemSignature>.*</SystemSignature>/#, with: "")
        let document = try #require(signed.firstMatch(of: #/<Content>(?s:(.*))</Content>/#)).output.1
        let cases = [
            (field: root.descend("Body", "Signature"), text: String(document), certificate: "declarant-1"),
            (field: root.first("SystemSignature"), text: unsigned, certificate: "declarant-2"),
        ]
        for (field, text, certificate) in cases {
            let encoded = try #require(field).text
            let signature = try #require(Base64.decode(encoded))
            let folder = FileManager.default.temporaryDirectory.appending(path: "nsw-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            try Data(text.utf8).write(to: folder.appending(path: "text.xml"))
            try Data(signature).write(to: folder.appending(path: "signature.der"))
            let script = """
                cd '\(folder.path())' && xmllint --exc-c14n text.xml | sed 's/^<?xml.*?>//' > canonical.raw 2>/dev/null
                printf '%s' "$(cat canonical.raw)" > canonical
                openssl cms -verify -binary -inform DER -in signature.der -content canonical -noverify -out out \
                    -certfile '\(NSWFixture.certificates)/\(certificate).crt'
                """
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", script]
            process.standardError = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(certificate)")
        }
    }

    /// A forgery or a defect, and what the report says.
    struct Forgery: Sendable, CustomStringConvertible {
        var description: String
        var code: String
        var subIndication: SubIndication
        var change: @Sendable (String) -> String
    }

    static var field: Regex<Substring> { #/<Signature>[^<]*</Signature>/# }
    static var system: Regex<Substring> { #/<SystemSignature>[^<]*</SystemSignature>/# }
    static let forgeries = [
        Forgery(
            description: "the function changed: a submission becomes an edit", code: "cms.digest_mismatch",
            subIndication: .hashFailure
        ) { $0.replacing("<function>01", with: "<function>02") },
        Forgery(
            description: "the reference changed: another dossier", code: "cms.digest_mismatch",
            subIndication: .hashFailure
        ) { $0.replacing("<reference>GRANT118", with: "<reference>GRANT119") },
        Forgery(description: "the sender changed", code: "cms.digest_mismatch", subIndication: .hashFailure) {
            $0.replacing("<identity>0101234567", with: "<identity>0101234568")
        },
        Forgery(description: "one digit of the content", code: "cms.digest_mismatch", subIndication: .hashFailure) {
            $0.replacing("<NetWeight>24000", with: "<NetWeight>94000")
        },
        Forgery(
            description: "no signature at all", code: "signature.missing", subIndication: .signatureConstraintsFailure
        ) {
            $0.replacing(field, with: "<Signature></Signature>").replacing(system, with: "")
        },
        Forgery(
            description: "only the document is signed: the header is anybody's", code: "signature.header_not_covered",
            subIndication: .signatureConstraintsFailure
        ) { $0.replacing(system, with: "<SystemSignature></SystemSignature>") },
        Forgery(description: "not base64", code: "signature.malformed", subIndication: .formatFailure) {
            $0.replacing(field, with: "<Signature>chữ ký</Signature>")
        },
        Forgery(
            description: "text and an element in one field", code: "signature.malformed", subIndication: .formatFailure
        ) {
            $0.replacing(
                field,
                with: "<Signature>AA<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/></Signature>")
        },
        Forgery(
            description: "a signature in Header, where nobody expects one", code: "signature.unexpected",
            subIndication: .signatureConstraintsFailure
        ) { $0.replacing("</Header>", with: "<Signature>AAAA</Signature></Header>") },
        Forgery(
            description: "an XML signature hidden in the content", code: "signature.unexpected",
            subIndication: .signatureConstraintsFailure
        ) {
            $0.replacing(
                "</RegistrationProfile>",
                with: "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/></RegistrationProfile>")
        },
    ]

    @Test(arguments: forgeries)
    func `a forgery is refused and nothing can be read from it`(forgery: Forgery) throws {
        let verification = try verify(forgery.change(signed))
        #expect(verification.report.verdict == .refuse)
        #expect(verification.report.subIndication == forgery.subIndication)
        #expect(
            verification.report.code == forgery.code || forgery.subIndication == .hashFailure,
            "\(verification.report.code ?? "")")
        #expect(verification.message == nil)
    }

    @Test func `a message signature without the document's is refused`() throws {
        let written = try NSWFixture.family.sign(
            NSWFixture.sample("BNNPTNT0600012", "10-01"), documentKey: nil, messageKey: system)
        let report = try verify(String(decoding: written.bytes, as: UTF8.self)).report
        #expect(report.verdict == .refuse)
        #expect(report.subIndication == .signatureConstraintsFailure)
        #expect(report.code == "signature.missing")
    }

    @Test func `the document signature of another message does not fit`() throws {
        let other = try NSWFixture.family.sign(
            Array(try NSWFixture.sampleText("BNNPTNT0600012", "10-01").replacing("24000", with: "94000").utf8),
            documentKey: declarant, messageKey: system)
        let field = try #require(String(decoding: other.bytes, as: UTF8.self).firstMatch(of: Self.field)).output
        let report = try verify(signed.replacing(Self.field, with: String(field))).report
        #expect(report.verdict == .refuse)
    }

    @Test(arguments: [
        // The system may not sign documents, the declarant may not sign for the system.
        (documents: "declarant-2", messages: "declarant-2", verdict: Verdict.refuse),
        (documents: "declarant-1", messages: "declarant-1", verdict: .refuse),
        (documents: "declarant-1", messages: "declarant-2", verdict: .accept),
    ])
    func `each layer's signer is trusted for that layer only`(
        documents: String, messages: String, verdict: Verdict
    ) throws {
        let trust = RoleTrust(
            documents: [try NSWFixture.key(documents)], messages: [try NSWFixture.key(messages)])
        let report = try verify(signed, trust).report
        #expect(report.verdict == verdict)
        #expect(report.code == (verdict == .refuse ? "certificate.not_registered" : nil))
    }

    @Test func `what could not be checked is not accepted`() throws {
        var trust = trust
        trust.verdict = .cannotCheck
        let verification = try verify(signed, trust)
        #expect(verification.report.verdict == .cannotCheck)
        #expect(verification.message == nil)
    }

    @Test func `a header nobody signed counts over the partner's own channel`() throws {
        var trust = trust
        trust.headerByChannel = true
        let text = signed.replacing(Self.system, with: "<SystemSignature></SystemSignature>")
        let verification = try verify(text, trust)
        #expect(verification.report.verdict == .accept)
        #expect(verification.message?.header.reference == "GRANT118")
        #expect(verification.report.covered.map(\.uri) == ["document"])
    }

    @Test func `white space added around elements after signing breaks the message signature`() throws {
        let report = try verify(signed.replacing("<Body>", with: "\n  <Body>")).report
        #expect(report.subIndication == .hashFailure)
    }

    @Test func `encoding and byte order mark may change on the way`() throws {
        let body = signed.replacing(#/<\?xml.*\?>/#, with: "")
        let bytes: [UInt8] = [0xFF, 0xFE] + body.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let message = try NSWFixture.family.read(bytes, contentType: nil)
        #expect(message.verify(trust).report.verdict == .accept)
    }
}
