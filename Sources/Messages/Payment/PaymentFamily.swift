package import Signatures
package import SingleWindow
package import XMLTree

/// F4: tax collection between customs, banks, the treasury and payment intermediaries (reference/domain.md 5.2).
///
/// One `Customs` element with an enveloped XML signature over all of it. The same type plays both sides: the gateway
/// reads payments and writes debit requests, a bank does it the other way round.
package struct PaymentFamily: MessageFamily {
    package let family = Family.payment
    let schemas: FamilySchemas
    let limits: ParseLimits

    /// Loads the schemas in the subfolder `payment` of `folder`. Throws `XMLError` for a schema that can't be compiled.
    package init(schemas folder: String, limits: ParseLimits = .standard) throws {
        schemas = try FamilySchemas(folder: folder, name: Family.payment.rawValue)
        self.limits = limits
    }

    package func read(_ bytes: [UInt8], contentType: String?) throws(MessageRefusal) -> any ReceivedMessage {
        try received(bytes)
    }

    func received(_ bytes: [UInt8]) throws(MessageRefusal) -> ReceivedPaymentMessage {
        try ReceivedPaymentMessage(bytes, schemas: schemas, limits: limits)
    }

    package func readAnswer(
        _ bytes: [UInt8], contentType: String?, to sent: MessageHeader, trust: any SignerTrust
    ) -> AnswerReading {
        do {
            let reading = try readMessage(bytes, trust: trust)
            if case .refused(let problems) = reading.content {
                // A refusal of a message that could not be read names no transaction.
                guard reading.request == nil || reading.request == sent.id else {
                    return .invalid([.paymentAnswerMismatch(sent: sent.id.rawValue, answered: reading.answered)])
                }
                return .refused(problems, reading.report)
            }
            guard reading.request == sent.id else {
                return .invalid([.paymentAnswerMismatch(sent: sent.id.rawValue, answered: reading.answered)])
            }
            switch reading.content {
            case .accepted, .debt: return .acknowledged(reading.report)
            default: return .invalid([.unexpectedPaymentType(reading.header.code.type)])
            }
        } catch {
            return .invalid(error.problems)
        }
    }

    /// Reads any message of this family: schema, signature and content. Throws `MessageRefusal` unless all three hold; a
    /// signature that does not is a problem with the report's code.
    package func readMessage(_ bytes: [UInt8], trust: any SignerTrust) throws(MessageRefusal) -> PaymentReading {
        let received = try received(bytes)
        func refusal(_ problems: [Problem]) -> MessageRefusal {
            MessageRefusal(family: .payment, header: received.header, problems: problems)
        }
        guard let type = PaymentType(rawValue: received.header.code.type) else {
            throw refusal([.unexpectedPaymentType(received.header.code.type)])
        }
        let entry = MessageEntry(
            code: received.header.code, sender: .treasury, title: Text(vi: "", en: ""), schema: type.schema)
        let problems = received.problems(by: entry)
        guard problems.isEmpty else { throw refusal(problems) }
        let verification = received.verify(trust)
        guard let message = verification.message as? VerifiedPaymentMessage else {
            throw refusal([verification.report.problem])
        }
        return PaymentReading(
            header: message.header, content: try message.reading(type), request: message.request,
            report: verification.report)
    }
}

/// A message of tax collection, with its signature checked.
package struct PaymentReading: Sendable {
    package enum Content: Hashable, Sendable {
        /// 101.
        case debtQuery(DebtQuery)
        /// 200: the receiver's number of the message.
        case accepted(number: String?)
        /// 201. The form has no statement numbers: the declaration's number stands for them.
        case debt([TaxStatement])
        /// 299.
        case refused([Problem])
        /// 301.
        case payments([Payment])
        /// 304.
        case debitRequest(TaxStatement)
    }

    package var header: MessageHeader
    package var content: Content
    /// The transaction it answers or carries out (`Request_ID`), where it names one.
    package var request: MessageID?
    package var report: SignatureReport

    var answered: String { request?.rawValue ?? "" }
}
