package import SingleWindow

// The bank's side: for the sandbox and tests. Debit requests and answers are read with `readMessage`, debit requests
// answered with `answer(.received, …)`.
extension PaymentFamily {
    /// A signed payment slip (301): one slip, a value for each declaration it pays.
    ///
    /// `statement` is what is paid where the bank was asked to (304), `request` the transaction of that request. Throws
    /// `MessageRefusal` for payments of several slips, amounts that do not add up, and values that do not fit.
    package func writePayment(
        _ payments: [Payment], for statement: TaxStatement? = nil, request: MessageID? = nil, context: WritingContext
    ) throws -> WrittenMessage {
        let problems = problems(with: payments, transaction: context.id.rawValue)
        guard problems.isEmpty else { throw MessageRefusal(family: .payment, problems: problems) }
        return try seal(
            PaymentWriter(at: context.at).payments(payments, for: statement, sender: context.sender),
            PaymentEnvelope(.payTax, request: request), context)
    }

    /// A signed debt query (101).
    package func writeDebtQuery(_ query: DebtQuery, context: WritingContext) throws -> WrittenMessage {
        try seal(PaymentWriter(at: context.at).debtQuery(query), PaymentEnvelope(.debtQuery), context)
    }

    private func problems(with payments: [Payment], transaction: String) -> [Problem] {
        guard let first = payments.first else { return [.nothingPaid] }
        var problems: [Problem] = []
        let isOneSlip = payments.allSatisfy {
            $0.slip == first.slip && $0.series == first.series && $0.bank == first.bank && $0.payer == first.payer
                && $0.paidAt == first.paidAt && $0.transaction == first.transaction
        }
        if !isOneSlip || Set(payments.map(\.declaration)).count < payments.count { problems.append(.mixedSlip) }
        if first.transaction != transaction { problems.append(.transactionMismatch(first.transaction, transaction)) }
        for payment in payments {
            let amounts = [payment.amount] + payment.lines.compactMap(\.amount)
            if let foreign = amounts.first(where: { $0.currency != "VND" }) {
                problems.append(.notDong(foreign.currency))
            }
            if payment.lines.isEmpty || payment.lines.contains(where: { $0.amount == nil }) {
                problems.append(.linesMissing)
            } else if let problem = payment.sumProblem {
                problems.append(problem)
            }
        }
        return problems
    }
}
