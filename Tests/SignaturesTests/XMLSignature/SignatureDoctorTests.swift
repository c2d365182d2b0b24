import Foundation
import Signatures
import SingleWindow
import Testing
import XMLTree

/// What honest signers and transports get wrong, done to signed documents, and the doctor's finding.
struct SignatureDoctorTests {
    private func explain(_ bytes: [UInt8], known: [X509Certificate] = []) throws -> SignatureExplanation {
        let tree = try XMLTree(parsing: bytes)
        let signature = try #require(XMLSignatureVerifier.signatures(in: tree).first)
        return SignatureDoctor.explain(
            signature, options: XMLSignatureOptions(time: XMLSamples.time), known: known)
    }

    private func codes(_ text: String) throws -> [String] { try explain(Array(text.utf8)).causes.map(\.code) }

    private func signed(_ form: SigningForm, _ document: String = XMLSamples.message) throws -> String {
        String(decoding: try form.sign(document), as: UTF8.self)
    }

    private static let compact = XMLSamples.message.replacing(/>\s+</, with: "><")

    @Test("a valid signature has no causes")
    func healthy() throws {
        let explanation = try explain(try SigningForm(shape: .enveloped).sign())
        #expect(explanation.causes.isEmpty)
        #expect(explanation.report.verdict == .accept)
    }

    @Test("indented after signing")
    func prettyPrinted() throws {
        let text = try signed(SigningForm(shape: .enveloped), Self.compact)
        let pretty = text.replacing("><", with: ">\n   <").replacing("></ds", with: ">\n</ds")
        #expect(try codes(pretty).contains("doctor.pretty_printed"))
        let element = try signed(SigningForm(shape: .element), Self.compact)
            .replacing("<ProductType>", with: "\r\n\t<ProductType>")
        #expect(try codes(element) == ["doctor.pretty_printed"])
    }

    @Test("indentation lost after signing", arguments: ["  ", "    ", "\t"], ["\n", "\r\n"])
    func whiteSpaceRemoved(_ unit: String, _ lineEnd: String) throws {
        let document = """
            <Envelope>|<Header>||<Id>1</Id>|</Header>|<Body>||<Content>|||<Registration>||||<Name>Thú y</Name>\
            ||||<Empty></Empty>|||</Registration>||</Content>||<Signature></Signature>|</Body></Envelope>
            """
        // Each run of bars is a line end and as many units.
        let indented = document.replacing(/\|+/) { lineEnd + String(repeating: unit, count: $0.output.count) }
        let text = try signed(SigningForm(shape: .element), indented)
        let flat = text.replacing(/>\s+</, with: "><")
        #expect(try codes(flat) == ["doctor.white_space_removed"])
    }

    @Test("line ends kept by the signer")
    func lineEnds() throws {
        let document = "<a><b>dòng 1&#13;\ndòng 2</b></a>"
        let text = try signed(document)
        #expect(try codes(text.replacing("&#13;", with: "")) == ["doctor.line_ends"])
    }

    private func signed(_ document: String) throws -> String {
        let tree = try XMLSamples.tree(document)
        return String(decoding: try XMLSigner(key: try XMLSamples.key()).signEnveloped(tree), as: UTF8.self)
    }

    /// A document whose reference holds the digest of other bytes than a verifier digests, signed correctly otherwise.
    private func forged(
        _ document: String, method: Canonicalization = .exclusive, digesting change: (XMLTree) throws -> [UInt8]
    ) throws -> String {
        let tree = try XMLSamples.tree(document)
        let digest = Base64.string(try Digest.of(change(tree), .sha256))
        let draft = String(
            decoding: try XMLSigner(key: try XMLSamples.key(), canonicalization: method).signEnveloped(tree),
            as: UTF8.self)
        let old = try #require(draft.firstMatch(of: /DigestValue>([^<]*)</)?.1)
        let text = draft.replacing(old, with: digest)
        let info = try #require(
            XMLSignatureVerifier.signatures(in: XMLTree(parsing: Array(text.utf8))).first?.first("SignedInfo"))
        let value = Base64.string(
            try XMLSamples.key().sign(.rsaPKCS1(.sha256), data: info.canonicalBytes(method)))
        return text.replacing(/<ds:SignatureValue>[^<]*</, with: "<ds:SignatureValue>\(value)<")
    }

    @Test("what signers digest instead of the canonical form")
    func signersMistakes() throws {
        let document = Self.compact
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let plain = try XMLSamples.tree(document).canonicalBytes(.exclusive)
        let text = String(decoding: plain, as: UTF8.self)
        let rows: [(String, [UInt8])] = [
            ("doctor.byte_order_mark", mark + plain),
            ("doctor.xml_declaration", Array("<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n".utf8) + plain),
            ("doctor.not_canonicalized", Array(text.replacing("<Signature></Signature>", with: "<Signature />").utf8)),
            ("doctor.encoding", text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }),
            ("doctor.trailing_line_end", plain + [0x0D, 0x0A]),
            (
                "doctor.namespace_removed",
                Array(
                    text.replacing(
                        "<Envelope>", with: "<Envelope xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
                    ).utf8)
            ),
            (
                "doctor.other_element",
                try #require(XMLSamples.tree(document).root.descend("Body", "Content")).canonicalBytes(.exclusive)
            ),
        ]
        for (code, bytes) in rows {
            #expect(try codes(forged(document) { _ in bytes }) == [code])
        }
        #expect(try codes(forged(document) { _ in Array("something else".utf8) }) == ["doctor.content_changed"])
    }

    @Test("comments digested with a same-document reference")
    func comments() throws {
        let document = "<a><!-- note --><b>1</b></a>"
        let commented = Canonicalization(.exclusive(inclusivePrefixes: []), withComments: true)
        #expect(try codes(forged(document) { try $0.canonicalBytes(commented) }) == ["doctor.comments"])
    }

    @Test("another canonicalization than the signature names")
    func canonicalization() throws {
        let document = "<a xmlns:p='urn:p' xmlns:q='urn:q'><p:b>1</p:b></a>"
        #expect(
            try codes(forged(document, method: .exclusive) { try $0.canonicalBytes(.inclusive) })
                == ["doctor.canonicalization"])
        #expect(
            try codes(forged(document, method: .inclusive) { try $0.canonicalBytes(.exclusive) })
                == ["doctor.canonicalization"])
    }

    @Test("surroundings changed under an inclusive canonicalization")
    func namespaces() throws {
        let text = try signed(SigningForm(shape: .element, canonicalization: .inclusive))
        let added = text.replacing("<Envelope>", with: "<Envelope xmlns:xsi='urn:i' xmlns:soap='urn:s'>")
        #expect(try codes(added) == ["doctor.namespace_added"])
        #expect(
            try codes(text.replacing("<Envelope>", with: "<Envelope xml:lang='vi'>")) == ["doctor.inherited_attribute"])
        let both = added.replacing("<ProductType>", with: " <ProductType>")
        #expect(try Set(codes(both)) == ["doctor.namespace_added", "doctor.pretty_printed"])
    }

    @Test("letters in another Unicode form")
    func unicode() throws {
        let text = try signed(SigningForm(shape: .enveloped))
        let decomposed = text.replacing("Công ty", with: "Công ty".decomposedStringWithCanonicalMapping)
        #expect(decomposed.unicodeScalars.count > text.unicodeScalars.count)
        #expect(try codes(decomposed) == ["doctor.unicode_form"])
        let apart = "<a>ti\u{EA}\u{301}ng Vi\u{EA}\u{323}t</a>"
        let signedApart = try signed(apart)
        let composed = String(String.UnicodeScalarView(signedApart.unicodeScalars))
            .precomposedStringWithCanonicalMapping
        #expect(try codes(composed) == ["doctor.unicode_form"])
    }

    @Test("UTF-8 read as Windows-1252 and written again")
    func reencoded() throws {
        let text = try signed("<a>Kiểm dịch động vật “Thú y”</a>")
        let broken = String(decoding: Self.misread(Array(text.utf8)).utf8, as: UTF8.self)
        #expect(broken != text)
        #expect(try codes(broken) == ["doctor.re_encoded"])
    }

    private static func misread(_ bytes: [UInt8]) -> String {
        let row = Array("€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)
        return String(
            String.UnicodeScalarView(
                bytes.map { (0x80..<0xA0).contains($0) ? row[Int($0 - 0x80)] : Unicode.Scalar($0) }))
    }

    @Test("white space inside values and around the signature")
    func whiteSpace() throws {
        let text = try signed(SigningForm(shape: .element))
        #expect(try codes(text.replacing(">1<", with: "> 1\n<")) == ["doctor.value_white_space"])
        let enveloped = try signed("<a><b>1</b></a>")
        let inserted = enveloped.replacing("<ds:Signature ", with: "\n  <ds:Signature ")
            .replacing("</ds:Signature>", with: "</ds:Signature>\n")
        #expect(try codes(inserted) == ["doctor.signature_white_space"])
        let beside = try signed("<a><b>1</b>\n <c> </c></a>").replacing("<ds:Signature ", with: "\n\n<ds:Signature ")
        #expect(try codes(beside) == ["doctor.signature_white_space"])
    }

    @Test("the content itself changed")
    func changed() throws {
        let text = try signed(SigningForm(shape: .enveloped))
        let explanation = try explain(Array(text.replacing(">1<", with: ">2<").utf8))
        #expect(explanation.causes.map(\.code) == ["doctor.content_changed"])
        let row = try #require(explanation.digests.first)
        #expect(row.path == "/Envelope")
        #expect(row.mismatch.expected != row.mismatch.found)
        #expect(String(decoding: row.canonical, as: UTF8.self).contains("<ProductType>2</ProductType>"))
        #expect(row.causes.allSatisfy { !$0.isProved && !$0.text.vi.isEmpty && !$0.hint.en.isEmpty })
    }

    @Test("another certificate than the signer's, named when it is known")
    func wrongCertificate() throws {
        let text = try signed(SigningForm(shape: .enveloped))
        let other = Base64.string(try XMLSamples.key(.rsa3072).certificate.der)
        let swapped = text.replacing(/X509Certificate>[^<]*</, with: "X509Certificate>\(other)<")
        #expect(try explain(Array(swapped.utf8)).causes.map(\.code) == ["doctor.value_foreign"])
        let found = try explain(
            Array(swapped.utf8), known: [XMLSamples.key().certificate, XMLSamples.key(.p256).certificate])
        #expect(found.causes.map(\.code) == ["doctor.wrong_certificate"])
    }

    @Test("values written or computed another way")
    func values() throws {
        let curve = try signed(SigningForm(shape: .enveloped, kind: .p256))
        let written = try #require(curve.firstMatch(of: /SignatureValue>([^<]*)</)?.1)
        let raw = try #require(Base64.decode(String(written)))
        let der = Base64.string(try ECDSAValue.der(raw: raw, length: 32))
        let rewritten = curve.replacing(/<ds:SignatureValue>[^<]*</, with: "<ds:SignatureValue>\(der)<")
        #expect(try codes(rewritten) == ["doctor.value_encoding"])

        let text = try signed(SigningForm(shape: .enveloped))
        let tree = try XMLTree(parsing: Array(text.utf8))
        let info = try #require(XMLSignatureVerifier.signatures(in: tree).first?.first("SignedInfo"))
        func resigned(_ algorithm: SignatureAlgorithm, _ bytes: [UInt8]) throws -> String {
            let value = Base64.string(try XMLSamples.key().sign(algorithm, data: bytes))
            return text.replacing(/<ds:SignatureValue>[^<]*</, with: "<ds:SignatureValue>\(value)<")
        }
        let canonical = try info.canonicalBytes(.exclusive)
        #expect(try codes(resigned(.rsaPSS(.sha256, saltLength: 32), canonical)) == ["doctor.other_algorithm"])
        #expect(try codes(resigned(.rsaPKCS1(.sha512), canonical)) == ["doctor.other_algorithm"])
        let indented = String(decoding: canonical, as: UTF8.self).replacing("><", with: ">\n<")
        #expect(try codes(resigned(.rsaPKCS1(.sha256), Array(indented.utf8))).first == "doctor.signed_info_changed")
        let bare = String(decoding: canonical, as: UTF8.self).replacing(
            " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"", with: "")
        #expect(try !codes(resigned(.rsaPKCS1(.sha256), Array(bare.utf8))).isEmpty)
    }

    @Test("bytes that are not XML: line ends, a byte order mark")
    func bytes() throws {
        let text = Array("MIC  010\r\nCông ty\r\n".utf8)
        func code(_ signed: [UInt8]) throws -> [String] {
            let mismatch = DigestMismatch(
                algorithm: .sha256, expected: Hex.string(try Digest.of(signed, .sha256)),
                found: Hex.string(try Digest.of(text, .sha256)))
            return SignatureDoctor.explain(text, name: "content", mismatch: mismatch).causes.map(\.code)
        }
        #expect(try code(Array("MIC  010\nCông ty\n".utf8)) == ["doctor.line_ends"])
        #expect(try code([0xEF, 0xBB, 0xBF] + text) == ["doctor.byte_order_mark"])
        #expect(try code(Array(text.dropLast(2))) == ["doctor.trailing_line_end"])
        #expect(try code(Array("other".utf8)) == ["doctor.content_changed"])
    }
}
