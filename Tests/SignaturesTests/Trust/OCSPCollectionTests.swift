import Foundation
import Signatures
import SingleWindow
import Testing

/// OpenSSL's collection of OCSP responses, good ones and ones that are wrong in one thing each; what each must give is
/// in OpenSSL's 80-test_ocsp.t. All are of 2012 and signed with SHA-1.
@Suite(.enabled(if: Corpora.has("openssl-ocsp"), "the collection openssl-ocsp is absent"))
struct OCSPCollectionTests {
    /// A time at which the answers of each kind are current.
    private static func time(_ name: String) throws -> Timestamp {
        try #require(Timestamp(name.contains("ND") ? "2012-10-12T00:00:00Z" : "2012-10-24T00:00:00Z"))
    }

    private static func response(_ name: String) throws -> OCSPResponse {
        let text = try Corpora.read("openssl-ocsp/\(name).ors")
        return try OCSPResponse(der: #require(Base64.decode(text)))
    }

    @Test(
        arguments: [
            ("ND3", "ND3_Issuer_Root", "ND3_Cert_EE", .good),
            ("D3", "D3_Issuer_Root", "D3_Cert_EE", .good),
            // The answer is about another certificate.
            ("ND3", "ND3_Issuer_Root", "D3_Cert_EE", .unknown),
            // The issuer's certificate has another name than the one that signed.
            ("ND3", "WSNIC_ND3_Issuer_Root", "ND3_Cert_EE", .unknown),
            ("D3", "WSNIC_D3_Issuer_Root", "D3_Cert_EE", .unknown),
            // The issuer of the other answer.
            ("ND3", "D3_Issuer_Root", "ND3_Cert_EE", .unknown),
        ] as [(String, String, String, RevocationStatus)])
    func answers(name: String, issuer: String, certificate: String, expected: RevocationStatus) throws {
        let response = try OCSPCollectionTests.response(name)
        let answer = response.answer(
            about: try X509Certificate(pem: Corpora.read("openssl-ocsp/\(certificate).pem")),
            issuer: try X509Certificate(pem: Corpora.read("openssl-ocsp/\(issuer).pem")),
            policy: .allowing([.sha1, .rsa1024]), at: try OCSPCollectionTests.time(name))
        #expect(answer.status == expected, "\(answer.detail ?? "")")
        if expected == .good { #expect(answer.exceptionsUsed.contains(.sha1)) }
    }

    @Test(
        "a wrong responder name, a wrong responder key",
        arguments: Corpora.manifest.filter {
            $0.family == "openssl-ocsp" && ($0.name.hasPrefix("WRID") || $0.name.hasPrefix("WKDOSC"))
        })
    func wrong(entry: Corpora.Entry) throws {
        let kind = entry.name.hasSuffix("ND3") || entry.name.contains("_ND") ? "ND3" : "D3"
        let answer = try OCSPCollectionTests.response(entry.name).answer(
            about: try X509Certificate(pem: Corpora.read("openssl-ocsp/\(kind)_Cert_EE.pem")),
            issuer: try X509Certificate(pem: Corpora.read("openssl-ocsp/\(kind)_Issuer_Root.pem")),
            policy: .allowing([.sha1, .rsa1024]), at: try OCSPCollectionTests.time(kind))
        #expect(answer.status == .unknown)
        #expect(answer.detail?.contains("current") == false)
    }

    @Test func theStrictPolicyTakesNone() throws {
        let answer = try OCSPCollectionTests.response("ND3").answer(
            about: try X509Certificate(pem: Corpora.read("openssl-ocsp/ND3_Cert_EE.pem")),
            issuer: try X509Certificate(pem: Corpora.read("openssl-ocsp/ND3_Issuer_Root.pem")),
            at: try OCSPCollectionTests.time("ND3"))
        #expect(answer.status == .unknown && answer.detail?.contains("SHA-1") == true)
    }
}
