import Signatures
import SingleWindow
import Testing
import XMLTree

/// Documents in which a perfectly valid signature covers something other than what a reader would pick.
struct XMLSignatureForgeryTests {
    private static let fake = "<Registration><Name>Kẻ gian</Name></Registration>"

    /// A message whose content is signed by its Id, taken apart.
    private struct Pieces {
        var content: String
        var signature: String

        init() throws {
            let document =
                "<Envelope><Body><Content><Registration><Name>Thật</Name></Registration></Content></Body></Envelope>"
            let tree = try XMLSamples.tree(document)
            let element = try #require(tree.root.descend("Body", "Content", "Registration"))
            let body = try #require(tree.root.first("Body"))
            let text = String(
                decoding: try XMLSigner(key: XMLSamples.key()).sign(
                    tree, covering: [.element(element, identifier: "r")], at: .lastChild(of: body)), as: UTF8.self)
            let start = try #require(text.firstRange(of: "<Registration"))
            let end = try #require(text.firstRange(of: "</Registration>"))
            let from = try #require(text.firstRange(of: "<ds:Signature "))
            let to = try #require(text.firstRange(of: "</ds:Signature>"))
            content = String(text[start.lowerBound..<end.upperBound])
            signature = String(text[from.lowerBound..<to.upperBound])
        }
    }

    /// Where a reader looks for the registration.
    private static let read = "/Envelope/Body/Content/Registration"

    @Test(
        "wrapped",
        arguments: [
            (
                "original kept in the header",
                "<Envelope><Header>C</Header><Body><Content>F</Content>S</Body></Envelope>"
            ),
            ("original behind the fake", "<Envelope><Body><Content>FC</Content>S</Body></Envelope>"),
            ("original before the body", "<Envelope><Old>C</Old><Body><Content>F</Content>S</Body></Envelope>"),
            ("original and signature elsewhere", "<Envelope><Body><Content>F</Content></Body><Old>CS</Old></Envelope>"),
            (
                "signed document inside another",
                "<Envelope><Body><Content>F</Content><x><Envelope><Body><Content>C</Content>S</Body></Envelope></x></Body></Envelope>"
            ),
            (
                "fake around the original",
                "<Envelope><Body><Content><Registration><Name>Kẻ gian</Name>C</Registration></Content>S</Body></Envelope>"
            ),
        ])
    func wrapped(_ label: String, _ shape: String) throws {
        let pieces = try Pieces()
        var text = ""
        for character in shape.replacing("Content", with: "\u{1}").replacing("F", with: "\u{2}").unicodeScalars {
            switch character {
            case "\u{1}": text += "Content"
            case "\u{2}": text += Self.fake
            case "C": text += pieces.content
            case "S": text += pieces.signature
            default: text.unicodeScalars.append(character)
            }
        }
        let bytes = Array(text.utf8)
        let result = try XMLSamples.verify(bytes)
        // The signature is valid; what it covers is told, and a reader of the covered finds the original.
        #expect(result.isAccepted, "\(label): \(result.report.reason?.en ?? "")")
        let covered = try #require(result.covered.first)
        #expect(result.covered.count == 1)
        #expect(try covered.element.first("Name")?.text == "Thật")
        let picked = try #require(XMLTree(parsing: bytes).elements(selectedBy: Self.read).first)
        #expect(covered.element.path != picked.path)
        // Who demands that what is read be covered is told that it is not.
        let demanded = try XMLSamples.verify(bytes, requiring: Self.read)
        #expect(demanded.report.code == "signature.not_covered")
        #expect(demanded.report.subIndication == .signatureConstraintsFailure)
        #expect(demanded.covered.isEmpty)
    }

    @Test("the fake inside the signature")
    func insideSignature() throws {
        let pieces = try Pieces()
        let text =
            "<Envelope><Body><Content>\(Self.fake)</Content>"
            + pieces.signature.replacing(
                "</ds:Signature>", with: "<ds:Object>\(pieces.content)</ds:Object></ds:Signature>")
            + "</Body></Envelope>"
        // The object is covered, being the original; the fake is not.
        let result = try XMLSamples.verify(Array(text.utf8), requiring: Self.read)
        #expect(result.report.code == "signature.not_covered")
        let other = text.replacing(pieces.content, with: pieces.content + Self.fake)
        #expect(try XMLSamples.verify(Array(other.utf8)).report.code == "signature.xml.object_unreferenced")
    }

    @Test("another element with the same identifier is never chosen, whichever comes first")
    func duplicates() throws {
        let pieces = try Pieces()
        for name in ["Id", "ID", "id", "xml:id"] {
            let double = Self.fake.replacing("<Registration>", with: "<Registration \(name)=\"r\">")
            for content in [double + pieces.content, pieces.content + double] {
                let text = "<Envelope><Body><Content>\(content)</Content>\(pieces.signature)</Body></Envelope>"
                #expect(try XMLSamples.verify(Array(text.utf8)).report.code == "signature.xml.reference_ambiguous")
            }
        }
    }

    @Test("an enveloped signature covers nothing inside itself")
    func enveloped() throws {
        let signed = try SigningForm(shape: .enveloped).sign()
        let tree = try XMLTree(parsing: signed)
        let result = try XMLSamples.verify(signed)
        let covered = try #require(result.covered.first)
        let signature = try #require(XMLSignatureVerifier.signatures(in: tree).first)
        let own = try #require(covered.excluded.first)
        #expect(own.path == signature.path)
        for element in own.subtree { #expect(!covered.covers(element)) }
        let requiring = try XMLSamples.verify(signed, requiring: "/Envelope/*[last()]")
        #expect(requiring.report.code == "signature.not_covered")
    }

    @Test("one good signature does not vouch for a bad one beside it")
    func badBesideGood() throws {
        let pieces = try Pieces()
        let bad = pieces.signature.replacing("URI=\"#r\"", with: "URI=\"\"")
        for signatures in [pieces.signature + bad, bad + pieces.signature] {
            let text = "<Envelope><Body><Content>\(pieces.content)</Content>\(signatures)</Body></Envelope>"
            let result = try XMLSamples.verify(Array(text.utf8))
            #expect(result.report.subIndication == .hashFailure)
            #expect(result.covered.isEmpty)
        }
    }

    @Test("signed properties of XAdES count when they are covered and name the signer")
    func xades() throws {
        let text = String(decoding: try SigningForm(shape: .xades).sign(), as: UTF8.self)
        #expect(try XMLSamples.verify(Array(text.utf8)).report.signers.first?.signingTime == XMLSamples.time)
        let unsigned = "<xades:UnsignedProperties><x/></xades:UnsignedProperties></xades:QualifyingProperties>"
        let later = try XMLSamples.verify(Array(text.replacing("</xades:QualifyingProperties>", with: unsigned).utf8))
        #expect(later.isAccepted)
        #expect(later.report.warnings == ["UnsignedProperties ignored"])
        let moved = text.replacing("SigningTime>2026", with: "SigningTime>2025")
        #expect(try XMLSamples.verify(Array(moved.utf8)).report.subIndication == .hashFailure)
        let second = "<xades:SignedProperties><x/></xades:SignedProperties></xades:QualifyingProperties>"
        #expect(
            try XMLSamples.verify(Array(text.replacing("</xades:QualifyingProperties>", with: second).utf8)).report.code
                == "signature.xml.object_unreferenced")
    }

    @Test("a certificate that the signed properties do not name")
    func otherCertificate() throws {
        // Another certificate for the same key: the value still verifies.
        let tool = try OpenSSLTool()
        try tool.write("same.key", XMLSamples.privateKey(.rsa2048))
        try tool.run([
            "req", "-x509", "-new", "-key", "same.key", "-subj", "/C=VN/CN=Other", "-days", "30", "-out", "same.crt",
        ])
        let other = try X509Certificate(pem: tool.read("same.crt"))
        let text = String(decoding: try SigningForm(shape: .xades).sign(), as: UTF8.self)
            .replacing(
                /X509Certificate>[^<]*</, with: "X509Certificate>\(Base64.string(other.der))<", maxReplacements: 1)
        #expect(try XMLSamples.verify(Array(text.utf8)).report.code == "signature.xades.signing_certificate")
        let plain = String(decoding: try SigningForm(shape: .enveloped).sign(), as: UTF8.self)
            .replacing(
                /X509Certificate>[^<]*</, with: "X509Certificate>\(Base64.string(other.der))<", maxReplacements: 1)
        #expect(try XMLSamples.verify(Array(plain.utf8)).isAccepted)
    }

    @Test("the signer is asked about only when the mathematics hold, and a refusal leaves nothing covered")
    func judging() throws {
        let signed = try SigningForm(shape: .enveloped).sign()
        let tree = try XMLTree(parsing: signed)
        let options = XMLSignatureOptions(time: XMLSamples.time)
        func outcome(_ tree: XMLTree, _ verdict: Verdict) -> (XMLSignatureResult, asked: Int) {
            var asked = 0
            let result = XMLSignatureVerifier.verifyAll(in: tree, options: options) { _ in
                asked += 1
                return SignerJudgement(
                    report: SignatureReport(verdict: verdict, indication: .indeterminate, code: "test"))
            }
            return (result, asked)
        }
        let refused = outcome(tree, .refuse)
        #expect(refused.asked == 1 && refused.0.covered.isEmpty && refused.0.signatures.isEmpty)
        let held = outcome(tree, .cannotCheck)
        #expect(!held.0.isAccepted && held.0.covered.count == 1)
        let changed = try XMLTree(
            parsing: Array(String(decoding: signed, as: UTF8.self).replacing(">1<", with: ">2<").utf8))
        #expect(outcome(changed, .accept).asked == 0)
    }

    @Test("many threads verify one document at once")
    func concurrency() async throws {
        let signed = try SigningForm(shape: .twoReferences).sign()
        let expected = try XMLSamples.verify(signed).report
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<32 {
                group.addTask { (0..<20).allSatisfy { _ in (try? XMLSamples.verify(signed).report) == expected } }
            }
            for await isSame in group { #expect(isSame) }
        }
    }
}
