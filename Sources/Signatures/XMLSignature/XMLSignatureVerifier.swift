import SingleWindow
package import XMLTree

/// Verifies XML signatures under the profile of DESIGN.md, section 6.
package enum XMLSignatureVerifier {
    /// All `ds:Signature` elements of a document that are signatures of their own, in document order: none inside another.
    package static func signatures(in tree: XMLTree) -> [XMLTree.Element] {
        var found: [XMLTree.Element] = []
        for element in tree.root.subtree where element.isDSig("Signature") {
            if found.last?.contains(element) != true { found.append(element) }
        }
        return found
    }

    /// Verifies one signature.
    ///
    /// - Parameters:
    ///   - signature: the `ds:Signature` element, where it stands in its document.
    ///   - options: what it is held to.
    ///   - judge: decides about the signer; asked only when the mathematics hold.
    /// - Returns: the verdict, and what is covered if it is `accept`.
    package static func verify(
        _ signature: XMLTree.Element, options: XMLSignatureOptions, judge: (XMLSignerClaim) -> SignerJudgement
    ) -> XMLSignatureResult {
        do throws(XMLSignatureFailure) {
            let check = try XMLSignatureCheck(signature, options: options)
            return result(of: check, judgement: judge(check.claim))
        } catch {
            return XMLSignatureResult(report: error.report)
        }
    }

    /// Verifies every signature of a document: all must hold.
    ///
    /// - Parameters:
    ///   - tree: the document.
    ///   - options: what each signature is held to.
    ///   - required: elements that must be covered; each by one of the signatures, whole.
    ///   - judge: decides about each signer.
    /// - Returns: the worst verdict, with all signers and all that is covered if it is `accept`.
    package static func verifyAll(
        in tree: XMLTree, options: XMLSignatureOptions, requiring required: [XMLTree.Element] = [],
        judge: (XMLSignerClaim) -> SignerJudgement
    ) -> XMLSignatureResult {
        let signatures = signatures(in: tree)
        guard !signatures.isEmpty else { return XMLSignatureResult(report: XMLSignatureFailure(.notFound).report) }
        guard signatures.count <= maximumSignatures else {
            return XMLSignatureResult(
                report: XMLSignatureFailure(.unexpected, "more than \(maximumSignatures) signatures").report)
        }
        var results: [XMLSignatureResult] = []
        for signature in signatures {
            let result = verify(signature, options: options, judge: judge)
            // Asking again cannot make a refusal better, so the first one is the answer.
            guard result.report.verdict != .refuse else { return result }
            results.append(result)
        }
        if let open = results.first(where: { !$0.isAccepted }) { return open }
        let merged = merge(results)
        for element in required where !merged.covered.contains(where: { $0.covers(element) }) {
            let failure = XMLSignatureFailure(.notCovered, element.path)
            var report = failure.report
            report.signers = merged.report.signers
            report.covered = merged.report.covered
            return XMLSignatureResult(report: report, signer: merged.signer)
        }
        return merged
    }

    /// Signatures that one document may hold.
    private static let maximumSignatures = 8

    private static func result(of check: XMLSignatureCheck, judgement: SignerJudgement) -> XMLSignatureResult {
        let claim = check.claim
        let report = SignatureReport(
            verdict: judgement.verdict, indication: judgement.indication, subIndication: judgement.subIndication,
            code: judgement.code, reason: judgement.reason, signers: [check.signerReport],
            covered: check.covered.map(\.part), warnings: check.warnings)
        return XMLSignatureResult(
            report: report, covered: check.covered, signer: claim, signatures: [check.signature],
            exceptionsUsed: check.exceptionsUsed)
    }

    private static func merge(_ results: [XMLSignatureResult]) -> XMLSignatureResult {
        guard results.count > 1, var report = results.first?.report else {
            return results.first ?? XMLSignatureResult(report: XMLSignatureFailure(.notFound).report)
        }
        for result in results.dropFirst() {
            report.signers += result.report.signers
            report.covered += result.report.covered
            report.warnings += result.report.warnings
        }
        return XMLSignatureResult(
            report: report, covered: results.flatMap(\.covered), signer: results[0].signer,
            signatures: results.flatMap(\.signatures),
            exceptionsUsed: results.reduce(into: []) { $0.formUnion($1.exceptionsUsed) })
    }
}
