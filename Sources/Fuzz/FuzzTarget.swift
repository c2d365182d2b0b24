import Signatures
import SingleWindow

/// What can be fed with random bytes: nothing may crash, leak, hang, or be accepted.
enum FuzzTarget: String, CaseIterable {
    /// A `multipart/signed` message with its header block.
    case smime
    /// A detached CMS structure over fixed content.
    case cms
    /// Certificates, revocation lists and OCSP answers.
    case x509

    /// Set once before libFuzzer starts, which calls from one thread.
    nonisolated(unsafe) static var chosen = FuzzTarget.smime

    private static let time = Timestamp(milliseconds: 1_790_000_000_000)

    func run(_ bytes: [UInt8]) {
        // Trust in nobody: whatever is accepted here was accepted wrongly.
        let trust = SignatureTrust(validator: CertificateValidator(anchors: TrustAnchors([])), time: FuzzTarget.time)
        switch self {
        case .smime:
            let result = try? SMIMEMessage(bytes).verify(trust: trust)
            precondition(result?.entity == nil && result?.report.verdict != .accept)
        case .cms:
            let result = CMSSignature.verify(bytes, over: Array("content".utf8), trust: trust)
            precondition(result.covered == nil && result.report.verdict != .accept)
        case .x509:
            if let certificates = try? X509Certificate.load(bytes) {
                for certificate in certificates {
                    _ = certificate.crlDistributionPoints.count + certificate.ocspResponders.count
                    _ = certificate.extendedKeyUsage
                    _ = certificate.signatureAlgorithm
                    precondition(trust.validator?.validate(certificate, at: FuzzTarget.time).isAccepted == false)
                }
            }
            _ = try? CertificateRevocationList.load(bytes)
            _ = try? OCSPResponse(der: bytes)
            _ = try? PublicKey(subjectPublicKeyInfo: bytes)
        }
    }
}
