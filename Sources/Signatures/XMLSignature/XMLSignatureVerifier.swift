import SingleWindow
package import XMLTree

/// Verifies XML signatures under the profile of DESIGN.md, section 6.
package enum XMLSignatureVerifier {
    /// All `ds:Signature` elements of a document that are signatures of their own, in document order: none inside another.
    package static func signatures(in tree: XMLTree) -> [XMLTree.Element] {
        var found: [XMLTree.Element] = []
        for element in tree.elements(named: "Signature", namespace: XMLSignatureNames.namespace) {
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

    /// Verifies one signature and its signer's certificate.
    package static func verify(_ signature: XMLTree.Element, trust: SignatureTrust) -> XMLSignatureResult {
        verify(signature, options: XMLSignatureOptions(trust), judge: trust.judge)
    }

    /// Verifies every signature of a document and their signers' certificates.
    ///
    /// - Parameters:
    ///   - tree: the document.
    ///   - required: elements that must be covered, whole.
    ///   - trust: how far the signers are trusted.
    /// - Returns: the worst verdict, with all signers and all that is covered unless it is `refuse`.
    package static func verifyAll(
        in tree: XMLTree, requiring required: [XMLTree.Element] = [], trust: SignatureTrust
    ) -> XMLSignatureResult {
        verifyAll(in: tree, options: XMLSignatureOptions(trust), requiring: required, judge: trust.judge)
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
        let merged = merge(results)
        for element in required where !merged.covered.contains(where: { $0.covers(element) }) {
            let failure = XMLSignatureFailure(.notCovered, element.path)
            var report = failure.report
            report.signers = merged.report.signers
            report.covered = merged.report.covered
            return XMLSignatureResult(report: report, signers: merged.signers, validations: merged.validations)
        }
        return merged
    }

    /// Signatures that one document may hold.
    private static let maximumSignatures = 8

    private static func result(of check: XMLSignatureCheck, judgement: SignerJudgement) -> XMLSignatureResult {
        var report = judgement.report
        report.signers = [check.signerReport]
        report.covered = check.covered.map(\.part)
        report.warnings = check.warnings + report.warnings
        report.exceptions = check.exceptionsUsed.union(report.exceptions).sorted { $0.rawValue < $1.rawValue }
        return XMLSignatureResult(
            report: report, covered: check.covered, signers: [check.claim],
            validations: judgement.validation.map { [$0] } ?? [], signatures: [check.signature])
    }

    /// One result for several that were not refused: the first that could not be checked speaks for all.
    private static func merge(_ results: [XMLSignatureResult]) -> XMLSignatureResult {
        guard results.count > 1, var report = (results.first { !$0.isAccepted } ?? results.first)?.report else {
            return results.first ?? XMLSignatureResult(report: XMLSignatureFailure(.notFound).report)
        }
        report.signers = results.flatMap(\.report.signers)
        report.covered = results.flatMap(\.report.covered)
        report.warnings = results.flatMap(\.report.warnings)
        report.exceptions = Set(results.flatMap(\.report.exceptions)).sorted { $0.rawValue < $1.rawValue }
        return XMLSignatureResult(
            report: report, covered: results.flatMap(\.covered), signers: results.flatMap(\.signers),
            validations: results.flatMap(\.validations), signatures: results.flatMap(\.signatures))
    }
}

extension SignatureTrust {
    /// Judges the signer of an XML signature. Without a validator any key that can verify is good enough: only the
    /// mathematics are asked for.
    fileprivate func judge(_ claim: XMLSignerClaim) -> SignerJudgement {
        guard validator != nil else { return .core }
        return judge(claim.certificate, intermediates: claim.intermediates, algorithm: claim.algorithm)
    }
}

extension SignerJudgement {
    /// Mathematics alone, whoever the signer is: for comparison with other verifiers, never in the gateway.
    package static let core = SignerJudgement(report: SignatureReport(verdict: .accept, indication: .totalPassed))
}
