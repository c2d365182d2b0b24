internal import Signatures
internal import SingleWindow

extension ReceivedCustomsMessage {
    func explainSignatures(_ effort: SignatureDoctor.Effort) -> [SignatureExplanation] {
        guard let value = envelope.signature.flatMap({ Base64.decode($0) }),
            let certificate = envelope.certificate.flatMap({ Base64.decode($0) })
        else { return [] }
        let bytes = CustomsSignature.signedBytes(ofContent: envelope.content)
        let outcome = RawSignature(value: value, certificate: certificate).verify(
            bytes, trust: SignatureTrust(validator: nil, time: Timestamp(milliseconds: 0)))
        var explanation = SignatureExplanation(report: outcome.report)
        if let mismatch = outcome.mismatch {
            explanation.digests = [
                SignatureDoctor.explain(bytes, name: "content", mismatch: mismatch, effort: effort)
            ]
        }
        return [explanation]
    }
}
