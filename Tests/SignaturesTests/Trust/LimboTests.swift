import Foundation
import Signatures
import SingleWindow
import Testing

/// The x509-limbo collection: RFC 5280 path validation with the rules on form. Its cases are TLS servers and clients,
/// so the purpose asked for is compared here.
@Suite(.enabled(if: Corpora.has("limbo"), "the collection limbo is absent"))
struct LimboTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Name: Decodable, Sendable {
            var kind: String
            var value: String
        }
        var id: String
        var description: String
        var trustedCerts: [String]
        var untrustedIntermediates: [String]
        var peerCertificate: String
        var validationTime: String?
        var extendedKeyUsage: [String]
        var expectedResult: String
        var expectedPeerName: Name?

        var testDescription: String { id }
    }

    private struct File: Decodable { var testcases: [Case] }

    static let cases: [Case] = {
        guard let data = try? Data(contentsOf: Corpora.folder.appending(path: "limbo/limbo.json")) else { return [] }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return (try? decoder.decode(File.self, from: data).testcases) ?? []
    }()

    /// What each case asks of path validation with the rules on form, the server's name aside.
    @Test(arguments: cases)
    func path(entry: Case) throws {
        func read(_ pem: String) throws -> X509Certificate { try X509Certificate(pem: Array(pem.utf8)) }
        guard let anchors = try? entry.trustedCerts.map(read), let leaf = try? read(entry.peerCertificate),
            let intermediates = try? entry.untrustedIntermediates.map(read)
        else {
            #expect(entry.expectedResult == "FAILURE", "cannot be read")
            return
        }
        let policy = ValidationPolicy(revocation: .off, conformance: .rfc5280, purpose: .any)
        let time = try #require(Timestamp(entry.validationTime ?? "2026-06-01T00:00:00Z"))
        let validation = CertificateValidator(anchors: TrustAnchors(anchors))
            .validate(leaf, intermediates: intermediates, policy: policy, at: time)
        let purposes = leaf.extendedKeyUsage ?? []
        let isForAsked = entry.extendedKeyUsage.allSatisfy {
            purposes.isEmpty || purposes.contains(LimboTests.purposes[$0] ?? "")
        }
        let accepted = validation.isAccepted && isForAsked && !LimboTests.decidedByName.contains(entry.id)
        #expect(
            accepted == (entry.expectedResult == "SUCCESS"),
            "\(validation.code ?? "accepted") \(validation.detail ?? "")")
    }

    /// Paths that are valid; the case fails because the server has another name.
    private static let decidedByName: Set<String> = ["rfc5280::ca-as-leaf-wrong-san"]

    private static let purposes = ["serverAuth": "1.3.6.1.5.5.7.3.1", "clientAuth": "1.3.6.1.5.5.7.3.2"]
}
