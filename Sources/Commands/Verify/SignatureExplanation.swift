internal import Signatures
internal import SingleWindow

/// Why a signature fails, for `--explain`.
enum SignatureExplanation {
    static func lines(
        _ bytes: [UInt8], _ outcome: FileVerifier.Outcome, _ trust: SignatureTrust, _ language: Language
    ) -> [String] { [] }
}
