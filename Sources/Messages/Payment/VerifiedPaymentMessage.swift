internal import SingleWindow
internal import XMLTree

/// A message of tax collection whose signature holds: its document element as the signature covers it.
struct VerifiedPaymentMessage: VerifiedMessage {
    let header: MessageHeader
    /// The transaction it answers or carries out.
    let request: MessageID?
    let root: XMLTree.Element
    /// What is not covered: the signature itself.
    let excluded: [XMLTree.Element]

    /// A payment or a query. Throws `MessageRefusal` with every value that can't be read, and for messages that are not
    /// for the gateway.
    func content(by entry: MessageEntry) throws -> MessageContent {
        guard let type = PaymentType(rawValue: header.code.type) else { throw unexpected }
        switch try reading(type) {
        case .payments(let payments): return .payments(payments)
        case .debtQuery(let query): return .debtQuery(query)
        case .accepted, .debt, .refused, .debitRequest: throw unexpected
        }
    }

    /// Values that the model has no place for.
    func losses(by entry: MessageEntry) -> [String] {
        let reader = reader
        _ = PaymentHeader(reader)
        if let type = PaymentType(rawValue: header.code.type) {
            _ = PaymentReader(root: reader, header: header).read(type)
        }
        return reader.unread(excluding: excluded)
    }

    /// What a message of `type` says. Throws `MessageRefusal` with every value that can't be read.
    func reading(_ type: PaymentType) throws(MessageRefusal) -> PaymentReading.Content {
        let reader = reader
        guard let content = PaymentReader(root: reader, header: header).read(type) else {
            throw MessageRefusal(family: .payment, header: header, problems: reader.problems)
        }
        return content
    }

    private var reader: ElementReader { ElementReader(root, prefix: Family.payment.rawValue) }

    private var unexpected: MessageRefusal {
        MessageRefusal(family: .payment, header: header, problems: [.unexpectedPaymentType(header.code.type)])
    }
}

extension PaymentReader {
    /// What a message of `type` says, or nil after every value that can't be read is noted.
    func read(_ type: PaymentType) -> PaymentReading.Content? {
        switch type {
        case .debtQuery: debtQuery().map { .debtQuery($0) }
        case .debt: debt().map { .debt($0) }
        case .payTax: payments().map { .payments($0) }
        case .debitRequest: debitRequest().map { .debitRequest($0) }
        case .accepted: acceptance()
        case .refused: root.required("Error") { $0.paymentError() }.map { .refused($0.problems) }
        }
    }

    private func acceptance() -> PaymentReading.Content? {
        let number = root.optional("Data") { data -> String? in
            _ = data.optionalText("Ngay_TN_CT")
            return data.optionalText("So_TN_CT")
        }
        guard let error = root.required("Error", { $0.paymentError() }) else { return nil }
        guard error.number == 0 else {
            root.note(.contradictoryAnswer(String(error.number)))
            return nil
        }
        return .accepted(number: number)
    }
}
