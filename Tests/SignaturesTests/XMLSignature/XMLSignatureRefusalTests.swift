import Signatures
import SingleWindow
import Testing
import XMLTree

/// Everything the profile refuses by name, each with its code and its words (DESIGN.md, section 6).
struct XMLSignatureRefusalTests {
    /// A change to a signed document: what is replaced, by what, and the code of the refusal.
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var changes: [(String, String)]
        var code: String

        init(_ label: String, _ changes: [(String, String)], _ code: String) {
            testDescription = label
            self.changes = changes
            self.code = code
        }
    }

    private static let transform = "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>"
    private static let enveloped = "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>"

    private static func transform(_ algorithm: String) -> [(String, String)] {
        [(transform, "<ds:Transform Algorithm=\"\(algorithm)\"/>")]
    }

    private static func beforeEnd(_ markup: String) -> [(String, String)] {
        [("</ds:Signature>", markup + "</ds:Signature>")]
    }

    static let rows: [Row] = methods + references + structure + values + keys

    private static let methods = [
        Row("HMAC", [("2001/04/xmldsig-more#rsa-sha256", "2001/04/xmldsig-more#hmac-sha256")], "signature.xml.hmac"),
        Row("MD5 digest", [("2001/04/xmlenc#sha256", "2001/04/xmldsig-more#md5")], "signature.xml.algorithm_unknown"),
        Row(
            "DSA", [("2001/04/xmldsig-more#rsa-sha256", "2000/09/xmldsig#dsa-sha1")], "signature.xml.algorithm_unknown"),
        Row("RSA-SHA1", [("2001/04/xmldsig-more#rsa-sha256", "2000/09/xmldsig#rsa-sha1")], "signature.weak_algorithm"),
        Row("XSLT", transform("http://www.w3.org/TR/1999/REC-xslt-19991116"), "signature.xml.transform_xslt"),
        Row("XPath", transform("http://www.w3.org/TR/1999/REC-xpath-19991116"), "signature.xml.transform_xpath"),
        Row("XPath filter", transform("http://www.w3.org/2002/06/xmldsig-filter2"), "signature.xml.transform_xpath"),
        Row("base64", transform("http://www.w3.org/2000/09/xmldsig#base64"), "signature.xml.transform_base64"),
        Row("unknown transform", transform("urn:transform"), "signature.xml.transform_unknown"),
        Row("canonicalized twice", [(transform, transform + transform)], "signature.xml.transform_order"),
        Row("enveloped twice", [(transform, enveloped + enveloped)], "signature.xml.transform_order"),
        Row("enveloped after canonicalization", [(transform, transform + enveloped)], "signature.xml.transform_order"),
        Row(
            "unknown canonicalization",
            [
                (
                    "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"",
                    "<ds:CanonicalizationMethod Algorithm=\"urn:c14n\""
                )
            ], "signature.xml.canonicalization_unknown"),
        Row(
            "prefixes for an inclusive canonicalization",
            [
                (
                    "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>",
                    "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\">"
                        + "<e:InclusiveNamespaces xmlns:e=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"\"/>"
                        + "</ds:CanonicalizationMethod>"
                )
            ], "signature.xml.canonicalization_unknown"),
    ]

    private static let references = [
        Row("external address", [("URI=\"#data\"", "URI=\"http://127.0.0.1/x\"")], "signature.xml.reference_external"),
        Row("file", [("URI=\"#data\"", "URI=\"other.xml\"")], "signature.xml.reference_external"),
        Row("no URI", [("URI=\"#data\"", "")], "signature.xml.reference_form"),
        Row("XPointer", [("URI=\"#data\"", "URI=\"#xpointer(/)\"")], "signature.xml.reference_form"),
        Row("empty identifier", [("URI=\"#data\"", "URI=\"#\"")], "signature.xml.reference_form"),
        Row("nothing there", [("URI=\"#data\"", "URI=\"#nobody\"")], "signature.xml.reference_unresolved"),
        Row(
            "identifier under a foreign prefix only",
            [("Id=\"data\"", "w:Id=\"data\" xmlns:w=\"urn:w\"")], "signature.xml.reference_unresolved"),
        Row("same identifier twice", [("<Header>", "<Header Id=\"data\">")], "signature.xml.reference_ambiguous"),
        Row("same identifier, other name", [("<Header>", "<Header ID=\"data\">")], "signature.xml.reference_ambiguous"),
        Row("same identifier, small", [("<Header>", "<Header id=\"data\">")], "signature.xml.reference_ambiguous"),
        Row("same identifier, xml:id", [("<Header>", "<Header xml:id=\"data\">")], "signature.xml.reference_ambiguous"),
        Row(
            "same identifier, foreign prefix",
            [("<Header>", "<Header xmlns:w=\"urn:w\" w:Id=\"data\">")], "signature.xml.reference_ambiguous"),
        Row(
            "a manifest by type",
            [("URI=\"#data\"", "URI=\"#data\" Type=\"http://www.w3.org/2000/09/xmldsig#Manifest\"")],
            "signature.xml.manifest"),
    ]

    private static let structure = [
        Row("two SignedInfo", [("</ds:SignedInfo>", "</ds:SignedInfo><ds:SignedInfo/>")], "signature.xml.structure"),
        Row(
            "two values", [("<ds:KeyInfo>", "<ds:SignatureValue>AAAA</ds:SignatureValue><ds:KeyInfo>")],
            "signature.xml.structure"),
        Row("two KeyInfo", [("</ds:KeyInfo>", "</ds:KeyInfo><ds:KeyInfo/>")], "signature.xml.structure"),
        Row("foreign element", beforeEnd("<x/>"), "signature.xml.structure"),
        Row("text", beforeEnd("text"), "signature.xml.structure"),
        Row(
            "element in another namespace",
            [("<ds:SignatureValue>", "<SignatureValue>"), ("</ds:SignatureValue>", "</SignatureValue>")],
            "signature.xml.structure"),
        Row(
            "no algorithm",
            [("<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>", "<ds:DigestMethod/>")],
            "signature.xml.structure"),
        Row(
            "object that is not covered", beforeEnd("<ds:Object><Envelope/></ds:Object>"),
            "signature.xml.object_unreferenced"),
        Row("empty object", beforeEnd("<ds:Object/>"), "signature.xml.object_unreferenced"),
        Row("object with text", beforeEnd("<ds:Object>text</ds:Object>"), "signature.xml.object_unreferenced"),
        Row("a manifest", beforeEnd("<ds:Object><ds:Manifest/></ds:Object>"), "signature.xml.manifest"),
    ]

    private static let values = [
        Row(
            "comment in the digest", [("<ds:DigestValue>", "<ds:DigestValue><!-- -->")],
            "signature.xml.comment_in_value"),
        Row(
            "instruction in the digest", [("<ds:DigestValue>", "<ds:DigestValue><?p?>")],
            "signature.xml.comment_in_value"),
        Row(
            "comment in the value", [("</ds:SignatureValue>", "<!--x--></ds:SignatureValue>")],
            "signature.xml.comment_in_value"),
        Row(
            "comment in the certificate", [("<ds:X509Certificate>", "<ds:X509Certificate><!---->")],
            "signature.xml.comment_in_value"),
        Row("element in the value", [("</ds:SignatureValue>", "<x/></ds:SignatureValue>")], "signature.xml.structure"),
        Row(
            "value that is not base64", [("<ds:SignatureValue>", "<ds:SignatureValue>*")],
            "signature.xml.value_malformed"),
        Row(
            "digest of another length", [("<ds:DigestValue>", "<ds:DigestValue>AAAA")], "signature.xml.value_malformed"),
        Row("comment in a signed value", [("<Name>Thú y", "<Name>Thú <!-- -->y")], "signature.xml.comment_in_content"),
        Row("instruction in a signed value", [("<Name>Thú y", "<Name><?p?>Thú y")], "signature.hash_failure"),
        Row("relative namespace", [("<Header>", "<Header xmlns:r=\"relative\">")], "signature.xml.not_canonicalizable"),
    ]

    private static let keys = [
        Row(
            "retrieval method", [("<ds:X509Data>", "<ds:RetrievalMethod URI=\"#k\"/><ds:X509Data>")],
            "signature.xml.retrieval_method"),
        Row(
            "key value alone",
            [
                ("<ds:X509Data>", "<ds:KeyValue><ds:RSAKeyValue><!--"),
                ("</ds:X509Data>", "--></ds:RSAKeyValue></ds:KeyValue>"),
            ],
            "signature.no_certificate"),
        Row("no key", [("<ds:KeyInfo>", "<!--"), ("</ds:KeyInfo>", "-->")], "signature.no_certificate"),
        Row(
            "damaged certificate", [("<ds:X509Certificate>MII", "<ds:X509Certificate>MIJ")],
            "signature.certificate.unreadable"),
    ]

    private static let document = """
        <Envelope><Header><type>10</type></Header><Body><Content Id="data"><Name>Thú y</Name></Content></Body></Envelope>
        """

    private static func signed() throws -> String {
        let tree = try XMLSamples.tree(document)
        let content = try #require(tree.root.descend("Body", "Content"))
        let bytes = try XMLSigner(key: XMLSamples.key()).sign(
            tree, covering: [.element(content, identifier: "data")], at: .lastChild(of: tree.root))
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("refused by name", arguments: rows)
    func refused(_ row: Row) throws {
        var text = try Self.signed()
        for (old, new) in row.changes {
            try #require(text.contains(old), "\(old)")
            text = text.replacing(old, with: new, maxReplacements: 1)
        }
        let result = try XMLSamples.verify(Array(text.utf8))
        #expect(result.report.code == row.code, "\(result.report.reason?.en ?? "")")
        #expect(result.report.verdict == .refuse)
        #expect(result.covered.isEmpty && result.signatures.isEmpty)
        let reason = try #require(result.report.reason)
        #expect(!reason.vi.isEmpty && !reason.en.isEmpty && reason.vi != reason.en)
    }

    @Test("what stands beside the certificate is ignored, whatever it is")
    func ignoredKeyInfo() throws {
        let beside = """
            <ds:KeyName>x</ds:KeyName><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>!</ds:Modulus></ds:RSAKeyValue></ds:KeyValue>\
            <wsse:Token xmlns:wsse="urn:w">t</wsse:Token>
            """
        let text = try Self.signed()
            .replacing(
                "<ds:X509Data>", with: beside + "<ds:X509Data><ds:X509SKI>?</ds:X509SKI><ds:X509CRL>?</ds:X509CRL>")
        let result = try XMLSamples.verify(Array(text.utf8))
        #expect(result.isAccepted, "\(result.report.reason?.en ?? "")")
        #expect(result.report.warnings == ["KeyInfo: KeyValue ignored"])
    }

    @Test("every finding has words in both languages and a code of its own")
    func findings() {
        let findings = XMLSignatureFinding.allCases
        #expect(Set(findings.map(\.rawValue)).count == findings.count)
        for finding in findings {
            #expect(finding.rawValue.hasPrefix("signature."))
            #expect(finding.text.vi != finding.text.en)
            #expect(finding.words.verdict != .accept && finding.words.indication != .totalPassed)
        }
    }

    @Test("more references than allowed, and none")
    func references() throws {
        let tree = try XMLSamples.tree("<a><b/><c/><d/><e/><f/></a>")
        let targets = Array(tree.root.children)
        func sign(_ count: Int) throws -> XMLSignatureResult {
            let bytes = try XMLSigner(key: XMLSamples.key()).sign(
                tree, covering: targets.prefix(count).map { .element($0, identifier: $0.localName) },
                at: .lastChild(of: tree.root))
            return try XMLSamples.verify(bytes)
        }
        #expect(try sign(4).covered.count == 4)
        #expect(try sign(5).report.code == "signature.xml.too_many_references")
        #expect(try sign(0).report.code == "signature.xml.no_reference")
    }

    @Test("weak keys and digests pass only by an exception that is in force, and every use is told")
    func exceptions() throws {
        let tool = try OpenSSLTool()
        try tool.selfSigned("weak", key: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"])
        let key = try SigningKey(pem: tool.read("weak.key"), certificatesPEM: tool.read("weak.crt"))
        let tree = try XMLSamples.tree()
        let weak = try XMLSigner(key: key).signEnveloped(tree)
        let old = try XMLSigner(key: XMLSamples.key(), algorithm: .rsaPKCS1(.sha1)).signEnveloped(tree)
        for (bytes, code, exception) in [
            (weak, "signature.weak_key", LegacyAlgorithm.rsa1024), (old, "signature.weak_algorithm", .sha1),
        ] {
            #expect(try XMLSamples.verify(bytes).report.code == code)
            #expect(try XMLSamples.verify(bytes).report.subIndication == .cryptoConstraintsFailure)
            let allowed = try XMLSamples.verify(bytes, allowing: [exception])
            #expect(allowed.isAccepted)
            #expect(allowed.report.exceptions == [exception])
            let options = XMLSignatureOptions(
                algorithms: AlgorithmPolicy(exceptions: [exception: XMLSamples.time]),
                time: XMLSamples.time.advanced(byMilliseconds: 1))
            let late = XMLSignatureVerifier.verifyAll(in: try XMLTree(parsing: bytes), options: options) { _ in .core }
            #expect(late.report.code == code)
        }
        // Mathematics alone take any key but no SHA-1.
        let core = SignatureTrust(validator: nil, time: XMLSamples.time)
        #expect(XMLSignatureVerifier.verifyAll(in: try XMLTree(parsing: weak), trust: core).isAccepted)
        #expect(!XMLSignatureVerifier.verifyAll(in: try XMLTree(parsing: old), trust: core).isAccepted)
    }
}
