internal import ArgumentParser
internal import Gateway
internal import Messages
internal import Signatures
internal import SingleWindow

/// `nsw verify FILE`.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a file's signatures: verdict, indication, signers, what is covered.",
        discussion: """
            Indication and sub-indication are those of ETSI EN 319 102-1. The exit status is the verdict: 0 accept; \
            1 refuse (asking again will not change it); 2 cannot check yet (no revocation answer and the like).

            Revocation is required unless --revocation off is said. --core checks the mathematics alone with the \
            certificate found in the message; the gateway itself never does.

            EXAMPLES
              nsw verify declaration.xml --trust public-trust.pem --crl crls.pem
              nsw verify signed.xml --core --covers /Envelope/Body
              nsw verify broken.xml --core --explain
            """)

    @Argument(help: "The signed file; - reads standard input.") var file: String
    @Option(
        help: ArgumentHelp(
            "Certificates that a signer's path may end in: a file (PEM or DER) or a folder of them. Repeatable.",
            valueName: "pem|dir"))
    var trust: [String] = []
    @Option(help: ArgumentHelp("Revocation lists (PEM or DER). Repeatable.", valueName: "file")) var crl: [String] = []
    @Option(help: "Which family's rules: auto, xmldsig, nsw, customs, vnaccs or payment.")
    var profile: VerificationProfile = .auto
    @Option(help: ArgumentHelp("Judge for this time (RFC 3339) instead of now.", valueName: "time")) var at:
        TimeArgument?
    @Option(help: "Take what the profile refuses: sha1, rsa1024. Repeatable.") var allow: [LegacyAlgorithmName] = []
    @Option(help: "required or off.") var revocation: RevocationChoice = .required
    @Flag(help: "Mathematics only, with the certificate in the message; no trust path.") var core = false
    @Option(
        help: ArgumentHelp(
            "Demand that the node this XPath names is covered (default without a known family: the document element).",
            valueName: "xpath"))
    var covers: String?
    @Flag(help: "Show what was digested and the likely cause of a failure.") var explain = false
    @Option(help: ArgumentHelp("Content type the file came with (S/MIME without header lines).", valueName: "type"))
    var contentType: String?
    @OptionGroup var schemas: SchemaOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let bytes = try InputFile.bytes(file)
        let signatureTrust = try signatureTrust()
        let verifier = FileVerifier(
            profile: profile, trust: signatureTrust, covers: covers, contentType: contentType,
            families: { FamilyRegistry(try schemas.load().families) })
        let outcome = try verifier.verify(bytes)
        var document = VerificationDocument(outcome.report, profile: outcome.profile, language: output.text)
        if explain { document.explanation = verifier.explain(bytes, outcome, output.text) }
        if output.json { Terminal.json(document) } else { document.show(file: file) }
        if trust.isEmpty, !core, outcome.report.verdict != .accept {
            Terminal.error(
                Text(
                    vi: "Chưa có chứng thư gốc nào được tin cậy: dùng --trust, hoặc --core để chỉ kiểm tra toán học.",
                    en: "No trust anchor was given: use --trust, or --core for the mathematics alone.")[output.text])
        }
        switch outcome.report.verdict {
        case .accept: break
        case .refuse: throw ExitCode(ExitStatus.no.rawValue)
        case .cannotCheck: throw ExitCode(ExitStatus.cannot.rawValue)
        }
    }

    private func signatureTrust() throws -> SignatureTrust {
        do {
            let lists = try crl.flatMap { try CertificateRevocationList.load(try InputFile.bytes($0)) }
            let anchors = try TrustAnchors(files: try CertificateFiles.read(trust))
            let policy = ValidationPolicy(
                algorithms: .allowing(allow.map(\.value)), revocation: revocation == .off ? .off : .required)
            return SignatureTrust(
                validator: core ? nil : CertificateValidator(anchors: anchors, revocation: RevocationStore(lists)),
                policy: policy, time: at?.value ?? SystemClock().now)
        } catch { throw CommandFailure.of(error) }
    }
}

/// Whose rules a signature is checked by.
enum VerificationProfile: String, ExpressibleByArgument, CaseIterable, Codable {
    case auto
    case xmldsig
    case nsw
    case customs
    case vnaccs
    case payment

    /// The family whose rules they are; nil for `auto` and `xmldsig`.
    var family: Family? { Family(rawValue: rawValue) }
}

enum RevocationChoice: String, ExpressibleByArgument, CaseIterable {
    case required
    case off
}

/// A legacy algorithm as an argument.
enum LegacyAlgorithmName: String, ExpressibleByArgument, CaseIterable {
    case sha1
    case rsa1024

    var value: LegacyAlgorithm { self == .sha1 ? .sha1 : .rsa1024 }
}

/// A time as an argument: RFC 3339, or a date.
struct TimeArgument: ExpressibleByArgument {
    var value: Timestamp

    init?(argument: String) {
        guard let value = Timestamp(argument) else { return nil }
        self.value = value
    }
}
