package import Signatures
package import SingleWindow
package import XMLTree

/// F2: declarants' software, ports and customs (reference/domain.md 2.7, 5.1).
///
/// One `Envelope` with the base64 of one `Declaration` and a raw signature over it. The same type plays both sides: the
/// gateway reads declarations and writes notices, a declarant's software does it the other way round.
package struct CustomsFamily: MessageFamily {
    package let family = Family.customs
    let schemas: FamilySchemas
    let limits: ParseLimits

    static let envelopeSchema = "customs/envelope.xsd"

    /// Loads the schemas in the subfolder `customs` of `folder`. Throws `XMLError` for a schema that can't be compiled.
    package init(schemas folder: String, limits: ParseLimits = .standard) throws {
        schemas = try FamilySchemas(folder: folder, name: "customs")
        self.limits = limits
    }

    /// Whether a document is an envelope of this family and not of F1.
    package static func recognises(_ root: XMLTree.Element) -> Bool { CustomsEnvelope.recognises(root) }

    package func read(_ bytes: [UInt8], contentType: String?) throws(MessageRefusal) -> any ReceivedMessage {
        try received(bytes)
    }

    func received(_ bytes: [UInt8]) throws(MessageRefusal) -> ReceivedCustomsMessage {
        ReceivedCustomsMessage(envelope: try CustomsEnvelope(bytes, limits: limits), schemas: schemas)
    }

    package func readAnswer(
        _ bytes: [UInt8], contentType: String?, to sent: MessageHeader, trust: any SignerTrust
    ) -> AnswerReading {
        do {
            let reading = try readNotice(bytes, trust: trust)
            let mismatches = reading.mismatches(with: sent)
            guard mismatches.isEmpty else { return .invalid(mismatches) }
            if case .refused(let problems) = reading.content { return .refused(problems, reading.report) }
            return .acknowledged(reading.report)
        } catch {
            return .invalid(error.problems)
        }
    }

    /// Reads a notice or an answer of customs: schema, signature and content. Throws `MessageRefusal` unless all three
    /// hold; a signature that does not is a problem with the report's code.
    package func readNotice(_ bytes: [UInt8], trust: any SignerTrust) throws(MessageRefusal) -> CustomsNoticeReading {
        let received = try received(bytes)
        let code = received.header.code
        func refusal(_ problems: [Problem]) -> MessageRefusal {
            MessageRefusal(family: .customs, header: received.header, problems: problems)
        }
        guard let function = CustomsFunction(rawValue: code.function), function.namesSender else {
            throw refusal([.unexpectedFunction("\(code.type)/\(code.function)")])
        }
        let entry = MessageEntry(
            code: code, sender: .gateway, title: Text(vi: "", en: ""),
            schema: "customs/" + function.schema(type: code.type))
        let problems = received.problems(by: entry)
        guard problems.isEmpty else { throw refusal(problems) }
        let verification = received.verify(trust)
        guard let message = verification.message as? VerifiedCustomsMessage else {
            throw refusal([verification.report.problem])
        }
        let content: CustomsNoticeReading.Content =
            switch try message.notice() {
            case .notice(let notice): .notice(notice)
            case .notProcessedYet: .notProcessedYet
            case .accepted: .accepted
            case .refused(let problems): .refused(problems)
            }
        return CustomsNoticeReading(
            header: message.header, content: content, answered: message.answeredMessage.flatMap { MessageID($0) },
            report: verification.report)
    }
}

/// A notice or answer of customs, with its signature checked.
package struct CustomsNoticeReading: Sendable {
    package enum Content: Hashable, Sendable {
        /// Functions 10, 29, 30, 33, 34, 35, and 272 with a receipt number.
        case notice(DeclarationNotice)
        /// Function 12.
        case notProcessedYet
        /// Function 32.
        case accepted
        /// Functions 271 to 273: the message was not taken.
        case refused([Problem])
    }

    package var header: MessageHeader
    package var content: Content
    /// The message it answers, where it says so.
    package var answered: MessageID?
    package var report: SignatureReport

    /// Why it is no answer to the message with the header `sent`.
    func mismatches(with sent: MessageHeader) -> [Problem] {
        var problems: [Problem] = []
        func compare(_ field: String, _ ours: String, _ theirs: String) {
            if ours != theirs { problems.append(.answerMismatch(field, sent: ours, answered: theirs)) }
        }
        if let answered { compare("answeredMessageId", sent.id.rawValue, answered.rawValue) }
        // A refusal of a message that could not be read names neither its type nor its reference.
        if case .refused = content, header.reference == CustomsFamily.unreadable { return problems }
        compare("Subject/type", sent.code.type, header.code.type)
        compare("Subject/reference", sent.reference, header.reference)
        return problems
    }
}

extension SignatureReport {
    /// The report as a problem of the message.
    package var problem: Problem {
        Problem(
            code: code ?? "signature.refused",
            message: reason ?? Text(vi: "Chữ ký số không được chấp nhận.", en: "The signature is not accepted."))
    }
}
