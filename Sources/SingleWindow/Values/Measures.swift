package import FoundationEssentials

/// An amount of money. Exact decimal, never binary floating point.
package struct Money: Hashable, Sendable, Codable {
    package var amount: Decimal
    /// ISO 4217, upper case.
    package var currency: String

    package init(_ amount: Decimal, _ currency: String) {
        self.amount = amount
        self.currency = currency
    }
}

/// A quantity with its unit. Exact decimal, never binary floating point.
package struct Quantity: Hashable, Sendable, Codable {
    package var value: Decimal
    /// The unit's code as declared (customs unit codes such as `KGM`, `PCE`).
    package var unit: String

    package init(_ value: Decimal, _ unit: String) {
        self.value = value
        self.unit = unit
    }
}

/// Reading and writing exact decimals in the plain form that all families use: digits, one point, no exponent.
package enum DecimalText {
    /// The decimal in `text`, or nil where it is not digits with at most one point and an optional leading sign.
    ///
    /// At most 38 significant digits, which `Decimal` holds exactly.
    package static func read(_ text: some StringProtocol) -> Decimal? {
        var digits = 0
        var points = 0
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case 48...57: digits += 1
            case UInt8(ascii: "."): points += 1
            case UInt8(ascii: "-") where index == 0: continue
            default: return nil
            }
        }
        guard (1...38).contains(digits), points <= 1 else { return nil }
        return Decimal(string: String(text))
    }

    /// The decimal without exponent and without trailing zeros after the point.
    package static func write(_ value: Decimal) -> String { value.description }
}
