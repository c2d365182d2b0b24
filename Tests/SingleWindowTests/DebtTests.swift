import FoundationEssentials
import SingleWindow
import Testing

@Suite("What is still owed on a declaration")
struct DebtTests {
    private func fee(_ type: String, _ amount: Decimal, _ subItem: String? = nil) -> DutyTaxFee {
        DutyTaxFee(type: type, amount: Money(amount, "VND"), subItem: subItem)
    }

    private func statement(_ lines: [DutyTaxFee]) throws -> TaxStatement {
        var statement = try Samples.statement(amount: 0)
        statement.lines = lines
        statement.total.amount = lines.compactMap(\.amount?.amount).reduce(0, +)
        return statement
    }

    private func payment(_ lines: [DutyTaxFee], amount: Decimal? = nil) throws -> Payment {
        var payment = try Samples.payment(amount: amount ?? lines.compactMap(\.amount?.amount).reduce(0, +))
        payment.lines = lines
        return payment
    }

    @Test("Lines and total always agree, and name the taxes that are open")
    func debts() throws {
        let both = try statement([fee("XNK", 100, "1901"), fee("VAT", 50, "1702")])
        let rows: [(String, [TaxStatement], [Payment], [DutyTaxFee]?)] = [
            ("nothing stated", [], [], nil),
            ("nothing paid", [both], [], [fee("XNK", 100, "1901"), fee("VAT", 50, "1702")]),
            ("one tax paid", [both], [try payment([fee("XNK", 100, "1901")])], [fee("VAT", 50, "1702")]),
            (
                "a part of one tax paid", [both], [try payment([fee("VAT", 20, "1702")])],
                [fee("XNK", 100, "1901"), fee("VAT", 30, "1702")]
            ),
            ("all paid", [both], [try payment([fee("XNK", 100, "1901"), fee("VAT", 50, "1702")])], nil),
            ("paid without saying for what", [both], [try payment([], amount: 120)], [fee("VAT", 30, "1702")]),
            (
                "more paid on one tax than was due", [both], [try payment([fee("VAT", 60, "1702")])],
                [fee("XNK", 90, "1901")]
            ),
            (
                "two statements of the same tax", [both, try statement([fee("XNK", 7, "1901")])],
                [try payment([fee("VAT", 50, "1702")])], [fee("XNK", 107, "1901")]
            ),
            (
                "a tax that is not stated paid", [both], [try payment([fee("MT", 10, "2001")])],
                [fee("XNK", 90, "1901"), fee("VAT", 50, "1702")]
            ),
        ]
        for (label, statements, payments, expected) in rows {
            var tax = try Samples.declarationCase(.channelled).tax
            tax.statements = statements
            tax.payments = payments
            let debt = tax.debt
            #expect(debt?.lines == expected, "\(label)")
            let sum = (debt?.lines ?? []).compactMap(\.amount?.amount).reduce(0, +)
            #expect(sum == debt?.total.amount ?? 0, "\(label)")
            #expect(sum == tax.outstanding, "\(label)")
        }
    }

    @Test("A slip counts once; slips of other banks, series and years are others")
    func slips() throws {
        var state = try Samples.declarationCase(.channelled, taxed: true)
        let payment = try Samples.payment(amount: 1000)
        guard case .applied(let paid, let effects) = state.applying(.taxPaid(payment)) else {
            Issue.record("not taken")
            return
        }
        #expect(effects.count == 1)
        state = paid
        #expect(state.applying(.taxPaid(payment)) == .applied(state, []))
        var otherAmount = payment
        otherAmount.amount.amount = 1001
        guard case .refused(let problem) = state.applying(.taxPaid(otherAmount)) else {
            Issue.record("counted twice, or the difference was lost")
            return
        }
        #expect(problem.code == "payment.slip_reused")
        var others = [payment, payment, payment]
        others[0].bank = "another"
        others[1].series = "AB/27"
        others[2].paidAt = payment.paidAt.advanced(byMilliseconds: 366 * 86_400_000)
        for other in others {
            guard case .applied(let next, _) = state.applying(.taxPaid(other)) else {
                Issue.record("not taken")
                return
            }
            #expect(next.tax.payments.count == 2)
        }
    }
}
