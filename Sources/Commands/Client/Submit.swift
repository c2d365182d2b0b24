internal import ArgumentParser
internal import FoundationEssentials
internal import Gateway
internal import GatewayServer
internal import Messages
internal import SingleWindow
internal import Transport

/// `nsw submit FILE`.
struct Submit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Post a message and print the acknowledgement.",
        discussion: """
            Exit status: 0 taken (also when it was taken before); 1 refused; 2 not reached, or to be sent again later \
            (the same bytes may always be sent again).

            EXAMPLES
              nsw submit declaration.xml --url https://gateway.example --key-file key.txt
              nsw submit dossier.xml --url https://gateway.example --client-cert me.crt --client-key me.key -o answer.xml
            """)

    @Argument(help: "The message; - reads standard input.") var file: String
    @OptionGroup var gateway: GatewayOptions
    @Option(help: ArgumentHelp("Content type. Default: by the bytes.", valueName: "type")) var contentType: String?
    @Flag(help: "Let the gateway check the message and store nothing.") var dryRun = false
    @Option(name: .shortAndLong, help: ArgumentHelp("Write the answer to this file.", valueName: "file"))
    var out: String?
    @OptionGroup var output: OutputOptions

    /// What `--json` prints.
    private struct Document: Encodable {
        var status: Int
        var taken: Bool
        /// The same message had been taken before.
        var repeated: Bool
        /// The gateway's key of the message, for `GET /v1/messages/KEY`.
        var key: String?
        var code: String?
        var contentType: String?
        /// The answer, as text.
        var answer: String
    }

    func run() async throws {
        let bytes = try InputFile.bytes(file)
        let reply = try await gateway.call(
            dryRun ? "/v1/validate" : "/v1/messages", method: "POST",
            headers: [
                HeaderField("Content-Type", contentType ?? Self.contentType(of: bytes)),
                HeaderField("Accept-Language", output.text.rawValue),
            ], body: .bytes(bytes))
        let code = reply.header("NSW-Problem-Code")
        let isTaken = reply.status == 200
        let isFamilyAnswer = isTaken || (reply.status == 422 && !Self.isProblem(reply))
        guard isFamilyAnswer || output.json else { throw CommandFailure(reply) }
        if output.json {
            Terminal.json(
                Document(
                    status: reply.status, taken: isTaken, repeated: reply.header("Idempotent-Replay") == "true",
                    key: reply.header("NSW-Message-Key"), code: code, contentType: reply.header("Content-Type"),
                    answer: String(decoding: reply.body, as: UTF8.self)))
            if out != nil { try InputFile.write(reply.body, to: out) }
        } else {
            try InputFile.write(reply.body, to: out)
            if out == nil, reply.body.last != UInt8(ascii: "\n") { Terminal.print("") }
            let word =
                isTaken
                ? Text(vi: "đã tiếp nhận", en: "taken")
                : Text(vi: "không được tiếp nhận", en: "refused")
            Terminal.error("\(file): \(word[output.text])\(code.map { " (\($0))" } ?? "")")
        }
        guard isTaken else { throw ExitCode(CommandFailure(reply).status.rawValue) }
        if dryRun, let report = try? JSON.decode(ValidationReport.self, from: reply.body), !report.valid {
            throw ExitCode(ExitStatus.no.rawValue)
        }
    }

    private static func isProblem(_ reply: HTTPReply) -> Bool {
        reply.header("Content-Type")?.hasPrefix("application/problem+json") ?? false
    }

    /// The engine's text as text, all else as XML; the gateway looks at the bytes again.
    private static func contentType(of bytes: [UInt8]) -> String {
        let family = try? MessageRecogniser.family(of: bytes, contentType: nil)
        return family == .vnaccs ? "text/plain; charset=utf-8" : "application/xml"
    }
}
