package import Messages
package import Signatures
package import SingleWindow

/// By what certificates are judged: the authorities of each world with their revocation lists.
package struct TrustSettings: Sendable {
    package var validators: [AnchorSet: CertificateValidator]

    package init(validators: [AnchorSet: CertificateValidator]) { self.validators = validators }
}

/// Revocation lists read from files at start and on reload.
package struct RevocationFiles: RevocationSource {
    package let generation: UInt64
    package let lists: [CertificateRevocationList]

    package init(lists: [CertificateRevocationList]) {
        self.lists = lists
        generation = 1
    }

    package func answers(about certificate: X509Certificate) -> [OCSPResponse] { [] }
}

/// Judges the signers of one partner's messages: the certificate must be registered for that partner beforehand
/// (Decree 85/2019 Art. 12), its chain must lead to the right authorities, its revocation must be answered, and the tax
/// code in it, where it has one, must be the partner's.
package struct PartnerTrust: SignerTrust {
    package let partner: Partner
    private let settings: TrustSettings
    private let at: Timestamp
    package let headerByChannel: Bool

    package init(partner: Partner, settings: TrustSettings, at time: Timestamp, headerByChannel: Bool) {
        self.partner = partner
        self.settings = settings
        at = time
        self.headerByChannel = headerByChannel
    }

    package func decide(
        _ certificate: X509Certificate, intermediates: [X509Certificate], algorithm: SignatureAlgorithm
    ) -> SignerDecision {
        guard partner.certificates.contains(where: { $0.fingerprint == certificate.fingerprint }) else {
            return refusal(
                certificate, .chainConstraintsFailure, "certificate.not_registered",
                Text(
                    vi: "Chứng thư số \(certificate.serialHex) chưa được đăng ký cho đối tác \(partner.id).",
                    en: "Certificate \(certificate.serialHex) is not registered for partner \(partner.id)."))
        }
        if let taxCode = certificate.taxCode, partner.role == .declarant, !isOwn(taxCode) {
            return refusal(
                certificate, .chainConstraintsFailure, "certificate.tax_code_mismatch",
                Text(
                    vi: "Mã số thuế trong chứng thư số không phải của đối tác \(partner.id).",
                    en: "The tax code in the certificate is not that of partner \(partner.id)."))
        }
        guard let validator = settings.validators[partner.role.anchors] else {
            return refusal(
                certificate, .noCertificateChainFound, "certificate.no_anchors",
                Text(vi: "Chưa cấu hình chứng thư gốc tin cậy.", en: "No trust anchors are configured."))
        }
        let validation = validator.validate(certificate, intermediates: intermediates, at: at)
        return SignerDecision(
            verdict: validation.verdict, indication: validation.indication,
            subIndication: validation.subIndication, code: validation.code, reason: validation.reason,
            fingerprint: certificate.fingerprint, chain: validation.chain.map(\.der),
            revocation: revocationSummary(validation), checkedAt: at)
    }

    /// A branch's code is written with and without its hyphen.
    private func isOwn(_ taxCode: String) -> Bool {
        guard let code = TaxCode(taxCode) else { return partner.identities.contains(taxCode) }
        return partner.identities.contains { TaxCode($0) == code }
    }

    private func refusal(
        _ certificate: X509Certificate, _ subIndication: SubIndication, _ code: String, _ reason: Text
    ) -> SignerDecision {
        SignerDecision(
            verdict: .refuse, indication: .indeterminate, subIndication: subIndication, code: code, reason: reason,
            fingerprint: certificate.fingerprint, checkedAt: at)
    }

    /// Which lists the answer stands on: issuer and day of issue of each.
    private func revocationSummary(_ validation: CertificateValidation) -> String? {
        let lists = validation.revocation.flatMap(\.lists)
        guard !lists.isEmpty else { return nil }
        return Set(lists.map { "CRL \($0.issuer) \($0.thisUpdate.rfc3339)" }).sorted().joined(separator: "; ")
    }
}
