internal import Signatures
internal import SingleWindow
internal import XMLTree

extension NSWFamily {
    /// The technical answer (reference/domain.md 1.5): function 99 with the time of receipt, or 00 with all problems; the
    /// type and the dossier of the message, `00` for both where they could not be read; sender and recipient swapped;
    /// an identifier of its own; the message signature in `SystemSignature`.
    package func answer(
        _ answer: TechnicalAnswer, to header: MessageHeader?, context: WritingContext
    ) throws -> WrittenMessage {
        var reply = MessageHeader(
            code: MessageCode(
                family: .nsw, documentType: header?.code.documentType ?? "00", type: header?.code.type ?? "00",
                function: "99"),
            id: MessageID(accepted: context.id.rawValue), sender: header?.recipient ?? context.sender,
            recipient: header?.sender ?? context.recipient, reference: header?.reference ?? "00",
            previousReference: header?.previousReference ?? header?.reference, year: header?.year ?? context.at.year,
            sentAt: context.at)
        let content: XMLFragment
        switch answer {
        case .refused(let problems):
            reply.code.function = "00"
            content = XMLFragment("ErrorList", problems.map(NSWFamily.error))
        case .dossierNumbered(let number, let year):
            reply.reference = number.rawValue
            reply.previousReference = header?.reference
            reply.year = year
            content = XMLFragment("ReceiveDate", text: context.at.nswForm)
        default:
            content = XMLFragment("ReceiveDate", text: context.at.nswForm)
        }
        let writer = NSWWriter(family: self, header: reply, previousYear: header?.year)
        return try NSWSigner(writer: writer, placement: context.placement, messageKey: context.key)
            .write(content: XMLFragment("Content", [content]), document: .unsigned)
    }

    private static func error(_ problem: Problem) -> XMLFragment {
        XMLFragment(
            "Error",
            [
                XMLFragment("ErrorCode", text: NSWErrorCode(problem).rawValue),
                XMLFragment("ErrorName", text: problem.errorName),
            ])
    }
}
