internal import Gateway
internal import Messages
internal import Signatures
internal import SingleWindow
internal import XMLTree

extension FileVerifier {
    /// Why a signature of the file fails, for `--explain`: what was digested, the digest found and the one expected, and
    /// the cause.
    func explain(_ bytes: [UInt8], _ outcome: Outcome, _ language: Language) -> [String] {
        guard outcome.report.verdict != .accept else { return [] }
        let explanations = explanations(bytes, outcome.profile)
        var lines: [String] = []
        for explanation in explanations where !explanation.causes.isEmpty {
            for row in explanation.digests { lines += Self.lines(row, language) }
            for cause in explanation.value { lines += Self.lines(cause, language) }
        }
        guard lines.isEmpty else { return lines }
        return [
            Text(
                vi: "Chữ ký không hỏng ở giá trị băm: xem lý do ở trên.",
                en: "No digest differs: see the reason above.")[language]
        ]
    }

    private func explanations(_ bytes: [UInt8], _ profile: VerificationProfile) -> [SignatureExplanation] {
        if profile == .vnaccs {
            let message: SMIMEMessage?
            if let contentType {
                message = try? SMIMEMessage(contentType: contentType, body: bytes)
            } else {
                message = try? SMIMEMessage(bytes)
            }
            return message.map { [$0.explain()] } ?? []
        }
        if let family = profile.family,
            let message = try? families()[family].read(bytes, contentType: contentType)
        {
            return message.explainSignatures(.thorough)
        }
        guard let tree = try? XMLTree(parsing: bytes) else { return [] }
        let known = trust.validator.map { $0.anchors.anchors + $0.anchors.intermediates } ?? []
        return XMLSignatureVerifier.signatures(in: tree).map {
            SignatureDoctor.explain($0, options: XMLSignatureOptions(trust), known: known)
        }
    }

    private static func lines(_ row: DigestExplanation, _ language: Language) -> [String] {
        let place = [row.uri.isEmpty ? "\"\"" : row.uri, row.path].compactMap { $0 }.joined(separator: " ")
        let name = row.mismatch.algorithm.rawValue
        var lines = [
            "reference \(place)", "  \(name) signed \(row.mismatch.expected)", "  \(name) found  \(row.mismatch.found)",
        ]
        for cause in row.causes { lines += Self.lines(cause, language).map { "  " + $0 } }
        let shown =
            row.canonical.count < row.count ? "\(row.count) bytes, \(row.canonical.count) shown" : "\(row.count) bytes"
        lines.append("  digested (\(shown)):")
        lines += String(decoding: row.canonical, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map { "  | " + $0 }
        return lines
    }

    private static func lines(_ cause: SignatureCause, _ language: Language) -> [String] {
        ["\(cause.code): \(cause.text[language])", "  → \(cause.hint[language])"]
    }
}
