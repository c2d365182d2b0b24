import SingleWindow
import XMLTree

/// Objects inside a signature: all must be covered.
enum XMLSignatureObjects {
    /// Refuses objects that the signature does not cover: a reader could take them for signed.
    ///
    /// An object counts as covered when it is the target of a reference, or when each element in it is: XAdES signs
    /// `SignedProperties` inside the object, and Vietnamese tools the `SigningTime` inside it. Unsigned properties of
    /// XAdES (time stamps, revocation values) are allowed there and never read.
    static func check(_ form: XMLSignatureForm, covered: [XMLTree.Element]) throws(XMLSignatureFailure) {
        for object in form.objects {
            if object.first("Manifest", namespace: XMLSignatureNames.namespace) != nil {
                throw XMLSignatureFailure(.manifest)
            }
            guard isCovered(object, covered, form) else { throw XMLSignatureFailure(.objectUnreferenced, object.path) }
        }
    }

    private static func isCovered(
        _ element: XMLTree.Element, _ covered: [XMLTree.Element], _ form: XMLSignatureForm
    ) -> Bool {
        if covered.contains(where: { $0.contains(element) }) { return true }
        guard !element.hasTextBesideElements else { return false }
        let children = Array(element.children)
        guard !children.isEmpty else { return false }
        if element.isNamed("QualifyingProperties"), element.namespaceURI?.hasPrefix("http://uri.etsi.org/01903") == true
        {
            return children.contains { $0.isNamed("SignedProperties") && isCovered($0, covered, form) }
                && children.allSatisfy { $0.isNamed("UnsignedProperties") || isCovered($0, covered, form) }
        }
        return children.allSatisfy { isCovered($0, covered, form) }
    }
}

/// What signed properties say: XAdES `SignedProperties` (ETSI EN 319 132-1, section 5.2) or a bare `SigningTime`.
struct XMLSignedProperties {
    /// The time the signer claims to have signed at.
    let signingTime: Timestamp?
    let warnings: [String]
    private let signingCertificates: [(digest: DigestAlgorithm, value: [UInt8])]

    init(_ form: XMLSignatureForm, covered: [CoveredElement]) throws(XMLSignatureFailure) {
        var time: Timestamp?
        var notes: [String] = []
        var certificates: [(digest: DigestAlgorithm, value: [UInt8])] = []
        for object in form.objects {
            for element in object.subtree where covered.contains(where: { $0.covers(element) }) {
                switch element.localName {
                case "SigningTime":
                    if let value = try? element.text, let read = Timestamp(value.trimmingWhiteSpace()) {
                        time = time ?? read
                    } else {
                        notes.append("SigningTime cannot be read")
                    }
                case "SigningCertificate", "SigningCertificateV2":
                    for certificate in element.all("Cert") {
                        guard let digest = certificate.first("CertDigest") else { continue }
                        certificates.append(try Self.certificateDigest(digest))
                    }
                default: break
                }
            }
            if object.subtree.contains(where: { $0.isNamed("UnsignedProperties") }) {
                notes.append("UnsignedProperties ignored")
            }
        }
        (signingTime, warnings, signingCertificates) = (time, notes, certificates)
    }

    private static func certificateDigest(
        _ element: XMLTree.Element
    ) throws(XMLSignatureFailure) -> (digest: DigestAlgorithm, value: [UInt8]) {
        guard let method = element.first("DigestMethod"), let value = element.first("DigestValue") else {
            throw XMLSignatureFailure(.structure, element.path)
        }
        return (try XMLReferenceForm.digest(method), try value.base64Value)
    }

    /// The first certificate named is the signer's (ETSI EN 319 132-1, section 5.2.2): it must be the one that verified.
    func checkSigner(_ certificate: X509Certificate) throws(XMLSignatureFailure) {
        guard let first = signingCertificates.first else { return }
        guard let digest = try? Digest.of(certificate.der, first.digest), Digest.equal(digest, first.value) else {
            throw XMLSignatureFailure(.signingCertificateMismatch)
        }
    }
}
