internal import ArgumentParser
internal import Messages
internal import SingleWindow

/// `nsw catalogue list|show|check`.
struct CatalogueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue", abstract: "Procedures and messages known.",
        subcommands: [CatalogueList.self, CatalogueShow.self, CatalogueCheck.self],
        defaultSubcommand: CatalogueList.self)
}

/// `nsw catalogue list`.
struct CatalogueList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List every message of every family.",
        discussion: """
            EXAMPLES
              nsw catalogue list --family nsw
              nsw catalogue list --json | jq -r '.[] | select(.event == "granted") | .code'
            """)

    @Option(help: "Only this family: nsw, customs, vnaccs or payment.") var family: FamilyName?
    @OptionGroup var schemas: SchemaOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let catalogue = try CatalogueCommand.load(schemas)
        let rows = catalogue.list.filter { family == nil || $0.family == family?.value }
        guard !output.json else { return Terminal.json(rows) }
        let table = rows.map { row in
            [
                row.family.rawValue, row.code, row.type, row.function, row.direction, row.event ?? "",
                row.title[output.text],
            ]
        }
        for line in TextTable.lines(table) { Terminal.print(line) }
    }
}

/// `nsw catalogue show CODE`.
struct CatalogueShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one procedure, or the messages that a code names.",
        discussion: """
            EXAMPLES
              nsw catalogue show BNNPTNT0600012
              nsw catalogue show 929
              nsw catalogue show VAD1AC --json
            """)

    @Argument(help: "A procedure, or a message's type or procedure code.") var code: String
    @OptionGroup var schemas: SchemaOptions
    @OptionGroup var output: OutputOptions

    /// What `--json` prints.
    struct Document: Encodable {
        var procedure: ProcedureEntry?
        var messages: [CatalogueRow]
    }

    func run() async throws {
        let catalogue = try CatalogueCommand.load(schemas)
        let procedure = ProcedureCode(code).flatMap { catalogue.pack($0)?.entry }
        let rows = catalogue.list.filter { row in
            row.code == code || (row.family != .nsw && (row.type == code || "\(row.type)/\(row.function)" == code))
        }
        guard procedure != nil || !rows.isEmpty else {
            throw CommandFailure(
                .no, "catalogue.unknown_message",
                Text(vi: "Danh mục không có \(code).", en: "The catalogue does not know \(code)."))
        }
        guard !output.json else { return Terminal.json(Document(procedure: procedure, messages: rows)) }
        let language = output.text
        if let procedure {
            Terminal.print("\(procedure.code)  \(procedure.title[language])")
            Terminal.print("  agency \(procedure.agency), permit type \(procedure.permitType)")
        }
        let table = rows.map {
            [$0.type, $0.function, $0.direction, $0.event ?? "", $0.schema ?? "", $0.title[language]]
        }
        for line in TextTable.lines(table) { Terminal.print("  " + line) }
    }
}

/// `nsw catalogue check`.
struct CatalogueCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a folder of packs as the gateway does before it takes it into force.",
        discussion: """
            EXAMPLES
              nsw catalogue check --schemas new-schemas
            """)

    @OptionGroup var schemas: SchemaOptions
    @OptionGroup var output: OutputOptions

    struct Document: Encodable {
        var valid: Bool
        var procedures: Int
        var messages: Int
        var problems: [Problem]
    }

    func run() async throws {
        let folder = try schemas.folder()
        let document: Document
        do throws(CatalogueError) {
            let catalogue = try Catalogue.load(schemas: folder)
            document = Document(
                valid: true, procedures: catalogue.procedures.count, messages: catalogue.list.count, problems: [])
        } catch {
            document = Document(valid: false, procedures: 0, messages: 0, problems: error.problems)
        }
        if output.json {
            Terminal.json(document)
        } else {
            for problem in document.problems {
                var problem = problem
                let file = problem.path
                problem.path = nil
                Terminal.print(problem.line(output.text, file: file))
            }
            if document.valid {
                Terminal.print("\(folder): \(document.procedures) procedures, \(document.messages) messages")
            }
        }
        if !document.valid { throw ExitCode(ExitStatus.no.rawValue) }
    }
}

extension CatalogueCommand {
    fileprivate static func load(_ options: SchemaOptions) throws -> Catalogue {
        let folder = try options.folder()
        do throws(CatalogueError) {
            return try Catalogue.load(schemas: folder)
        } catch { throw CommandFailure.of(error) }
    }
}

/// A family as an argument.
enum FamilyName: String, ExpressibleByArgument, CaseIterable {
    case nsw
    case customs
    case vnaccs
    case payment

    var value: Family {
        switch self {
        case .nsw: .nsw
        case .customs: .customs
        case .vnaccs: .vnaccs
        case .payment: .payment
        }
    }
}
