internal import FoundationEssentials
internal import SingleWindow

extension TaxStatement {
    /// The problem `make(total, sum)` where the lines, all in the total's currency, do not add up to the total; nil
    /// where they do.
    func sumProblem(_ make: (_ total: String, _ sum: String) -> Problem) -> Problem? {
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
