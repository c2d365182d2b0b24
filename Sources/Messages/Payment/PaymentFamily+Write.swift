internal import Signatures
package import SingleWindow
internal import XMLTree

extension PaymentFamily {
    /// Messages 200, 201 and 299. The answered message's `Transaction_ID` becomes `Request_ID`.
    package func answer(
        _ answer: TechnicalAnswer, to header: MessageHeader?, context: WritingContext
    ) throws -> WrittenMessage {
        let writer = PaymentWriter(at: context.at)
        switch answer {
        case .received:
            return try seal(
                writer.receipt(context.id.rawValue), PaymentEnvelope(.accepted, request: header?.id, error: .success),
                context)
        case .debt(let statements):
            try statements.forEach { try check($0) }
            return try seal(
                writer.debt(statements), PaymentEnvelope(.debt, request: header?.id, error: .success), context)
        case .refused(let problems):
            return try seal(
                writer.nothing(), PaymentEnvelope(.refused, request: header?.id, error: PaymentError(problems)), context
            )
        case .dossierNumbered: throw unsupported("dossierNumbered")
        case .receiptIssued: throw unsupported("receiptIssued")
        case .notice: throw unsupported("notice")
        case .notProcessedYet: throw unsupported("notProcessedYet")
        }
    }

    /// The request that a bank debit the declarant (304). Other contents are refused with `payment.unsupported`.
    package func write(_ content: OutgoingContent, context: WritingContext) throws -> WrittenMessage {
        switch content {
        case .debitRequest(let statement):
            try check(statement)
            return try seal(
                PaymentWriter(at: context.at).debitRequest(statement, bank: context.recipient),
                PaymentEnvelope(.debitRequest), context)
        case .registration: throw unsupported("registration")
        case .officialDeclaration: throw unsupported("officialDeclaration")
        case .permitRecord: throw unsupported("permitRecord")
        case .paymentRecord: throw unsupported("paymentRecord")
        case .declarationNotice: throw unsupported("declarationNotice")
        case .forwarded: throw unsupported("forwarded")
        }
    }

    private func unsupported(_ what: String) -> MessageRefusal {
        MessageRefusal(family: .payment, problems: [.notOfTaxCollection(what)])
    }

    /// Amounts are in dong, by tax, and add up.
    private func check(_ statement: TaxStatement) throws(MessageRefusal) {
        var problems: [Problem] = []
        let currencies = [statement.total.currency] + statement.lines.compactMap(\.amount?.currency)
        if let foreign = currencies.first(where: { $0 != "VND" }) { problems.append(.notDong(foreign)) }
        if statement.lines.isEmpty { problems.append(.linesMissing) }
        if let problem = statement.sumProblem({ .totalMismatch("statement.total", total: $0, sum: $1) }) {
            problems.append(problem)
        }
        guard problems.isEmpty else { throw MessageRefusal(family: .payment, problems: problems) }
    }

    /// Puts the content into a message, checks it against its schema and signs the whole: a value that does not fit is
    /// refused, never cut.
    func seal(_ data: WrittenElement, _ envelope: PaymentEnvelope, _ context: WritingContext) throws -> WrittenMessage {
        let header = MessageHeader(
            code: MessageCode(family: .payment, type: envelope.type.rawValue),
            id: MessageID(accepted: context.id.rawValue), sender: context.sender, recipient: context.recipient,
            reference: envelope.request?.rawValue ?? context.id.rawValue, sentAt: context.at)
        do {
            let bytes = try XMLWriter.document(envelope.write(data.fragment, header: header, at: context.at))
            let tree = try XMLTree(parsing: bytes, limits: limits)
            let problems = schemas.problems(with: tree.root, by: envelope.type.schema)
            guard problems.isEmpty else {
                throw MessageRefusal(family: .payment, header: header, problems: problems)
            }
            // Inclusive canonicalization and no prefix: what the portal's other partners write and read.
            let signer = XMLSigner(key: context.key, canonicalization: .inclusive, prefix: "")
            return WrittenMessage(
                header: header, contentType: "application/xml", bytes: try signer.signEnveloped(tree),
                losses: data.losses)
        } catch let error as XMLError {
            throw MessageRefusal(family: .payment, header: header, problems: [error.problem])
        }
    }
}

/// The blocks around `Data`.
struct PaymentEnvelope {
    var type: PaymentType
    /// The transaction it answers or carries out.
    var request: MessageID?
    /// Answers have one, requests none.
    var error: PaymentError?

    init(_ type: PaymentType, request: MessageID? = nil, error: PaymentError? = nil) {
        self.type = type
        self.request = request
        self.error = error
    }

    func write(_ data: XMLFragment, header: MessageHeader, at time: Timestamp) -> XMLFragment {
        ElementWriter.element("Customs") { customs in
            customs.add("Header") { writer in
                writer.add("Application_Name", "NSW")
                writer.add("Application_Version", "1.0")
                writer.add("Sender_Code", header.sender.identity)
                writer.add("Sender_Name", header.sender.name)
                writer.add("Message_Version", "1.0")
                writer.add("Message_Type", type.rawValue)
                writer.add("Message_Name", type.name)
                var ignored: [String] = []
                writer.add("Transaction_Date", LocalTime.moment(time, "", &ignored, separator: "T"))
                writer.add("Transaction_ID", header.id.rawValue)
                writer.add("Request_ID", request?.rawValue ?? "")
            }
            customs.add(data)
            if let error { customs.add(error) }
        }
    }
}
