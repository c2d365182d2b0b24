internal import Foundation
internal import SingleWindow

/// What the simulated engine charges on imports. The rates are the sandbox's own, made to give round figures; the real
/// tariff is the engine's business and no part of the gateway.
enum EngineTariff {
    /// Import duty and value-added tax in per cent, by HS prefix.
    private static let rates: [(prefix: String, duty: Decimal, vat: Decimal)] = [
        ("0203", 15, 5), ("0808", 0, 5), ("7214", 5, 10), ("", 10, 10),
    ]

    /// Duty and tax on all lines: duty on the customs value, value-added tax on the value with the duty.
    static func taxes(on declaration: Declaration) -> [DutyTaxFee] {
        var duty = Decimal(0)
        var vat = Decimal(0)
        for item in declaration.goods {
            guard let value = (item.customsValue ?? item.invoiceValue)?.amount,
                let rate = rates.first(where: { item.commodity.hsCode.rawValue.hasPrefix($0.prefix) })
            else { continue }
            let lineDuty = rounded(value * rate.duty / 100)
            duty += lineDuty
            vat += rounded((value + lineDuty) * rate.vat / 100)
        }
        return [("XNK", "1901", duty), ("VAT", "1702", vat)].filter { $0.2 > 0 }.map {
            DutyTaxFee(type: $0.0, amount: Money($0.2, "VND"), subItem: $0.1)
        }
    }

    /// Whole dong.
    private static func rounded(_ amount: Decimal) -> Decimal {
        var amount = amount
        var result = Decimal()
        NSDecimalRound(&result, &amount, 0, .plain)
        return result
    }
}
