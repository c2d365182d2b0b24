package import SingleWindow
internal import XMLTree

// The declarant's side: for the sandbox, `nsw submit` and tests. Notices are read with `readNotice` and acknowledged with
// `answer(.received, …)`.
extension CustomsFamily {
    /// A signed declaration (929 or 930, function 8), as a declarant's software sends it. The sender of `context` is the
    /// declarant. Throws `MessageRefusal` for values that do not fit, `SignaturesError` where the key can't sign.
    package func writeDeclaration(_ declaration: Declaration, context: WritingContext) throws -> WrittenMessage {
        try checkSender(context, is: declaration.declarant)
        return try seal(
            DeclarationWriter().write(declaration),
            CustomsSubject(
                type: CustomsType.of(declaration.direction), function: .declare, reference: declaration.reference),
            recipient: context.recipient, context, application: .declarant)
    }

    /// A signed query (function 13): what is the state of the declaration with this reference?
    package func writeQuery(
        reference: String, direction: TradeDirection, office: String, declarant: Party, context: WritingContext
    ) throws -> WrittenMessage {
        try checkSender(context, is: declarant)
        let type = CustomsType.of(direction)
        let fragment = ElementWriter.element("Declaration") { writer in
            writer.add("issuer", type)
            writer.add("reference", reference)
            writer.add("issue", Timestamp(milliseconds: context.at.milliseconds).nswForm)
            writer.add("function", CustomsFunction.query.rawValue)
            writer.add("status", "1")
            writer.add("declarationOffice", office)
            writer.add("Agent") { writer in
                writer.add(declarant)
                writer.add("status", "1")
            }
        }
        return try seal(
            WrittenElement(fragment, losses: []), CustomsSubject(type: type, function: .query, reference: reference),
            recipient: context.recipient, context, application: .declarant)
    }

    /// The header names the sender and the content the declarant; customs refuses a message where they differ.
    private func checkSender(_ context: WritingContext, is declarant: Party) throws(MessageRefusal) {
        guard context.sender.identity == declarant.identity else {
            throw MessageRefusal(
                family: .customs,
                problems: [
                    .headerMismatch(
                        "From/identity", header: context.sender.identity, content: declarant.identity ?? "")
                ])
        }
    }
}
