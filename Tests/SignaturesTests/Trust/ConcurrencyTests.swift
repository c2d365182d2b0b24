import Signatures
import SingleWindow
import Testing

/// What is shared between threads, used by many at once.
struct ConcurrencyTests {
    @Test func manyThreadsShareKeysCertificatesAndValidators() async throws {
        let content = Array("nội dung\r\n".utf8)
        let store = RevocationStore(try CertificateRevocationList.load(Samples.bytes("crls.pem")))
        let anchors = try TrustAnchors(files: [Samples.bytes("public-trust.pem")])
        let trust = SignatureTrust(
            validator: CertificateValidator(anchors: anchors, revocation: store), time: Samples.now)
        let keys = try ["declarant-1", "declarant-2"].map(Samples.key)
        let root = try SampleAuthority("public-root")
        let newer = try root.list(revoked: [], from: "260101000000Z")
        let wrong = await withTaskGroup(of: Int.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    var wrong = 0
                    for round in 0..<40 {
                        let key = keys[(worker + round) % 2]
                        // The caches are emptied in the middle of it all.
                        if worker == 0, round == 20 { store.add(newer) }
                        guard let signature = try? CMSSignature.sign(content, with: key, at: Samples.now) else {
                            wrong += 1
                            continue
                        }
                        let good = CMSSignature.verify(signature, over: content, trust: trust)
                        let bad = CMSSignature.verify(signature, over: content + [0], trust: trust)
                        if good.report.verdict != .accept || bad.report.subIndication != .hashFailure { wrong += 1 }
                    }
                    return wrong
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }
}
