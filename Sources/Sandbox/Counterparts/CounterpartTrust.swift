internal import Messages
internal import Signatures
internal import SingleWindow

/// How counterparts judge what the gateway sends them: the message by the gateway's own certificate, a document sent on
/// by any trader's or agency's certificate that its authority vouches for.
struct CounterpartTrust: SignerTrust {
    let traders: CertificateValidator
    let agencies: CertificateValidator
    let at: Timestamp

    let headerByChannel = false

    func decide(
        _ certificate: X509Certificate, intermediates: [X509Certificate], algorithm: SignatureAlgorithm
    ) -> SignerDecision {
        let government = agencies.validate(certificate, intermediates: intermediates, at: at)
        let validation =
            government.isAccepted ? government : traders.validate(certificate, intermediates: intermediates, at: at)
        return SignerDecision(
            verdict: validation.verdict, indication: validation.indication, subIndication: validation.subIndication,
            code: validation.code, reason: validation.reason, fingerprint: certificate.fingerprint,
            chain: validation.chain.map(\.der), checkedAt: at)
    }
}
