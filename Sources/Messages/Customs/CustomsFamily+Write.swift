internal import Signatures
package import SingleWindow
internal import XMLTree

extension CustomsFamily {
    /// What stands for a type or reference that could not be read from the message a refusal answers.
    static let unreadable = "0"

    /// Functions 32, 29, 12 and 272, and the newest notice to a query. A refusal is written whatever state the message
    /// was in; the others need its header.
    package func answer(
        _ answer: TechnicalAnswer, to header: MessageHeader?, context: WritingContext
    ) throws -> WrittenMessage {
        switch answer {
        case .received: return try plainAnswer(.accepted, to: header, context)
        case .notProcessedYet: return try plainAnswer(.notProcessed, to: header, context)
        case .receiptIssued(let receipt): return try plainAnswer(.receiptIssued, to: header, context, receipt: receipt)
        case .notice(let notice): return try write(notice, answering: header, context)
        case .refused(let problems): return try refusal(problems, to: header, context)
        case .dossierNumbered: throw unsupported("dossierNumbered")
        case .debt: throw unsupported("debt")
        }
    }

    /// A notice to the declarant. Other contents are refused with `customs.unsupported`.
    package func write(_ content: OutgoingContent, context: WritingContext) throws -> WrittenMessage {
        switch content {
        case .declarationNotice(let notice): try write(notice, answering: nil, context)
        case .registration: throw unsupported("registration")
        case .officialDeclaration: throw unsupported("officialDeclaration")
        case .permitRecord: throw unsupported("permitRecord")
        case .paymentRecord: throw unsupported("paymentRecord")
        case .debitRequest: throw unsupported("debitRequest")
        case .forwarded: throw unsupported("forwarded")
        }
    }

    private func unsupported(_ what: String) -> MessageRefusal {
        MessageRefusal(family: .customs, problems: [.notOfThisFamily(what)])
    }

    // MARK: - Notices and answers

    private func write(
        _ notice: DeclarationNotice, answering header: MessageHeader?, _ context: WritingContext
    ) throws -> WrittenMessage {
        let problems = notice.inconsistencies
        guard problems.isEmpty else { throw MessageRefusal(family: .customs, header: header, problems: problems) }
        let function = notice.kind.function
        let head = NoticeHead(
            type: CustomsType.of(notice.direction), reference: notice.reference, issue: context.at, function: function,
            office: notice.office, sender: context.sender, declarant: notice.declarant,
            answered: header?.id.rawValue, receipt: notice.receipt, number: notice.number)
        return try seal(
            NoticeWriter().write(notice, head), head,
            recipient: PartyCode(name: notice.declarant.name, identity: notice.declarant.identity ?? ""), context)
    }

    private func plainAnswer(
        _ function: CustomsFunction, to header: MessageHeader?, _ context: WritingContext,
        receipt: ReceiptNumber? = nil
    ) throws -> WrittenMessage {
        guard let header else { throw unsupported("\(function) without a message") }
        // The declarant is the one who sent a declaration or a query, and the one whom a notice was for.
        let answersNotice = CustomsFunction(rawValue: header.code.function)?.namesSender ?? false
        let declarant = answersNotice ? header.recipient : header.sender
        let head = NoticeHead(
            type: header.code.type, reference: header.reference, issue: context.at, function: function,
            office: answersNotice ? nil : header.recipient.identity, sender: context.sender,
            declarant: Party(name: declarant.name, identity: declarant.identity), answered: header.id.rawValue,
            receipt: receipt)
        return try seal(NoticeWriter().write(head), head, recipient: header.sender, context)
    }

    private func refusal(
        _ problems: [Problem], to header: MessageHeader?, _ context: WritingContext
    ) throws -> WrittenMessage {
        let recipient = context.recipient.orUnknown
        let type = header?.code.type ?? ""
        let isType = (1...4).contains(type.utf8.count) && type.utf8.allSatisfy { (48...57).contains($0) }
        let reference = header?.reference ?? ""
        let isReference =
            (1...50).contains(reference.utf8.count) && reference.utf8.allSatisfy { (33...126).contains($0) }
        let head = NoticeHead(
            type: isType ? type : CustomsFamily.unreadable,
            reference: isReference ? reference : CustomsFamily.unreadable, issue: context.at, function: .businessError,
            office: context.sender.identity, sender: context.sender,
            declarant: Party(name: recipient.name, identity: recipient.identity),
            answered: header.flatMap { $0.id.rawValue.utf8.count <= 50 ? $0.id.rawValue : nil })
        let writer = NoticeWriter()
        let written = writer.write(head) { element, _ in
            writer.add(problems.map { NoticeError($0).writable }, to: &element)
        }
        return try seal(written, head, recipient: recipient, context)
    }

    private func seal(
        _ element: WrittenElement, _ head: NoticeHead, recipient: PartyCode, _ context: WritingContext
    ) throws -> WrittenMessage {
        try seal(
            element, CustomsSubject(type: head.type, function: head.function, reference: head.reference),
            recipient: recipient, context, application: .gateway)
    }

    // MARK: - Envelope

    /// Checks the content against its schema, signs it and puts it into an envelope, which is checked as well: a value
    /// that does not fit is refused, never cut.
    func seal(
        _ element: WrittenElement, _ subject: CustomsSubject, recipient: PartyCode, _ context: WritingContext,
        application: CustomsApplication
    ) throws -> WrittenMessage {
        let header = MessageHeader(
            code: MessageCode(family: .customs, type: subject.type, function: subject.function.rawValue),
            id: MessageID(accepted: context.id.rawValue), sender: context.sender, recipient: recipient,
            reference: subject.reference, sentAt: context.at)
        do {
            let content = try XMLWriter.document(element.fragment, declaration: false)
            let problems = schemas.problems(
                with: try XMLTree(parsing: content, limits: limits).root,
                by: "customs/" + subject.function.schema(type: subject.type), under: CustomsEnvelope.contentPath)
            guard problems.isEmpty else {
                throw MessageRefusal(family: .customs, header: header, problems: problems)
            }
            let signature = try CustomsSignature.sign(content, with: context.key)
            let bytes = try XMLWriter.document(
                CustomsEnvelopeWriter(header: header, application: application)
                    .write(content: content, signature: signature))
            let envelope = schemas.problems(
                with: try XMLTree(parsing: bytes, limits: limits).root, by: CustomsFamily.envelopeSchema)
            guard envelope.isEmpty else {
                throw MessageRefusal(family: .customs, header: header, problems: envelope)
            }
            return WrittenMessage(
                header: header, contentType: "application/xml", bytes: bytes, losses: element.losses)
        } catch let error as XMLError {
            throw MessageRefusal(family: .customs, header: header, problems: [error.problem])
        }
    }
}

extension DeclarationNotice.Kind {
    var function: CustomsFunction {
        switch self {
        case .receiptIssued: .receiptIssued
        case .numberIssued: .numberIssued
        case .channelled: .channel
        case .inspectionOrdered: .inspection
        case .taxNoticed: .taxNotice
        case .cleared: .cleared
        case .engineRefused: .businessError
        }
    }
}

extension DeclarationNotice {
    /// Parts that speak of another declaration than the notice, and sums that are wrong.
    fileprivate var inconsistencies: [Problem] {
        switch kind {
        case .receiptIssued, .numberIssued, .channelled, .engineRefused: return []
        case .inspectionOrdered(let inspection): return numbered(inspection.declaration)
        case .cleared(let decision): return numbered(decision.declaration)
        case .taxNoticed(let statement):
            return numbered(statement.declaration)
                + (statement.sumProblem({ .noticeTotal(total: $0, sum: $1) }).map { [$0] } ?? [])
        }
    }

    private func numbered(_ inner: DeclarationNumber) -> [Problem] {
        inner == number ? [] : [.noticeNumber(inner.rawValue)]
    }
}

extension PartyCode {
    /// A party that can be written whatever is known of it; `0` stands for what is not, as in F1's error answers.
    fileprivate var orUnknown: PartyCode {
        func known(_ text: String) -> String { text.trimmingWhiteSpace().isEmpty ? CustomsFamily.unreadable : text }
        return PartyCode(name: known(name), identity: known(identity))
    }
}

extension NoticeError {
    /// The row with every character that XML can't hold replaced: it may quote a value that was refused for that.
    fileprivate var writable: NoticeError {
        func clean(_ text: String?) -> String? {
            text.map { text in
                String(
                    String.UnicodeScalarView(
                        text.unicodeScalars.map { scalar in
                            scalar.value < 0x20 && !["\t", "\n", "\r"].contains(scalar) || scalar.value == 0xFFFE
                                || scalar.value == 0xFFFF ? "\u{FFFD}" : scalar
                        }))
            }
        }
        var row = self
        row.name = clean(name)
        row.nameEn = clean(nameEn)
        row.item = clean(item)
        row.hint = hint.map { Text(vi: clean($0.vi) ?? "", en: clean($0.en) ?? "") }
        return row
    }
}
