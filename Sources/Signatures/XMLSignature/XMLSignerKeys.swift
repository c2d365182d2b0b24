import Synchronization
import XMLTree

/// The certificates in a signature, and which of them made it.
///
/// Only `X509Data/X509Certificate` is read. Key values, names, serial numbers and lists beside it are ignored: they are
/// not trusted, and signers in the field write them in many ways.
struct XMLSignerKeys {
    /// Those that may have signed, the likeliest first.
    private let candidates: [X509Certificate]
    private let all: [X509Certificate]
    /// Every certificate found.
    var certificates: [X509Certificate] { all }
    let warnings: [String]

    /// Certificates that one signature may carry.
    private static let limit = 16

    init(_ form: XMLSignatureForm, pinned: X509Certificate?) throws(XMLSignatureFailure) {
        if let pinned {
            (candidates, all, warnings) = ([pinned], [pinned], [])
            return
        }
        guard let keyInfo = form.keyInfo else { throw XMLSignatureFailure(.noCertificate) }
        var certificates: [X509Certificate] = []
        var ignored: [String] = []
        for child in keyInfo.children {
            guard child.isDSig("X509Data") else {
                if child.isDSig("KeyValue") { ignored.append("KeyInfo: KeyValue ignored") }
                continue
            }
            for item in child.children where item.isDSig("X509Certificate") {
                guard certificates.count < Self.limit else {
                    throw XMLSignatureFailure(.structure, "more than \(Self.limit) certificates")
                }
                certificates.append(try Self.certificate(item))
            }
        }
        guard !certificates.isEmpty else { throw XMLSignatureFailure(.noCertificate) }
        all = certificates
        candidates = certificates.count == 1 ? certificates : Self.leaves(certificates)
        warnings = ignored
    }

    /// Certificates that none of the others was issued by; all of them in a circle.
    private static func leaves(_ certificates: [X509Certificate]) -> [X509Certificate] {
        let leaves = certificates.filter { candidate in
            !certificates.contains { $0 != candidate && $0.isIssued(by: candidate) }
        }
        return leaves.isEmpty ? certificates : leaves
    }

    private static func certificate(_ element: XMLTree.Element) throws(XMLSignatureFailure) -> X509Certificate {
        let text = try element.signatureBytes
        if let known = cache.withLock({ $0.value(CertificateText(bytes: text)) }) { return known }
        guard let der = Base64.decode(text), !der.isEmpty else {
            throw XMLSignatureFailure(.valueMalformed, element.path)
        }
        do throws(SignaturesError) {
            let certificate = try X509Certificate.cached(der: der)
            cache.withLock { $0.insert(certificate, for: CertificateText(bytes: text)) }
            return certificate
        } catch {
            throw XMLSignatureFailure(.certificateUnreadable, error.detail)
        }
    }

    /// Certificates by their text in messages: a partner writes the same one every time, and decoding it costs a few
    /// microseconds.
    private static let cache = Mutex(TwoGenerationCache<CertificateText, X509Certificate>(capacity: 2048))

    /// The certificate whose key verifies the signature value over the canonical `SignedInfo`.
    func signer(
        of form: XMLSignatureForm, scope: XMLSignatureOptions.Scope
    ) throws(XMLSignatureFailure) -> (certificate: X509Certificate, others: [X509Certificate]) {
        let digest = try CanonicalDigest(
            form.algorithm.digest, of: form.signedInfo, form.canonicalization
        ).digest
        var mismatch: SignaturesError?
        for candidate in candidates {
            do throws(SignaturesError) {
                let isValid = try candidate.publicKey.verify(
                    form.algorithm, signature: value(of: form, for: candidate, scope), digest: digest,
                    encoding: .rawRS)
                if isValid { return (candidate, all.filter { $0 != candidate }) }
            } catch {
                guard error.code != .library else { throw XMLSignatureFailure(library: error) }
                mismatch = error
            }
        }
        throw XMLSignatureFailure(.cryptoFailure, reason: mismatch?.text)
    }

    /// The signature value; for the comparison of mathematics with both halves of an ECDSA value padded to the curve's
    /// length, as one Java version left out leading zeros of both.
    private func value(
        of form: XMLSignatureForm, for certificate: X509Certificate, _ scope: XMLSignatureOptions.Scope
    ) -> [UInt8] {
        guard scope == .mathematics, case .ec(let curve) = certificate.publicKey.kind, form.value.count % 2 == 0,
            form.value.count < 2 * curve.coordinateLength
        else { return form.value }
        let half = form.value.count / 2
        let padding = [UInt8](repeating: 0, count: curve.coordinateLength - half)
        return padding + form.value[..<half] + padding + form.value[half...]
    }
}

/// A certificate as it is written in a message. Hashed in one go: an array of bytes feeds its hasher one by one.
private struct CertificateText: Hashable, Sendable {
    var bytes: [UInt8]

    func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
}
