internal import FoundationEssentials
internal import SingleWindow

extension TaxStatement {
    /// The problem `make(total, sum)` where the lines, all in the total's currency, do not add up to the total; nil
    /// where they do.
    func sumProblem(_ make: (_ total: String, _ sum: String) -> Problem) -> Problem? {
        TaxSum.problem(lines, total, make)
    }
}

extension Payment {
    /// The problem of lines that do not add up to the amount.
    var sumProblem: Problem? {
        TaxSum.problem(lines, amount) { .totalMismatch("payment.amount", total: $0, sum: $1) }
    }
}

private enum TaxSum {
    static func problem(_ lines: [DutyTaxFee], _ total: Money, _ make: (String, String) -> Problem) -> Problem? {
        var sum = Decimal(0)
        for line in lines {
            guard let amount = line.amount, amount.currency == total.currency else {
                return make(DecimalText.write(total.amount), "?")
            }
            sum += amount.amount
        }
        return sum == total.amount ? nil : make(DecimalText.write(total.amount), DecimalText.write(sum))
    }
}
