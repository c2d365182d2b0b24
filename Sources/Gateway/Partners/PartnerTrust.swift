package import Messages
package import Signatures
internal import SingleWindow

/// By what certificates are judged: the authorities of each world and their revocation lists.
package struct TrustSettings: Sendable {
    package var validators: [AnchorSet: CertificateValidator]

    package init(validators: [AnchorSet: CertificateValidator]) { self.validators = validators }
}

/// Judges the signers of one partner's messages: the certificate must be registered for that partner, its chain must
/// lead to the right authorities, and revocation must be answered.
package struct PartnerTrust: SignerTrust {
    package let partner: Partner
    let settings: TrustSettings
    let at: Timestamp
    package let headerByChannel: Bool

    package func decide(
        _ certificate: X509Certificate, intermediates: [X509Certificate], algorithm: SignatureAlgorithm
    ) -> SignerDecision {
        guard partner.certificates.contains(where: { $0.fingerprint == certificate.fingerprint }) else {
            return SignerDecision(
                verdict: .refuse, indication: .indeterminate, subIndication: .chainConstraintsFailure,
                code: "certificate.not_registered",
                reason: Text(
                    vi: "Chứng thư số \(certificate.serialHex) chưa được đăng ký cho đối tác \(partner.id).",
                    en: "Certificate \(certificate.serialHex) is not registered for partner \(partner.id)."),
                fingerprint: certificate.fingerprint, checkedAt: at)
        }
        return SignerDecision(verdict: .refuse, indication: .indeterminate, fingerprint: "", checkedAt: at)
    }
}
