import Signatures
import SingleWindow
import Testing

struct CMSSignatureTests {
    private let content = Array("tờ khai\r\ndòng hai\r\n".utf8)

    private static func keyTool(_ kind: KeyKind) throws -> (OpenSSLTool, SigningKey) {
        let tool = try OpenSSLTool()
        try tool.selfSigned("a", key: kind.words)
        return (tool, try SigningKey(pem: tool.read("a.key"), certificatesPEM: tool.read("a.crt")))
    }

    @Test("openssl cms and openssl smime verify ours", arguments: KeyKind.allCases)
    func openSSLVerifiesOurs(kind: KeyKind) throws {
        let (tool, key) = try CMSSignatureTests.keyTool(kind)
        let time = try #require(Timestamp("2026-11-21T08:30:00+07:00"))
        try tool.write("content", content)
        for digest in [DigestAlgorithm.sha256, .sha384, .sha512] {
            let algorithm: SignatureAlgorithm =
                switch kind {
                case .p256, .p384: .ecdsa(digest)
                case .rsaPSS: .rsaPSS(digest, saltLength: digest.length)
                case .rsa2048, .rsa3072: .rsaPKCS1(digest)
                }
            let signature = try CMSSignature.sign(content, with: key, algorithm: algorithm, at: time)
            try tool.write("sig", signature)
            let common = "-verify -binary -inform DER -in sig -content content -CAfile a.crt -out /dev/null"
            try tool.run("cms \(common) -cades")
            if kind != .rsaPSS { try tool.run("smime \(common)") }
            let printed = String(
                decoding: try tool.run("cms -cmsout -print -inform DER -in sig"), as: UTF8.self)
            #expect(printed.contains("Nov 21 01:30:00 2026 GMT"))
            let result = CMSSignature.verify(signature, over: content, trust: Samples.core())
            #expect(result.report.verdict == .accept)
            #expect(result.covered?.bytes == content)
            #expect(result.report.signers.first?.signingTime == time.inUTC)
        }
    }

    @Test(
        "what openssl signs, in all its forms, we verify",
        arguments: [
            ("cms", .rsa2048, ""), ("cms", .rsa2048, "-md sha384"), ("cms", .rsa2048, "-md sha512"),
            ("cms", .rsa2048, "-keyid"), ("cms", .rsa2048, "-noattr"), ("cms", .rsa2048, "-nosmimecap"),
            ("cms", .rsa2048, "-cades"),
            ("cms", .rsa2048, "-keyopt rsa_padding_mode:pss"),
            ("cms", .rsa2048, "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:0"),
            ("cms", .rsaPSS, "-keyopt rsa_padding_mode:pss"), ("cms", .p256, ""), ("cms", .p256, "-noattr"),
            ("cms", .p384, "-md sha384"),
            ("smime", .rsa2048, ""), ("smime", .rsa2048, "-stream"), ("smime", .rsa3072, "-md sha512 -noattr"),
            ("smime", .p256, ""),
        ] as [(String, KeyKind, String)])
    func weVerifyOpenSSLs(command: String, kind: KeyKind, options: String) throws {
        let (tool, key) = try CMSSignatureTests.keyTool(kind)
        try tool.write("content", content)
        try tool.run(
            "\(command) -sign -binary -in content -signer a.crt -inkey a.key -outform DER -out sig \(options)")
        let signature = try tool.read("sig")
        let result = CMSSignature.verify(signature, over: content, trust: Samples.core())
        #expect(result.report.verdict == .accept, "\(result.report.code ?? "") \(result.report.reason?.en ?? "")")
        #expect(result.report.signers.first?.fingerprint == key.certificate.fingerprint)
        let changed = CMSSignature.verify(signature, over: content + [0], trust: Samples.core())
        #expect(changed.report.verdict == .refuse && changed.covered == nil)
        let expected: SubIndication = options.contains("-noattr") ? .signatureCryptoFailure : .hashFailure
        #expect(changed.report.subIndication == expected)
        #expect((changed.mismatch != nil) == (expected == .hashFailure))
    }

    @Test func theCertificateMayBeKnownAlready() throws {
        let (tool, key) = try CMSSignatureTests.keyTool(.rsa2048)
        try tool.write("content", content)
        try tool.run("cms -sign -binary -nocerts -in content -signer a.crt -inkey a.key -outform DER -out sig")
        let signature = try tool.read("sig")
        let unknown = CMSSignature.verify(signature, over: content, trust: Samples.core())
        #expect(unknown.report.subIndication == .noSigningCertificateFound)
        let known = CMSSignature.verify(
            signature, over: content, trust: Samples.core(),
            candidates: [try Samples.certificate("declarant-1"), key.certificate])
        #expect(known.report.verdict == .accept)
    }

    @Test(
        "refused, and in which words",
        arguments: [
            ("-nodetach", "signature.cms.attached_content"),
            ("-econtent_type 1.2.840.113549.1.9.16.1.4", "signature.cms.content_type"),
            ("-signer b.crt -inkey b.key", "signature.cms.signer_count"),
            ("-md sha1", "signature.algorithm.weak"),
            ("-md md5", "signature.algorithm.unsupported"),
            ("-md sha224", "signature.algorithm.unsupported"),
        ])
    func refusedForms(options: String, code: String) throws {
        let (tool, _) = try CMSSignatureTests.keyTool(.rsa2048)
        try tool.selfSigned("b", key: KeyKind.p256.words)
        try tool.write("content", content)
        try tool.run("cms -sign -binary -in content -signer a.crt -inkey a.key -outform DER -out sig \(options)")
        let result = CMSSignature.verify(try tool.read("sig"), over: content, trust: Samples.core())
        #expect(result.report.verdict == .refuse)
        #expect(result.report.code == code)
        #expect(result.covered == nil)
    }

    @Test func legacyOnlyWithTheException() throws {
        let (tool, _) = try CMSSignatureTests.keyTool(.rsa2048)
        try tool.write("content", content)
        try tool.run("smime -sign -binary -md sha1 -in content -signer a.crt -inkey a.key -outform DER -out sig")
        let result = CMSSignature.verify(
            try tool.read("sig"), over: content, trust: Samples.core(.allowing([.sha1])))
        #expect(result.report.verdict == .accept)
        #expect(result.report.exceptions == [.sha1])
    }

    @Test func trailingBytesAndDamage() throws {
        let signature = try CMSSignature.sign(content, with: Samples.key("declarant-1"), at: Samples.now)
        let trust = Samples.core()
        let trailing = CMSSignature.verify(signature + [0], over: content, trust: trust)
        #expect(trailing.report.code == "signature.cms.trailing_bytes")
        #expect(CMSSignature.verify([], over: content, trust: trust).report.subIndication == .formatFailure)
        // No byte of the value, the attributes, the certificate and the lengths may be changed. What remains are the
        // two version numbers, the list of digest algorithms at the front, and the NULL behind an algorithm's name.
        var accepted: Set<Int> = []
        for index in signature.indices {
            for bit in (index % 5 == 0 ? [0x01, 0x80] : [0x01]) as [UInt8] {
                var changed = signature
                changed[index] ^= bit
                if CMSSignature.verify(changed, over: content, trust: trust).report.verdict == .accept {
                    accepted.insert(index)
                }
            }
        }
        #expect(accepted.filter { $0 > 45 }.count <= 3 && accepted.count <= 20, "\(accepted)")
        for count in stride(from: 0, to: signature.count, by: 7) {
            let cut = CMSSignature.verify(Array(signature[..<count]), over: content, trust: trust)
            #expect(cut.report.verdict == .refuse)
        }
    }

    @Test func attributesAreNotContent() throws {
        // A signature without attributes over the DER of another's attributes: the same digest is signed twice.
        let (tool, _) = try CMSSignatureTests.keyTool(.rsa2048)
        let attributes: [UInt8] =
            [0x31, 0x1A, 0x30, 0x18, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x03, 0x31, 0x0B]
            + [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01]
        try tool.write("content", attributes)
        try tool.run("cms -sign -binary -noattr -in content -signer a.crt -inkey a.key -outform DER -out sig")
        let result = CMSSignature.verify(try tool.read("sig"), over: attributes, trust: Samples.core())
        #expect(result.report.code == "signature.cms.attributes")
    }

    @Test func trustDecides() throws {
        let trust = try Samples.trust("public")
        for (name, expected) in [
            ("declarant-1", nil), ("declarant-2", nil), ("revoked", .revoked), ("expired", .expired),
            ("treasury", .noCertificateChainFound),
        ] as [(String, SubIndication?)] {
            let signature = try CMSSignature.sign(content, with: Samples.key(name), at: Samples.now)
            let result = CMSSignature.verify(signature, over: content, trust: trust)
            #expect(result.report.subIndication == expected, "\(name)")
            #expect((result.covered == nil) == (expected != nil), "\(name)")
        }
    }
}

extension Timestamp {
    fileprivate var inUTC: Timestamp { Timestamp(milliseconds: milliseconds, offset: 0) }
}
