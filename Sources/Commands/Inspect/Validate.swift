internal import ArgumentParser
internal import Gateway
internal import Messages
internal import SingleWindow

/// `nsw validate FILE`.
struct Validate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a message's schema and catalogue entry; report all problems.",
        discussion: """
            Recognises the family by the bytes. Signatures are not checked: see nsw verify. Nothing is sent or stored.

            EXAMPLES
              nsw validate declaration.xml
              nsw validate --json dossier.xml | jq '.problems[].code'
            """)

    @Argument(help: "The message; - reads standard input.") var file: String
    @OptionGroup var schemas: SchemaOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let bytes = try InputFile.bytes(file)
        let folder = try schemas.load()
        let report = MessageValidator(
            families: FamilyRegistry(folder.families), catalogue: folder.catalogue
        ).validate(bytes)
        if output.json {
            Terminal.json(report)
        } else {
            show(report)
        }
        if !report.valid { throw ExitCode(ExitStatus.no.rawValue) }
    }

    private func show(_ report: ValidationReport) {
        let language = output.text
        for problem in report.problems { Terminal.print(problem.line(language, file: file)) }
        let name = report.message.map { message in
            [message.documentType, message.type, message.function].filter { !$0.isEmpty }.joined(separator: "/")
        }
        let title = report.message?.title?[language]
        let what = [report.family?.rawValue, name, title].compactMap { $0 }.joined(separator: " ")
        let verdict =
            report.valid
            ? Text(vi: "hợp lệ", en: "valid")[language]
            : Text(
                vi: "không hợp lệ, \(report.problems.count) lỗi", en: "not valid, problems: \(report.problems.count)")[
                    language]
        Terminal.error("\(file): \(what.isEmpty ? "" : what + ": ")\(verdict)")
    }
}
