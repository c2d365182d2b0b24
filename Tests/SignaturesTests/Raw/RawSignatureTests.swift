import Signatures
import SingleWindow
import Testing

struct RawSignatureTests {
    private let content = Array("<Declaration><issuer>929</issuer></Declaration>".utf8)

    @Test("signed and verified", arguments: ["declarant-1", "declarant-2"])
    func roundTrip(name: String) throws {
        let signature = try RawSignature.sign(content, with: Samples.key(name))
        let carried = try RawSignature(data: signature.data, fileCert: signature.fileCert)
        let result = carried.verify(content, trust: try Samples.trust("public"))
        #expect(result.report.verdict == .accept && result.report.indication == .totalPassed)
        #expect(result.covered?.bytes == content)
        #expect(result.report.covered.map(\.bytes) == [content.count])
        #expect(result.report.signers.map(\.taxCode) == [try Samples.certificate(name).taxCode])
        #expect(result.validation?.chain.count == 3)
    }

    @Test("openssl verifies ours", arguments: ["declarant-1", "declarant-2"])
    func openSSL(name: String) throws {
        let tool = try OpenSSLTool()
        let signature = try RawSignature.sign(content, with: Samples.key(name))
        try tool.write("value", signature.value)
        try tool.write("content", content)
        try tool.write("crt", X509Certificate(der: signature.certificate).pem)
        try tool.run("x509 -in crt -pubkey -noout -out pub")
        try tool.run("dgst -sha256 -verify pub -signature value content")
    }

    @Test(
        "what is refused, and in which words",
        arguments: [
            ("content changed", .hashFailure),
            ("value changed", .signatureCryptoFailure),
            ("value cut", .signatureCryptoFailure),
            ("content changed, ECDSA", .signatureCryptoFailure),
            ("another's certificate", .signatureCryptoFailure),
            ("another authority", .noCertificateChainFound),
            ("revoked", .revoked),
            ("expired", .expired),
            ("certificate damaged", .formatFailure),
        ] as [(String, SubIndication)])
    func refused(what: String, expected: SubIndication) throws {
        let signer =
            ["revoked", "expired"].contains(what)
            ? what : what == "content changed, ECDSA" ? "declarant-2" : "declarant-1"
        var signature = try RawSignature.sign(content, with: Samples.key(signer))
        var content = content
        switch what {
        case "content changed", "content changed, ECDSA": content[20] ^= 1
        case "value changed": signature.value[100] ^= 1
        case "value cut": signature.value.removeLast()
        case "another's certificate": signature.certificate = try Samples.certificate("unregistered").der
        case "certificate damaged": signature.certificate.removeLast()
        default: break
        }
        let trust = try Samples.trust(what == "another authority" ? "government" : "public")
        let result = signature.verify(content, trust: trust)
        #expect(result.report.verdict == .refuse)
        #expect(result.report.subIndication == expected)
        #expect(result.report.code != nil && result.report.reason != nil)
        #expect(result.covered == nil)
    }

    @Test func legacySHA1OnlyWithTheException() throws {
        let key = try Samples.key("declarant-1")
        let signature = RawSignature(
            value: try key.sign(.rsaPKCS1(.sha1), data: content), certificate: key.certificate.der)
        let strict = signature.verify(content, trust: Samples.core())
        #expect(strict.report.verdict == .refuse && strict.covered == nil)
        let lenient = signature.verify(content, trust: Samples.core(.allowing([.sha1])))
        #expect(lenient.report.verdict == .accept)
        #expect(lenient.report.exceptions == [.sha1])
        #expect(lenient.report.signers.first?.algorithm == "RSA-2048/SHA-1")
    }

    @Test func notYetKnownIsNotAccepted() throws {
        let anchors = try TrustAnchors(files: [Samples.bytes("public-trust.pem")])
        let trust = SignatureTrust(validator: CertificateValidator(anchors: anchors), time: Samples.now)
        let result = try RawSignature.sign(content, with: Samples.key("declarant-1")).verify(content, trust: trust)
        #expect(result.report.verdict == .cannotCheck && result.report.subIndication == .tryLater)
        #expect(result.validation?.needs.isEmpty == false)
    }

    @Test("fields that are not base64", arguments: [("!", "AAAA"), ("AAAA", "!"), ("", "AAAA"), ("AAAA", "")])
    func notBase64(data: String, fileCert: String) {
        #expect(throws: SignaturesError.self) { try RawSignature(data: data, fileCert: fileCert) }
    }
}
