internal import Messages
internal import Signatures
internal import SingleWindow

/// Trusts the signers that lead to anchors given by hand, whoever they are: for tools, which know no register.
struct ToolTrust: SignerTrust {
    let trust: SignatureTrust

    /// Nothing came over a partner's channel.
    var headerByChannel: Bool { false }

    var algorithms: (policy: AlgorithmPolicy, time: Timestamp) { (trust.policy.algorithms, trust.time) }

    func decide(
        _ certificate: X509Certificate, intermediates: [X509Certificate], algorithm: SignatureAlgorithm
    ) -> SignerDecision {
        let judgement = trust.judge(certificate, intermediates: intermediates, algorithm: algorithm)
        let report = judgement.report
        return SignerDecision(
            verdict: report.verdict, indication: report.indication, subIndication: report.subIndication,
            code: report.code, reason: report.reason, fingerprint: certificate.fingerprint,
            chain: judgement.validation?.chain.map(\.der) ?? [], checkedAt: trust.time)
    }
}
