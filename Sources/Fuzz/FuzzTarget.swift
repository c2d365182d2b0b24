import Signatures
import SingleWindow
import XMLTree

/// What can be fed with random bytes: nothing may crash, leak, hang, or be accepted.
enum FuzzTarget: String, CaseIterable {
    /// A `multipart/signed` message with its header block.
    case smime
    /// A detached CMS structure over fixed content.
    case cms
    /// Certificates, revocation lists and OCSP answers.
    case x509
    /// XML documents.
    case xml
    /// XML documents with signatures.
    case xmldsig

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
        case .xml: FuzzTarget.read(bytes)
        case .xmldsig:
            guard let tree = try? XMLTree(parsing: bytes) else { return }
            let result = XMLSignatureVerifier.verifyAll(in: tree, trust: trust)
            precondition(result.covered.isEmpty && result.report.verdict != .accept)
            let core = SignatureTrust(validator: nil, time: FuzzTarget.time)
            for signature in XMLSignatureVerifier.signatures(in: tree).prefix(2) {
                let covered = XMLSignatureVerifier.verify(signature, trust: core).covered
                precondition(covered.allSatisfy { $0.byteCount > 0 && $0.element.tree === tree })
                _ = SignatureDoctor.explain(signature, options: XMLSignatureOptions(core), effort: .quick)
            }
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

    /// What is read can be written, and read again as the same.
    private static func read(_ bytes: [UInt8]) {
        guard let tree = try? XMLTree(parsing: bytes) else { return }
        guard let copy = try? XMLTree(parsing: tree.serialized()) else { preconditionFailure("not read again") }
        for method in [Canonicalization.Method.inclusive10, .inclusive11, .exclusive(inclusivePrefixes: [""])] {
            let canonicalization = Canonicalization(method, withComments: true)
            let (form, same) = (try? tree.canonicalBytes(canonicalization), try? copy.canonicalBytes(canonicalization))
            precondition(form == same)
            guard let form, let again = try? XMLTree(parsing: form) else { continue }
            precondition((try? again.canonicalBytes(canonicalization)) == form)
        }
        for element in tree.root.subtree.prefix(50) {
            _ = try? element.text
            precondition(element.position != nil)
            precondition((try? tree.elements(selectedBy: "/*"))?.count == 1)
            if let form = try? element.canonicalBytes(.exclusive) { precondition(!form.isEmpty) }
        }
    }
}
