import Foundation
import Signatures
import SingleWindow
import Testing

struct SignatureEvidenceTests {
    private let content = Array("<Declaration/>".utf8)

    private func evidence(
        of signer: String, _ policy: ValidationPolicy = ValidationPolicy()
    ) throws -> (SignatureEvidence, RawSignature) {
        let trust = try Samples.trust("public", policy)
        let signature = try RawSignature.sign(content, with: Samples.key(signer))
        let result = signature.verify(content, trust: trust)
        let evidence = SignatureEvidence(
            result.report, validations: result.validation.map { [$0] } ?? [], policy: policy, time: trust.time)
        // As it is exported and read again.
        let encoded = try JSONEncoder().encode(evidence)
        let decoded = try JSONDecoder().decode(SignatureEvidence.self, from: encoded)
        #expect(decoded == evidence)
        return (decoded, signature)
    }

    @Test("the decision can be made again", arguments: ["declarant-1", "declarant-2", "revoked", "expired"])
    func again(signer: String) throws {
        let (evidence, signature) = try evidence(of: signer)
        let anchors = try TrustAnchors(files: [Samples.bytes("public-root.crt")])
        for trust in [try evidence.trust(anchors: anchors), try evidence.trust()] {
            // The issuing authority's certificate is in the evidence only.
            let validations = try evidence.validations(anchors: trust.validator?.anchors)
            #expect(validations.map(\.verdict) == [evidence.verdict])
            #expect(validations.map(\.subIndication) == [evidence.subIndication])
        }
        let full = try TrustAnchors(files: [Samples.bytes("public-trust.pem")])
        let report = signature.verify(content, trust: try evidence.trust(anchors: full)).report
        #expect(evidence.differences(from: report).isEmpty)
        #expect(evidence.objects.count == (signer == "expired" ? 3 + 2 : 5))
    }

    @Test func anotherMessageOrAnotherTrustDiffers() throws {
        let (evidence, signature) = try evidence(of: "declarant-1")
        let anchors = try TrustAnchors(files: [Samples.bytes("public-trust.pem")])
        let trust = try evidence.trust(anchors: anchors)
        let changed = signature.verify(content + [0x20], trust: trust).report
        #expect(evidence.differences(from: changed).contains { $0.hasPrefix("verdict") })
        let others = try TrustAnchors(files: [Samples.bytes("government-trust.pem")])
        let elsewhere = signature.verify(content, trust: try evidence.trust(anchors: others)).report
        #expect(elsewhere.subIndication == .noCertificateChainFound)
        let other = try RawSignature.sign(content, with: Samples.key("declarant-2")).verify(content, trust: trust)
        #expect(evidence.differences(from: other.report).contains { $0.hasPrefix("signers") })
    }

    @Test func withoutItsListsItProvesNothing() throws {
        var (evidence, _) = try evidence(of: "declarant-1")
        for index in evidence.signers[0].revocation.indices { evidence.signers[0].revocation[index].lists = [] }
        #expect(try evidence.validations().map(\.verdict) == [.cannotCheck])
    }

    @Test func objectsAreWhatTheyAreNamed() throws {
        var (evidence, _) = try evidence(of: "declarant-1")
        let names = evidence.objects.keys.sorted()
        for name in names {
            var broken = evidence
            broken.objects[name] = nil
            #expect(throws: SignaturesError.self) { try broken.validations() }
            broken.objects[name] = evidence.objects[try #require(names.first { $0 != name })]
            #expect(throws: SignaturesError.self) { try broken.validations() }
        }
        evidence.objects = [:]
        #expect(throws: SignaturesError.self) { try evidence.trust() }
    }
}
