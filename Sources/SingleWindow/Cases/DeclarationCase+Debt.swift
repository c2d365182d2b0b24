internal import FoundationEssentials

extension DeclarationCase.Tax {
    /// What is still owed, as one statement: the newest one's particulars, a line for each tax with what is outstanding
    /// of it, and their sum. Nil where nothing is owed.
    ///
    /// A payment's lines count against the same tax and budget sub-item; what it paid beyond them, or says of none,
    /// counts against the taxes in their order.
    package var debt: TaxStatement? {
        guard outstanding > 0, var statement = statements.last else { return nil }
        var owed: [DutyTaxFee] = []
        for line in statements.flatMap(\.lines) {
            guard let amount = line.amount else { continue }
            if let index = owed.firstIndex(where: { $0.isSameTax(as: line) }) {
                owed[index].amount?.amount += amount.amount
            } else {
                owed.append(DutyTaxFee(type: line.type, amount: amount, subItem: line.subItem))
            }
        }
        var credit = payments.reduce(Decimal(0)) { $0 + $1.amount.amount }
        for paid in payments.flatMap(\.lines) {
            guard let index = owed.firstIndex(where: { $0.isSameTax(as: paid) }), let amount = paid.amount?.amount
            else { continue }
            credit -= owed[index].settle(min(amount, credit))
        }
        for index in owed.indices { credit -= owed[index].settle(credit) }
        statement.lines = owed.filter { $0.amount?.amount ?? 0 > 0 }
        statement.total.amount = outstanding
        return statement
    }
}

extension DutyTaxFee {
    fileprivate func isSameTax(as other: DutyTaxFee) -> Bool { type == other.type && subItem == other.subItem }

    /// Takes up to `credit` off the amount; returns what was taken.
    fileprivate mutating func settle(_ credit: Decimal) -> Decimal {
        guard let amount else { return 0 }
        let taken = min(credit, amount.amount)
        self.amount?.amount = amount.amount - taken
        return taken
    }
}
