import Foundation
import Signatures
import Testing

struct SampleCertificatesTests {
    @Test func everySampleIsRefusedInProduction() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Samples.folder.path).filter {
            $0.hasSuffix(".crt")
        }
        #expect(names.count == 20)
        let listed = String(decoding: try Samples.bytes("fingerprints.txt"), as: UTF8.self)
        for name in names {
            let certificate = try X509Certificate(pem: Samples.bytes(name))
            #expect(SampleCertificates.contains(certificate), "\(name)")
            #expect(SampleCertificates.contains(certificate.publicKey), "\(name)")
            #expect(listed.contains(certificate.fingerprint), "\(name)")
        }
    }

    @Test func othersAreNot() throws {
        let tool = try OpenSSLTool()
        try tool.selfSigned("a", key: KeyKind.p256.words)
        #expect(!SampleCertificates.contains(try X509Certificate(pem: tool.read("a.crt"))))
    }

    @Test func aSampleKeyUnderAnotherCertificateIs() throws {
        let tool = try OpenSSLTool()
        try tool.write("a.key", Samples.bytes("declarant-1.key"))
        try tool.run("req -x509 -new -key a.key -subj /CN=Other -days 3 -out a.crt")
        #expect(SampleCertificates.contains(try X509Certificate(pem: tool.read("a.crt"))))
    }

    @Test(
        "subjects",
        arguments: [
            ("declarant-1", "0101234567"), ("declarant-2", "0301234568"), ("revoked", "0401234569"),
            ("gateway", nil), ("treasury", nil),
        ] as [(String, String?)])
    func taxCodes(name: String, expected: String?) throws {
        let key = try Samples.key(name)
        #expect(key.certificate.taxCode == expected)
        #expect(key.certificate.keyUsage == [.digitalSignature, .nonRepudiation])
    }
}
