import Foundation
import Messages
import Signatures
import SingleWindow
import Testing
import XMLTree

/// F1 signatures as XML signatures: every place and form that is read, xmlsec1's opinion of ours, and wrapping attacks.
struct NSWElementSignatureTests {
    private let declarant: SigningKey
    private let system: SigningKey
    private let unsigned: String

    init() throws {
        declarant = try NSWFixture.key("declarant-1")
        system = try NSWFixture.key("gateway-ec")
        unsigned = try NSWFixture.sampleText("BNNPTNT0600012", "10-01")
    }

    private var trust: RoleTrust { RoleTrust(documents: [declarant], messages: [system]) }

    private func signed() throws -> String {
        let written = try NSWFixture.family.sign(
            Array(unsigned.utf8), documentKey: declarant, messageKey: system, placement: .element)
        return String(decoding: written.bytes, as: UTF8.self)
    }

    private func verify(_ text: String, _ trust: RoleTrust? = nil) throws -> MessageVerification {
        try NSWFixture.family.read(Array(text.utf8), contentType: nil).verify(trust ?? self.trust)
    }

    private func element(_ tree: XMLTree, _ path: String...) throws -> XMLTree.Element {
        try #require(path.reduce(Optional(tree.root)) { $0?.first($1) })
    }

    @Test func `both layers are ds:Signature inside their fields`() throws {
        let text = try signed()
        let verification = try verify(text)
        #expect(verification.report.verdict == .accept, "\(verification.report)")
        #expect(verification.report.signers.map(\.fingerprint) == [declarant, system].map(\.certificate.fingerprint))
        let tree = try XMLTree(parsing: Array(text.utf8))
        for path in [["Body", "Signature"], ["SystemSignature"]] {
            let field = try #require(path.reduce(Optional(tree.root)) { $0?.first($1) })
            #expect(field.first("Signature")?.namespaceURI == "http://www.w3.org/2000/09/xmldsig#")
        }
        // An Id attribute on the document is all that signing adds to it.
        let entry = try NSWFixture.entry("BNNPTNT0600012", "10", "01")
        #expect(try NSWFixture.family.read(Array(text.utf8), contentType: nil).problems(by: entry).isEmpty)
    }

    @Test func `xmlsec1 verifies both`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nsw-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "message.xml").path()
        try Data(try signed().utf8).write(to: URL(filePath: file))
        let signatures = ["/Envelope/Body/Signature/*", "/Envelope/SystemSignature/*"]
        for (xpath, certificate) in zip(signatures, ["declarant-1", "gateway-ec"]) {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = [
                "xmlsec1", "--verify", "--id-attr:Id", "RegistrationProfile", "--enabled-key-data", "x509",
                "--insecure", "--node-xpath", xpath, "--pubkey-cert-pem",
                "\(NSWFixture.certificates)/\(certificate).crt", file,
            ]
            process.standardError = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(xpath)")
        }
    }

    @Test func `a forwarded document keeps its XML signature`() throws {
        let source = Array(try signed().utf8)
        let gateway = try NSWFixture.key("gateway")
        for placement in SignaturePlacement.allCases {
            let written = try NSWFixture.family.write(
                .forwarded(
                    ForwardedMessage(
                        source: MessageKey(accepted: "source"),
                        code: MessageCode(family: .nsw, documentType: "BNNPTNT0600012", type: "10", function: "01"),
                        dossier: DossierNumber(accepted: "BNNPTNT12260000118"), applicantReference: "GRANT118",
                        year: 2026)),
                context: WritingContext(
                    id: MessageKey(accepted: "0192f000-0000-7000-8000-000000000003"), at: NSWFixture.at,
                    sender: NSWFixture.gateway, recipient: NSWFixture.ministry, key: gateway, placement: placement,
                    source: source))
            #expect(written.losses.isEmpty)
            let report = try NSWFixture.family.read(written.bytes, contentType: nil)
                .verify(RoleTrust(documents: [declarant], messages: [gateway])).report
            #expect(report.verdict == .accept, "\(placement): \(report)")
        }
    }

    // MARK: - Other forms that peers write

    /// Signs with one XML signature that refers to what `targets` says, at `place`.
    private func signedOnce(
        _ key: SigningKey, _ targets: (XMLTree) throws -> [XMLSigner.Target],
        at place: (XMLTree) throws -> XMLSigner.Place,
        canonicalization: Canonicalization = .exclusive, in text: String? = nil
    ) throws -> String {
        let tree = try XMLTree(parsing: Array((text ?? unsigned).utf8))
        var signer = XMLSigner(key: key)
        signer.canonicalization = canonicalization
        return String(
            decoding: try signer.sign(tree, covering: try targets(tree), at: try place(tree)), as: UTF8.self)
    }

    @Test(arguments: [Canonicalization.exclusive, .inclusive])
    func `one signature that refers to content and header stands for both layers`(method: Canonicalization) throws {
        let text = try signedOnce(
            declarant,
            { tree in
                [
                    .element(try element(tree, "Body", "Content"), identifier: "content"),
                    .element(try element(tree, "Header"), identifier: "header"),
                ]
            }, at: { .lastChild(of: $0.root) }, canonicalization: method)
        let both = RoleTrust(documents: [declarant], messages: [declarant])
        #expect(try verify(text, both).report.verdict == .accept)
        // It is held to both roles.
        #expect(try verify(text, RoleTrust(messages: [declarant])).report.verdict == .refuse)
        #expect(try verify(text, RoleTrust(documents: [declarant])).report.verdict == .refuse)
        // It can't travel under another header: the gateway's own signature over the document stands for it.
        let gateway = try NSWFixture.key("gateway")
        let written = try NSWFixture.family.write(
            .forwarded(
                ForwardedMessage(
                    source: MessageKey(accepted: "source"),
                    code: MessageCode(family: .nsw, documentType: "BNNPTNT0600012", type: "10", function: "01"),
                    dossier: DossierNumber(accepted: "A1"), applicantReference: "GRANT118", year: 2026)),
            context: WritingContext(
                id: MessageKey(accepted: "k"), at: NSWFixture.at, sender: NSWFixture.gateway,
                recipient: NSWFixture.ministry, key: gateway, source: Array(text.utf8)))
        #expect(written.losses == ["signature.document"])
        let report = try NSWFixture.family.read(written.bytes, contentType: nil)
            .verify(RoleTrust(documents: [gateway], messages: [gateway])).report
        #expect(report.verdict == .accept)
    }

    @Test func `a document signature may stand directly under Body beside Content`() throws {
        let document = try signedOnce(
            declarant,
            { [.element(try element($0, "Body", "Content", "RegistrationProfile"), identifier: "data")] },
            at: { .after(try element($0, "Body", "Content")) })
        let both = try signedOnce(system, { _ in [.document] }, at: { .lastChild(of: $0.root) }, in: document)
        let verification = try verify(both)
        #expect(verification.report.verdict == .accept, "\(verification.report)")
        // Without the message signature the header is anybody's.
        #expect(try verify(document).report.code == "signature.header_not_covered")
    }

    @Test func `a signature over everything, as signing tools make it, stands for both layers`() throws {
        let both = RoleTrust(documents: [declarant], messages: [declarant])
        let atTheEnd = try signedOnce(declarant, { _ in [.document] }, at: { .lastChild(of: $0.root) })
        #expect(try verify(atTheEnd, both).report.verdict == .accept)
        let inTheField = try signedOnce(
            declarant, { _ in [.document] }, at: { .lastChild(of: try element($0, "Body", "Signature")) })
        #expect(try verify(inTheField, both).report.verdict == .accept)
    }

    @Test func `a system's signature over everything is not the document's`() throws {
        let text = try signedOnce(
            declarant, { _ in [.document] }, at: { .lastChild(of: try element($0, "SystemSignature")) })
        let report = try verify(text, RoleTrust(documents: [declarant], messages: [declarant])).report
        #expect(report.verdict == .refuse)
        #expect(report.code == "signature.missing")
    }

    // MARK: - Attacks

    /// Signature wrapping: what was signed is still in the message, and what would be read is something else.
    struct Wrapping: Sendable, CustomStringConvertible {
        var description: String
        /// Codes any of which may be the answer.
        var codes: [String]
        var change: @Sendable (String) throws -> String
    }

    static var document: Regex<(Substring, Substring)> { #/(<RegistrationProfile(?s:.*)</RegistrationProfile>)/# }

    static func evil(_ signed: Substring) -> Substring {
        signed.replacing("<NetWeight>24000", with: "<NetWeight>94000").replacing(" Id=\"Document\"", with: "")
    }

    static func original(_ text: String) throws -> Substring { try #require(text.firstMatch(of: document)).output.1 }

    static let wrappings = [
        Wrapping(
            description: "the signed document moved into the signature field, another put in its place",
            codes: ["signature.malformed", "signature.unexpected"]
        ) { text in
            let original = try original(text)
            return text.replacing(original, with: evil(original))
                .replacing("<Signature><ds:", with: "<Signature>\(original)<ds:")
        },
        Wrapping(
            description: "the signed document moved beside Body", codes: ["nsw.envelope.unexpected_element"]
        ) { text in
            let original = try original(text)
            return text.replacing(original, with: evil(original))
                .replacing("</Body>", with: "</Body><Wrapper>\(original)</Wrapper>")
        },
        Wrapping(
            description: "the signed document put inside the forged one",
            codes: ["signature.not_covered", "cms", "signature"]
        ) { text in
            let original = try original(text)
            let forged = evil(original).replacing("</RegistrationProfile>", with: "\(original)</RegistrationProfile>")
            return text.replacing(original, with: forged)
        },
        Wrapping(description: "two documents of one Id", codes: ["nsw.content.many"]) { text in
            let original = try original(text)
            return text.replacing(
                original,
                with: "\(original)"
                    + original.replacing("<NetWeight>24000", with: "<NetWeight>94000"))
        },
        Wrapping(
            description: "the Id given to the Envelope as well", codes: ["signature"]
        ) { $0.replacing("<Envelope>", with: "<Envelope Id=\"Document\">") },
        Wrapping(description: "a second document signature beside Content", codes: ["signature.unexpected"]) { text in
            let signature = try #require(text.firstMatch(of: #/<ds:Signature (?s:.*?)</ds:Signature>/#)).output
            return text.replacing("<Signature><ds:", with: "\(signature)<Signature><ds:")
        },
        Wrapping(description: "a value of the document changed", codes: ["signature"]) {
            $0.replacing("<NetWeight>24000", with: "<NetWeight>94000")
        },
        Wrapping(description: "a value of the header changed", codes: ["signature"]) {
            $0.replacing("<function>01", with: "<function>02")
        },
        Wrapping(description: "a value cut by a comment that canonicalization drops", codes: ["xml.comment_in_value"]) {
            $0.replacing("<NetWeight>24000", with: "<NetWeight>2<!-- -->4000")
        },
    ]

    @Test(arguments: wrappings)
    func `wrapping is refused and nothing can be read`(wrapping: Wrapping) throws {
        let text = try wrapping.change(try signed())
        #expect(text != (try signed()))
        let codes: [String]
        do throws(MessageRefusal) {
            let message = try NSWFixture.family.read(Array(text.utf8), contentType: nil)
            let verification = message.verify(trust)
            #expect(verification.report.verdict == .refuse)
            #expect(verification.message == nil)
            codes = [verification.report.code ?? ""]
        } catch {
            codes = error.problems.map(\.code)
        }
        #expect(codes.contains { code in wrapping.codes.contains { code.hasPrefix($0) } }, "\(codes)")
    }

    @Test func `a document signature taken from another message of the same signer does not fit`() throws {
        let other = try NSWFixture.family.sign(
            Array(unsigned.replacing("24000", with: "94000").utf8), documentKey: declarant, messageKey: system,
            placement: .element)
        let theirs = try Self.original(String(decoding: other.bytes, as: UTF8.self))
        let text = try signed()
        let report = try verify(text.replacing(try Self.original(text), with: theirs)).report
        #expect(report.verdict == .refuse)
    }
}
