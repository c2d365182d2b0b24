import COpenSSL
import Foundation
import Signatures
import SingleWindow
import Testing

/// The x509-limbo collection: RFC 5280 path validation with the rules on form. Its cases are TLS servers and clients,
/// so purpose and name are compared here.
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
        var keyUsage: [String]
        var extendedKeyUsage: [String]
        var maxChainDepth: Int?
        var crls: [String]?
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

    @Test(arguments: cases)
    func path(entry: Case) throws {
        func read(_ pem: String) throws -> X509Certificate { try X509Certificate(pem: Array(pem.utf8)) }
        guard let anchors = try? entry.trustedCerts.map(read), let leaf = try? read(entry.peerCertificate),
            let intermediates = try? entry.untrustedIntermediates.map(read)
        else {
            #expect(entry.expectedResult == "FAILURE", "cannot be read")
            return
        }
        guard let lists = try? (entry.crls ?? []).flatMap({ try CertificateRevocationList.load(Array($0.utf8)) }) else {
            #expect(entry.expectedResult == "FAILURE", "a list cannot be read")
            return
        }
        let policy = ValidationPolicy(
            revocation: lists.isEmpty ? .off : .required, conformance: .rfc5280, purpose: .any)
        let time = try #require(Timestamp(entry.validationTime ?? "2026-06-01T00:00:00Z"))
        let validation = CertificateValidator(anchors: TrustAnchors(anchors), revocation: RevocationStore(lists))
            .validate(leaf, intermediates: intermediates, policy: policy, at: time)
        let purposes = leaf.extendedKeyUsage ?? []
        let accepted =
            validation.isAccepted && validation.chain.count - 2 <= entry.maxChainDepth ?? 100
            && entry.extendedKeyUsage.allSatisfy {
                purposes.isEmpty || purposes.contains(LimboTests.purposes[$0] ?? "")
            }
            && entry.keyUsage.allSatisfy { usage in
                leaf.keyUsage.map { $0.contains(LimboTests.usages[usage] ?? []) } ?? true
            }
            && (entry.expectedPeerName.map { LimboTests.names(leaf, $0) } ?? true)
        #expect(
            accepted == (entry.expectedResult == "SUCCESS"),
            "\(validation.code ?? "accepted") \(validation.detail ?? "")")
    }

    /// Whether the certificate is for this name, by OpenSSL's comparison.
    private static func names(_ certificate: X509Certificate, _ name: Case.Name) -> Bool {
        let x509 = certificate.der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            return d2i_X509(nil, &cursor, buffer.count)
        }
        defer { X509_free(x509) }
        switch name.kind {
        case "DNS":
            return X509_check_host(
                x509, name.value, name.value.utf8.count, UInt32(X509_CHECK_FLAG_NEVER_CHECK_SUBJECT), nil) == 1
        case "IP": return X509_check_ip_asc(x509, name.value, 0) == 1
        default: return X509_check_email(x509, name.value, name.value.utf8.count, 0) == 1
        }
    }

    private static let purposes = ["serverAuth": "1.3.6.1.5.5.7.3.1", "clientAuth": "1.3.6.1.5.5.7.3.2"]
    private static let usages: [String: KeyUsage] = [
        "digitalSignature": .digitalSignature, "contentCommitment": .nonRepudiation,
        "keyEncipherment": .keyEncipherment, "dataEncipherment": .dataEncipherment, "keyAgreement": .keyAgreement,
        "keyCertSign": .keyCertSign, "cRLSign": .crlSign,
    ]
}
