internal import Signatures
internal import SingleWindow
internal import XMLTree

extension ReceivedPaymentMessage {
    func explainSignatures(_ effort: SignatureDoctor.Effort) -> [SignatureExplanation] {
        XMLSignatureVerifier.signatures(in: tree).map {
            SignatureDoctor.explain(
                $0, options: XMLSignatureOptions(time: Timestamp(milliseconds: 0), scope: .mathematics), effort: effort)
        }
    }
}
