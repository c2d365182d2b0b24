internal import SingleWindow

/// Values that the engine's items need and the model has no part for, and names on the wire.
enum VNACCSConstants {
    /// Item SKB: an organization sends to an organization.
    static let organizationToOrganization = "4"
    /// Items IV1 and IP1: a commercial invoice, and its price.
    static let invoice = "A"
    /// What follows a country's code where a place has no code of its own.
    static let placeWithoutCode = "ZZZ"
    static let home = "VN"
    static let currency = "VND"
    /// The model's code of import and export duty.
    static let duty = "XNK"

    static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    /// Short names of the taxes, nine characters at most so that they fit 27 bytes whatever their letters.
    private static let taxNames: [(type: String, name: String)] = [
        ("VAT", "Thuế GTGT"), ("TTDB", "Thuế TTĐB"), ("MT", "Thuế BVMT"), ("TV", "Thuế TV"), ("CBPG", "Thuế CBPG"),
    ]

    static func taxName(_ type: String, direction: TradeDirection) -> String {
        if type == duty { return direction == .import ? "Thuế NK" : "Thuế XK" }
        return taxNames.first { $0.type == type }?.name ?? type
    }

    /// The tax of a name; a name that is not known is its own type.
    static func taxType(_ name: String) -> String {
        if name == "Thuế NK" || name == "Thuế XK" { return duty }
        return taxNames.first { $0.name == name }?.type ?? name
    }
}
