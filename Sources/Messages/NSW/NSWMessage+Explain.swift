internal import Signatures
internal import SingleWindow
internal import XMLTree

extension NSWMessage {
    func explainSignatures(_ effort: SignatureDoctor.Effort) -> [SignatureExplanation] {
        ((try? NSWSignaturePlace.all(in: envelope)) ?? []).map { place in
            switch place.form {
            case .element(let element):
                SignatureDoctor.explain(
                    element, options: XMLSignatureOptions(time: Timestamp(milliseconds: 0), scope: .mathematics),
                    effort: effort)
            case .string(let text): explain(text, of: place.layer, effort)
            }
        }
    }

    /// The string form, over what `NSWVerifier` checks it over.
    private func explain(
        _ text: String, of layer: SignerRole, _ effort: SignatureDoctor.Effort
    ) -> SignatureExplanation {
        let covered = layer == .document ? envelope.document : envelope.root
        let excluded = layer == .document ? [] : envelope.messageSignature.map { [$0] } ?? []
        guard let structure = Base64.decode(text),
            let bytes = try? covered.canonicalBytes(.exclusive, excluding: excluded)
        else { return SignatureExplanation(report: SignatureReport(verdict: .refuse, indication: .totalFailed)) }
        let outcome = CMSSignature.verify(
            structure, over: bytes, trust: SignatureTrust(validator: nil, time: Timestamp(milliseconds: 0)))
        var explanation = SignatureExplanation(report: outcome.report)
        if let mismatch = outcome.mismatch {
            explanation.digests = [
                SignatureDoctor.explain(
                    covered, excluding: excluded, name: layer == .document ? "document" : "message",
                    mismatch: mismatch, effort: effort)
            ]
        }
        return explanation
    }
}
