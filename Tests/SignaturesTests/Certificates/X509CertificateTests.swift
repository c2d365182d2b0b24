import Signatures
import SingleWindow
import Testing

struct X509CertificateTests {
    @Test func readsWhatOpenSSLWrote() throws {
        let tool = try OpenSSLTool()
        try tool.run(["genpkey"] + KeyKind.p256.words + ["-out", "a.key"])
        try tool.write(
            "a.cnf",
            """
            [req]
            distinguished_name = dn
            x509_extensions = ext
            prompt = no
            utf8 = yes
            string_mask = utf8only
            [dn]
            C = VN
            ST = Hải Phòng
            CN = CÔNG TY TNHH \\"MẪU\\", CHI NHÁNH
            UID = MST:0101234567-001
            [ext]
            basicConstraints = critical,CA:FALSE
            keyUsage = critical,digitalSignature,nonRepudiation
            authorityInfoAccess = OCSP;URI:http://ocsp.example.vn/,caIssuers;URI:http://ca.example.vn/ca.cer
            crlDistributionPoints = URI:http://crl.example.vn/a.crl,URI:http://crl2.example.vn/a.crl
            """)
        try tool.run("req -x509 -new -key a.key -config a.cnf -set_serial 0x00f1e2 -days 10 -out a.crt")
        let certificate = try X509Certificate(pem: tool.read("a.crt"))
        let subject = #"UID=MST:0101234567-001,CN=CÔNG TY TNHH \"MẪU\"\, CHI NHÁNH,ST=Hải Phòng,C=VN"#
        #expect(certificate.subject == subject)
        #expect(certificate.issuer == certificate.subject)
        #expect(certificate.serialHex == "f1e2")
        #expect(certificate.taxCode == "0101234567-001")
        #expect(certificate.keyUsage == [.digitalSignature, .nonRepudiation])
        #expect(!certificate.isCA && certificate.isSelfIssued && !certificate.hasInvalidExtension)
        #expect(certificate.ocspResponders == ["http://ocsp.example.vn/"])
        #expect(certificate.issuerCertificateAddresses == ["http://ca.example.vn/ca.cer"])
        #expect(certificate.crlDistributionPoints == ["http://crl.example.vn/a.crl", "http://crl2.example.vn/a.crl"])
        #expect(certificate.publicKey.name == "ECDSA-P256")
        #expect(certificate.signatureAlgorithm.name == "ecdsa-with-SHA256")
        #expect(certificate.signatureAlgorithm.oid == "1.2.840.10045.4.3.2")
        #expect(certificate.signatureAlgorithm.digest == .sha256)
        let day: Int64 = 86_400_000
        #expect(certificate.notAfter.milliseconds - certificate.notBefore.milliseconds == 10 * day)
        let printed = String(decoding: try tool.run("x509 -in a.crt -noout -fingerprint -sha256"), as: UTF8.self)
        let fingerprint = printed.split(separator: "=").last?.filter { $0 != ":" }.trimmingWhiteSpace().lowercased()
        #expect(certificate.fingerprint == fingerprint)
        #expect(try X509Certificate(pem: Array(certificate.pem.utf8)) == certificate)
        #expect(try X509Certificate.cached(der: certificate.der) === X509Certificate.cached(der: certificate.der))
    }

    @Test func refusesWhatIsNotOneCertificateInDER() throws {
        let tool = try OpenSSLTool()
        try tool.selfSigned("a", key: KeyKind.p256.words)
        let der = try X509Certificate(pem: tool.read("a.crt")).der
        // The outer SEQUENCE with its length written in one byte more than needed: BER, not DER.
        let long = [0x30, 0x83, 0x00] + der[2...]
        for (name, bytes) in [
            ("bytes after it", der + [0]), ("cut short", Array(der.dropLast())), ("empty", []), ("BER", Array(long)),
        ] {
            let error = #expect(throws: SignaturesError.self, "\(name)") { try X509Certificate(der: bytes) }
            #expect(error?.code == .certificateUnreadable, "\(name)")
        }
        let broken = try tool.read("a.crt").dropLast(30)
        #expect(throws: SignaturesError.self) { try X509Certificate.pemBundle(Array(broken)) }
    }

    @Test(
        "tax codes",
        arguments: [
            ("MST:0101234567", "0101234567"),
            ("mst: 0101234567", "0101234567"),
            ("MST:0101234567-001", "0101234567-001"),
            ("MST:0101234567001", "0101234567-001"),
            ("MST:001099012345", "001099012345"),
            ("VATVN-0101234567", "0101234567"),
            ("TINVN-001099012345", "001099012345"),
            ("0101234567", nil),
            ("MST:", nil),
            ("MST:010123456", nil),
            ("MST:01012345678", nil),
            ("MST:0101234567-01", nil),
            ("MST:010123456７", nil),
            ("CCCD:001099012345", nil),
            ("MST:0101234567 MST:0107654321", nil),
        ] as [(String, String?)])
    func taxCodes(attribute: String, expected: String?) {
        #expect(X509Certificate.taxCode(labelled: attribute) == expected)
    }

    @Test(
        "where the tax code may stand",
        arguments: [
            ("/CN=A/UID=MST:0101234567", "0101234567"),
            ("/CN=A/UID=CMND:012345678/UID=MST:0101234567", "0101234567"),
            ("/CN=A/serialNumber=MST:0101234567", "0101234567"),
            ("/CN=A/organizationIdentifier=VATVN-0101234567", "0101234567"),
            ("/CN=A/OU=MST:0101234567", "0101234567"),
            ("/CN=MST:0101234567", nil),
            ("/CN=A/UID=MST:0101234567/UID=MST:0107654321", nil),
            ("/CN=A/UID=MST:0101234567/OU=MST:0107654321", "0101234567"),
        ] as [(String, String?)])
    func taxCodePlaces(subject: String, expected: String?) throws {
        let tool = try OpenSSLTool()
        try tool.selfSigned("a", key: KeyKind.p256.words, subject: subject)
        #expect(try X509Certificate(pem: tool.read("a.crt")).taxCode == expected)
    }
}
