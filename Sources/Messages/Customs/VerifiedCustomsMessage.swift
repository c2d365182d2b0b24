internal import SingleWindow
internal import XMLTree

/// A message of this family whose signature holds, reduced to its signed content.
struct VerifiedCustomsMessage: VerifiedMessage {
    let header: MessageHeader
    let envelope: CustomsEnvelope

    /// A declaration or a query. Throws `MessageRefusal` with every value that can't be read, and for messages that are
    /// not for the gateway.
    func content(by entry: MessageEntry) throws -> MessageContent {
        let reader = contentReader
        switch CustomsFunction(rawValue: header.code.function) {
        case .declare:
            guard let declaration = DeclarationReader().read(reader) else { throw refusal(reader.problems) }
            return .declaration(declaration)
        case .query: return .declarationQuery
        default: throw refusal([.unexpectedFunction("\(header.code.type)/\(header.code.function)")])
        }
    }

    /// Values of the content that the model has no place for.
    func losses(by entry: MessageEntry) -> [String] {
        let reader = contentReader
        switch CustomsFunction(rawValue: header.code.function) {
        case .declare: _ = DeclarationReader().read(reader)
        case .query, nil:
            for name in ["issuer", "reference", "issue", "function", "status", "declarationOffice"] {
                _ = reader.optionalText(name)
            }
            _ = reader.optional("Agent") { agent in
                _ = agent.optionalText("status")
                return agent.party()
            }
        case .some(let function): _ = NoticeReader().read(reader, function)
        }
        return reader.unread()
    }

    /// What a notice or an answer says. Throws `MessageRefusal` with every value that can't be read.
    func notice() throws(MessageRefusal) -> NoticeReader.Reading {
        guard let function = CustomsFunction(rawValue: header.code.function), function.namesSender else {
            throw refusal([.unexpectedFunction("\(header.code.type)/\(header.code.function)")])
        }
        let reader = contentReader
        guard let reading = NoticeReader().read(reader, function) else { throw refusal(reader.problems) }
        return reading
    }

    /// The message that this one answers, where it says so.
    var answeredMessage: String? { contentReader.optionalText("answeredMessageId") }

    private var contentReader: ElementReader {
        ElementReader(envelope.contentTree.root, prefix: Family.customs.rawValue)
    }

    private func refusal(_ problems: [Problem]) -> MessageRefusal {
        MessageRefusal(family: .customs, header: header, problems: problems)
    }
}
