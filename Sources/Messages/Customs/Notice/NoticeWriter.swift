internal import SingleWindow
internal import XMLTree

/// What every message that names its sender begins with.
struct NoticeHead {
    var type: String
    var reference: String
    var issue: Timestamp
    var function: CustomsFunction
    var office: String?
    var sender: PartyCode
    var declarant: Party
    /// The message this one answers, where it is an answer.
    var answered: String?
    var receipt: ReceiptNumber?
    var number: DeclarationNumber?
}

/// Writes the `Declaration` of notices and answers.
struct NoticeWriter {
    /// A message of `head` alone, or with what `body` adds.
    func write(_ head: NoticeHead, _ body: (inout ElementWriter, inout [String]) -> Void = { _, _ in })
        -> WrittenElement
    {
        var losses: [String] = []
        let fragment = ElementWriter.element("Declaration") { writer in
            writer.add("issuer", head.type)
            writer.add("reference", head.reference)
            // The time of writing is the gateway's own; what it has beyond seconds is no loss to anybody.
            var ignored: [String] = []
            writer.add("issue", LocalTime.moment(head.issue, "", &ignored))
            writer.add("function", head.function.rawValue)
            writer.add("status", "1")
            writer.add("declarationOffice", head.office)
            writer.add("Sender") { writer in
                writer.add("name", head.sender.name)
                writer.add("identity", head.sender.identity)
            }
            writer.add("Agent", head.declarant)
            writer.add("answeredMessageId", head.answered)
            writer.add("receiptNo", head.receipt?.rawValue)
            writer.add("customsReference", head.number?.rawValue)
            body(&writer, &losses)
        }
        return WrittenElement(fragment, losses: losses)
    }

    /// The content of `notice` under `head`.
    func write(_ notice: DeclarationNotice, _ head: NoticeHead) -> WrittenElement {
        write(head) { writer, losses in
            switch notice.kind {
            case .receiptIssued, .numberIssued: break
            case .channelled(let channel): writer.add("channel", channel.number)
            case .inspectionOrdered(let inspection): add(inspection, to: &writer)
            case .taxNoticed(let statement): add(statement, to: &writer, &losses)
            case .cleared(let decision): add(decision, to: &writer, &losses)
            case .engineRefused(let results): add(results.map(NoticeError.init), to: &writer)
            }
        }
    }

    private func add(_ notice: InspectionNotice, to writer: inout ElementWriter) {
        writer.add("PhysicalInspection") { writer in
            writer.add("kind", notice.kind)
            writer.add("Place", notice.place)
            writer.add("content", notice.content)
            for container in notice.containers { writer.add("containerNo", container) }
        }
    }

    private func add(_ statement: TaxStatement, to writer: inout ElementWriter, _ losses: inout [String]) {
        writer.add("TaxNotice") { writer in
            writer.add("reference", statement.number)
            writer.add(
                "registration",
                statement.registeredAt.map { LocalTime.dayOrMoment($0, "statement.registeredAt", &losses) })
            writer.add(
                "issue", statement.issuedAt.map { LocalTime.dayOrMoment($0, "statement.issuedAt", &losses) })
            writer.add("regime", statement.regime)
            writer.add("Payer", statement.taxpayer)
            writer.add("Office", statement.office)
            for line in statement.lines { writer.add(line) }
            writer.add("Total", statement.total)
            writer.add("Treasury", statement.treasury)
        }
    }

    private func add(_ decision: ClearanceDecision, to writer: inout ElementWriter, _ losses: inout [String]) {
        writer.add("Clearance") { writer in
            writer.add("decision", decision.kind.rawValue)
            writer.add(
                "decided", decision.decidedAt.map { LocalTime.dayOrMoment($0, "decision.decidedAt", &losses) })
        }
    }

    /// The rows of functions 271 to 273.
    func add(_ errors: [NoticeError], to writer: inout ElementWriter) {
        writer.add("ErrorList") { writer in
            for error in errors {
                writer.add("Error") { writer in
                    writer.add("errorCode", error.code)
                    writer.add("errorName", error.name)
                    writer.add("errorNameEn", error.nameEn)
                    writer.add("item", error.item)
                    writer.add("line", error.line.map(String.init))
                    writer.add("column", error.column.map(String.init))
                    writer.add("hint", error.hint?.vi)
                    writer.add("hintEn", error.hint?.en)
                }
            }
        }
    }
}

/// One row of functions 271 to 273: a result code of the engine, or a problem of ours in both languages.
struct NoticeError {
    var code: String
    var name: String?
    var nameEn: String?
    var item: String?
    var line: Int?
    var column: Int?
    var hint: Text?

    init(_ result: EngineResult) {
        code = result.code
        name = result.text
        item = result.item
    }

    init(_ problem: Problem) {
        code = problem.code
        name = problem.message.vi
        nameEn = problem.message.en
        item = problem.path
        line = problem.line
        column = problem.column
        hint = problem.hint
    }

    /// Reads one `Error`.
    init?(_ reader: ElementReader) {
        guard let code = reader.text("errorCode") else { return nil }
        self.code = code
        name = reader.optionalText("errorName")
        nameEn = reader.optionalText("errorNameEn")
        item = reader.optionalText("item")
        line = reader.optionalValue("line") { Int($0) }
        column = reader.optionalValue("column") { Int($0) }
        let hintEn = reader.optionalText("hintEn")
        hint = reader.optionalText("hint").map { Text(vi: $0, en: hintEn ?? $0) }
    }

    var engineResult: EngineResult { EngineResult(code: code, item: item, text: name) }

    var problem: Problem {
        let vi = name ?? code
        return Problem(
            code: code, line: line, column: column, path: item, message: Text(vi: vi, en: nameEn ?? vi), hint: hint)
    }
}
