internal import ArgumentParser
internal import FoundationEssentials
internal import Gateway
internal import Messages
internal import Signatures
internal import SingleWindow

/// `nsw translate FILE --to FORM`.
struct Translate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turn a message of any family into the model's JSON, and that into a message.",
        discussion: """
            What the target can't hold is named on standard error; --strict makes that exit 1.

            A message is read from what its signature covers, so it must carry one whose mathematics hold (nsw sign); \
            who signed it is not asked. A message that is written is signed with --key and --cert.

            EXAMPLES
              nsw translate declaration.xml --to model > declaration.json
              nsw translate declaration.json --to customs --key me.key --cert me.crt -o declaration.xml
              nsw translate declaration.xml --to vnaccs --receipt 000000000042 --key gw.key --cert gw.crt
            """)

    @Argument(help: "A message, or the model's JSON; - reads standard input.") var file: String
    @Option(help: "model, nsw, customs, vnaccs or payment.") var to: TranslationTarget
    @Flag(help: "Exit 1 where anything is lost.") var strict = false
    @Option(help: ArgumentHelp("Private key that signs what is written (PEM).", valueName: "file")) var key: String?
    @Option(help: ArgumentHelp("Its certificate (PEM).", valueName: "file")) var cert: String?
    @Option(help: ArgumentHelp("vnaccs: the receipt number that a registration goes under.", valueName: "number"))
    var receipt: String?
    @Option(
        help: ArgumentHelp("vnaccs: the declaration that a permit is for, where it names none.", valueName: "number"))
    var declaration: String?
    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
    var out: String?
    @OptionGroup var schemas: SchemaOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if to != .model, key == nil || cert == nil {
            throw ValidationError("--to \(to.rawValue) needs --key and --cert.")
        }
        if let receipt, ReceiptNumber(receipt) == nil { throw ValidationError("\(receipt) is no receipt number.") }
        if let declaration, DeclarationNumber(declaration) == nil {
            throw ValidationError("\(declaration) is no declaration number.")
        }
    }

    func run() async throws {
        let bytes = try InputFile.bytes(file)
        let folder = try schemas.load()
        let translator = MessageTranslator(folder: folder)
        let result: Translation
        do {
            var read = try translator.read(bytes)
            if to == .model {
                result = Translation(bytes: try JSON.encode(read.document) + [10], losses: read.losses)
            } else {
                let written = try translator.write(
                    read.document, as: to, key: try signingKey(), receipt: receipt.flatMap { ReceiptNumber($0) },
                    declaration: declaration.flatMap { DeclarationNumber($0) })
                read.losses += written.losses
                result = Translation(bytes: written.entity, losses: read.losses)
            }
        } catch let refusal as MessageRefusal {
            throw CommandFailure(.no, problems: refusal.problems)
        } catch { throw CommandFailure.of(error) }
        for loss in result.losses {
            Terminal.error(Text(vi: "không chuyển được: \(loss)", en: "lost: \(loss)")[output.text])
        }
        try InputFile.write(result.bytes, to: out)
        if strict, !result.losses.isEmpty { throw ExitCode(ExitStatus.no.rawValue) }
    }

    private struct Translation {
        var bytes: [UInt8]
        var losses: [String]
    }

    private func signingKey() throws -> SigningKey {
        guard let key, let cert else { throw ValidationError("--key and --cert are needed.") }
        return try SigningKey(pem: try InputFile.bytes(key), certificatesPEM: try InputFile.bytes(cert))
    }
}

extension WrittenMessage {
    /// The bytes as a file holds them: a MIME message begins with its header lines.
    fileprivate var entity: [UInt8] {
        guard contentType.hasPrefix("multipart/") else { return bytes }
        return Array("MIME-Version: 1.0\r\nContent-Type: \(contentType)\r\n\r\n".utf8) + bytes
    }
}

/// What a message is turned into.
enum TranslationTarget: String, ExpressibleByArgument, CaseIterable {
    case model
    case nsw
    case customs
    case vnaccs
    case payment
}
