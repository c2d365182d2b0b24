internal import Signatures
internal import SingleWindow

/// What `nsw verify` prints (INTERFACE, section 2).
struct VerificationDocument: Encodable {
    var profile: VerificationProfile
    var verdict: Verdict
    var indication: Indication
    var subIndication: SubIndication?
    /// Stable dotted code of the reason.
    var code: String?
    /// The reason, in the language asked for.
    var reason: String?
    var signers: [SignerReport]
    var covered: [CoveredPart]
    var warnings: [String]
    /// Exceptions of the policy without which it would not have passed.
    var exceptions: [LegacyAlgorithm]
    var explanation: [String]?

    init(_ report: SignatureReport, profile: VerificationProfile, language: Language) {
        self.profile = profile
        verdict = report.verdict
        indication = report.indication
        subIndication = report.subIndication
        code = report.code
        reason = report.reason?[language]
        signers = report.signers
        covered = report.covered
        warnings = report.warnings
        exceptions = report.exceptions
    }

    /// For people.
    func show(file: String) {
        let indication = [indication.rawValue, subIndication?.rawValue].compactMap { $0 }.joined(separator: " / ")
        Terminal.print("\(file): \(verdict.rawValue) (\(indication))")
        if let reason { Terminal.print("  \(code.map { $0 + ": " } ?? "")\(reason)") }
        for signer in signers {
            Terminal.print("  signer   \(signer.subject)")
            Terminal.print("           \(signer.algorithm), serial \(signer.serial), issuer \(signer.issuer)")
            if let time = signer.signingTime { Terminal.print("           claims to have signed at \(time)") }
        }
        for part in covered {
            let uri = part.uri.isEmpty ? "\"\"" : part.uri
            Terminal.print("  covered  \(uri) \(part.path ?? "") \(part.bytes) bytes, sha256 \(part.sha256)")
        }
        for exception in exceptions { Terminal.print("  allowed  \(exception.rawValue)") }
        for warning in warnings { Terminal.print("  warning  \(warning)") }
        for line in explanation ?? [] { Terminal.print("  \(line)") }
    }
}
