import Foundation
import Signatures
import SingleWindow
import Testing
import XMLTree

/// Documents and keys that XML signature tests share.
enum XMLSamples {
    static let time = Timestamp(milliseconds: 1_767_225_600_000)

    static let message = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Envelope>
          <Header><Reference><messageId>14a01761-29e4-4026-a71f-983170f405dd</messageId></Reference></Header>
          <Body><Content><Registration><NameOfRegistration>Công ty &amp; Thú y</NameOfRegistration>\
        <ProductType>1</ProductType></Registration></Content><Signature></Signature></Body>
        </Envelope>
        """

    static func tree(_ text: String = message) throws -> XMLTree { try XMLTree(parsing: Array(text.utf8)) }

    /// Keys of every kind with self-signed certificates, made once.
    private static let keys: [String: (key: SigningKey, pem: [UInt8])] = {
        guard let tool = try? OpenSSLTool() else { return [:] }
        var keys: [String: (key: SigningKey, pem: [UInt8])] = [:]
        for kind in KeyKind.allCases {
            guard (try? tool.selfSigned(kind.rawValue, key: kind.words)) != nil,
                let pem = try? tool.read(kind.rawValue + ".key"),
                let certificate = try? tool.read(kind.rawValue + ".crt"),
                let key = try? SigningKey(pem: pem, certificatesPEM: certificate)
            else { continue }
            keys[kind.rawValue] = (key, pem)
        }
        return keys
    }()

    static func key(_ kind: KeyKind = .rsa2048) throws -> SigningKey { try #require(keys[kind.rawValue]?.key) }

    static func privateKey(_ kind: KeyKind) throws -> [UInt8] { try #require(keys[kind.rawValue]?.pem) }

    /// The outcome with any signer trusted.
    static func verify(
        _ bytes: [UInt8], allowing: [LegacyAlgorithm] = [], requiring xpath: String? = nil
    ) throws -> XMLSignatureResult {
        let tree = try XMLTree(parsing: bytes)
        let options = XMLSignatureOptions(algorithms: .allowing(allowing), time: time)
        let required = try xpath.map { try tree.elements(selectedBy: $0) } ?? []
        return XMLSignatureVerifier.verifyAll(in: tree, options: options, requiring: required) { _ in .core }
    }
}

/// A way to sign, for tables.
struct SigningForm: Sendable, CustomTestStringConvertible {
    enum Shape: String, CaseIterable { case enveloped, element, sibling, xades, twoReferences, inner }

    var shape: Shape
    var kind: KeyKind = .rsa2048
    var canonicalization = Canonicalization.exclusive
    var algorithm: SignatureAlgorithm?
    var prefix = "ds"

    var testDescription: String {
        "\(shape.rawValue) \(kind.rawValue) \(canonicalization.uri.split(separator: "/").last ?? "") "
            + "\(algorithm.map { "\($0)" } ?? "") '\(prefix)'"
    }

    func sign(_ document: String = XMLSamples.message) throws -> [UInt8] {
        let tree = try XMLSamples.tree(document)
        var signer = XMLSigner(
            key: try XMLSamples.key(kind), algorithm: algorithm, canonicalization: canonicalization, prefix: prefix)
        let body = try #require(tree.root.first("Body"))
        let field = try #require(body.first("Signature"))
        let content = try #require(body.descend("Content", "Registration"))
        switch shape {
        case .enveloped: return try signer.signEnveloped(tree)
        case .element:
            return try signer.sign(
                tree, covering: [.element(content, identifier: "content")], at: .lastChild(of: field))
        case .sibling:
            signer.signingTime = .object(XMLSamples.time)
            return try signer.sign(tree, covering: [.element(content, identifier: "data")], at: .after(content))
        case .xades:
            signer.signingTime = .xades(XMLSamples.time)
            return try signer.sign(tree, covering: [.element(content, identifier: "data")], at: .lastChild(of: body))
        case .twoReferences:
            let header = try #require(tree.root.first("Header"))
            return try signer.sign(
                tree, covering: [.element(content, identifier: "c"), .element(header, identifier: "h")],
                at: .lastChild(of: tree.root))
        case .inner:
            return try signer.sign(tree, covering: [.element(body, identifier: "b")], at: .lastChild(of: field))
        }
    }

    /// XPaths that must be covered.
    var covered: [String] {
        switch shape {
        case .enveloped: ["/Envelope"]
        case .element: ["/Envelope/Body/Content/Registration"]
        case .sibling: ["/Envelope/Body/Content/Registration"]
        case .xades: ["/Envelope/Body/Content/Registration"]
        case .twoReferences: ["/Envelope/Body/Content/Registration", "/Envelope/Header"]
        case .inner: ["/Envelope/Body"]
        }
    }

    static let all: [SigningForm] =
        Shape.allCases.map { SigningForm(shape: $0) }
        + KeyKind.allCases.map { SigningForm(shape: .enveloped, kind: $0) }
        + [
            Canonicalization.inclusive, .inclusive11, Canonicalization(.inclusive10, withComments: true),
            Canonicalization(.exclusive(inclusivePrefixes: ["", "ds"])),
        ].flatMap { method in
            [
                SigningForm(shape: .sibling, canonicalization: method),
                SigningForm(shape: .enveloped, canonicalization: method),
            ]
        }
        + [
            .rsaPKCS1(.sha384), .rsaPKCS1(.sha512), .rsaPSS(.sha256, saltLength: 32), .rsaPSS(.sha512, saltLength: 64),
            .rsaPSS(.sha256, saltLength: 20),
        ].map { SigningForm(shape: .enveloped, algorithm: $0) }
        + Shape.allCases.map { SigningForm(shape: $0, canonicalization: .inclusive, prefix: "") }
}

struct XMLSignerTests {
    @Test("what was signed here verifies here and covers what was asked for", arguments: SigningForm.all)
    func roundTrip(_ form: SigningForm) throws {
        let signed = try form.sign()
        let result = try XMLSamples.verify(signed)
        #expect(result.isAccepted, "\(result.report.reason?.en ?? "")")
        let paths = result.covered.map(\.element.path)
        for path in form.covered { #expect(paths.contains(path)) }
        if [.sibling, .xades].contains(form.shape) {
            #expect(result.report.signers.first?.signingTime == XMLSamples.time)
        }
    }

    @Test("the document's own bytes stay as they were")
    func untouchedBytes() throws {
        let signed = String(decoding: try SigningForm(shape: .enveloped).sign(), as: UTF8.self)
        let start = try #require(signed.firstRange(of: "<ds:Signature"))
        let end = try #require(signed.firstRange(of: "</ds:Signature>"))
        #expect(signed[..<start.lowerBound] + signed[end.upperBound...] == XMLSamples.message[...])
    }

    @Test("a changed byte of the content, of a digest or of the value is refused, with the right words")
    func tampering() throws {
        let signed = String(decoding: try SigningForm(shape: .twoReferences).sign(), as: UTF8.self)
        func outcome(_ old: String, _ new: String) throws -> SignatureReport {
            #expect(signed.contains(old))
            return try XMLSamples.verify(Array(signed.replacing(old, with: new).utf8)).report
        }
        #expect(try outcome("<ProductType>1<", "<ProductType>2<").subIndication == .hashFailure)
        #expect(try outcome("14a01761", "24a01761").subIndication == .hashFailure)
        let value = try #require(signed.firstMatch(of: /SignatureValue>(.)/)?.1)
        let other = value == "A" ? "B" : "A"
        #expect(
            try outcome("SignatureValue>\(value)", "SignatureValue>\(other)").subIndication == .signatureCryptoFailure)
        #expect(try outcome("xmlenc#sha256", "xmlenc#sha512").subIndication == .formatFailure)
        #expect(try outcome("URI=\"#h\"", "URI=\"#c\"").subIndication == .hashFailure)
    }

    @Test("two signatures of different people in one document")
    func twoSigners() throws {
        let tree = try XMLSamples.tree()
        let content = try #require(tree.root.descend("Body", "Content", "Registration"))
        let field = try #require(tree.root.descend("Body", "Signature"))
        let first = try XMLSigner(key: try XMLSamples.key(.p256)).sign(
            tree, covering: [.element(content, identifier: "c")], at: .lastChild(of: field))
        let second = try XMLSigner(key: try XMLSamples.key()).signEnveloped(XMLTree(parsing: first))
        let result = try XMLSamples.verify(second, requiring: "/Envelope")
        #expect(result.isAccepted)
        #expect(result.signers.map(\.certificate.publicKey.name) == ["ECDSA-P256", "RSA-2048"])
        #expect(result.signatures.count == 2)
        // The second signature covers the first, so taking the first away breaks it.
        let stripped = String(decoding: second, as: UTF8.self)
            .replacing(/<Signature><ds:Signature .*?<\/ds:Signature><\/Signature>/, with: "<Signature></Signature>")
        #expect(try XMLSamples.verify(Array(stripped.utf8)).report.subIndication == .hashFailure)
    }

    @Test("what cannot be signed says why")
    func refused() throws {
        let tree = try XMLSamples.tree("<a Id='x'><b Id='x'/></a>")
        let signer = XMLSigner(key: try XMLSamples.key())
        let inner = try #require(tree.root.first("b"))
        #expect {
            try signer.sign(tree, covering: [.element(inner, identifier: "x")], at: .lastChild(of: tree.root))
        } throws: {
            ($0 as? SignaturesError)?.code == .notSignable
        }
        #expect { try signer.sign(tree, covering: [.document], at: .after(tree.root)) } throws: {
            ($0 as? SignaturesError)?.code == .notSignable
        }
        let relative = try XMLSamples.tree("<a xmlns='relative'/>")
        #expect { try signer.signEnveloped(relative) } throws: { ($0 as? SignaturesError)?.code == .notSignable }
    }

    @Test("UTF-16 documents are signed in UTF-8")
    func utf16() throws {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a><b>Thịt</b></a>"
        let units = text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        let bytes: [UInt8] = [0xFF, 0xFE] + units
        let tree = try XMLTree(parsing: bytes)
        let target = try #require(tree.root.first("b"))
        let signed = try XMLSigner(key: try XMLSamples.key()).sign(
            tree, covering: [.element(target, identifier: "i")], at: .lastChild(of: tree.root))
        #expect(try XMLSamples.verify(signed).isAccepted)
    }
}
