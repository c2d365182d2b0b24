import Signatures
import SingleWindow

extension Samples {
    static let now = Timestamp(milliseconds: 1_790_000_000_000, offset: 0)

    /// Trust in the sample authorities with their revocation lists.
    static func trust(_ set: String, _ policy: ValidationPolicy = ValidationPolicy()) throws -> SignatureTrust {
        let anchors = try TrustAnchors(name: set, files: [bytes(set + "-trust.pem")])
        let lists = try CertificateRevocationList.load(bytes("crls.pem"))
        return SignatureTrust(
            validator: CertificateValidator(anchors: anchors, revocation: RevocationStore(lists)), policy: policy,
            time: now)
    }

    /// The mathematics only.
    static func core(_ algorithms: AlgorithmPolicy = .profile) -> SignatureTrust {
        SignatureTrust(validator: nil, policy: ValidationPolicy(algorithms: algorithms), time: now)
    }
}
