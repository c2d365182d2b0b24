internal import SingleWindow

/// Where the records of permits hold the parts of the model's ``Permit``: item ids of
/// `schemas/vnaccs/{VAJP03,VAGP03,VAHP03}.layout`.
struct VNACCSPermitItems: Sendable {
    struct RowItems: Sendable {
        var hsCode: String
        var description: String
        var origin: String?
        var quantity: (value: String, unit: String)?
        var netWeight: (value: String, unit: String)
    }

    /// The first four letters of the output codes.
    var family: String
    /// The application that such a record answers.
    var procedure: String
    var application: String
    var type: String
    var processing: String
    var number: String
    var issuedAt: String
    var effectiveFrom: String
    var expiresAt: String
    var text: String
    var billOfLading: String?
    var holder: VNACCSDeclarationItems.PartyItems
    var holderEmail: String
    /// Country of export, for all goods alike.
    var origin: String?
    var row: RowItems

    static func family(_ family: String) -> VNACCSPermitItems? {
        switch family {
        case "VAJP": vajp
        case "VAGP": vagp
        case "VAHP": vahp
        default: nil
        }
    }

    /// Animal quarantine.
    private static let vajp = VNACCSPermitItems(
        family: "VAJP", procedure: "SAA", application: "ONO", type: "PRT", processing: "PCT", number: "PLN",
        issuedAt: "PLD", effectiveFrom: "EFD", expiresAt: "EPD", text: "TRS",
        holder: VNACCSDeclarationItems.PartyItems(
            identity: "IMC", name: "IMN", postcode: "BPC", address: ["AOI"], telephone: "BPN", country: "BCC"),
        holderEmail: "IEM", origin: "ECC",
        row: RowItems(
            hsCode: "C2", description: "C1", quantity: ("C7", "C8"), netWeight: ("C10", "C11")))

    /// Food; medicines have records of their own (VAGP13 and on), which no procedure here uses.
    private static let vagp = VNACCSPermitItems(
        family: "VAGP", procedure: "SFA", application: "A08", type: "A07", processing: "A09", number: "A10",
        issuedAt: "A11", effectiveFrom: "A12", expiresAt: "A13", text: "A45", billOfLading: "A33",
        holder: VNACCSDeclarationItems.PartyItems(
            identity: "A24", name: "A25", postcode: "A28", address: ["A26"], telephone: "A29", country: "A27"),
        holderEmail: "A31",
        row: RowItems(
            hsCode: "B02", description: "B01", origin: "B03", quantity: ("B04", "B05"), netWeight: ("B06", "B07")))

    /// Industrial explosives; their lines have a weight or volume only.
    private static let vahp = VNACCSPermitItems(
        family: "VAHP", procedure: "SEA", application: "A08", type: "A07", processing: "A09", number: "A10",
        issuedAt: "A12", effectiveFrom: "A13", expiresAt: "A14", text: "A31",
        holder: VNACCSDeclarationItems.PartyItems(
            identity: "A16", name: "A17", postcode: "A24", address: ["A18"], telephone: "A25", country: "A23"),
        holderEmail: "A27",
        row: RowItems(hsCode: "B02", description: "B01", netWeight: ("B03", "B04")))
}

/// Where a cleared declaration has the date and time of the decision.
struct VNACCSDecisionItems: Sendable {
    var date: String
    var time: String

    /// By output code without its revision digit.
    static func items(of code: String) -> VNACCSDecisionItems? {
        switch code.dropFirst(4) {
        case "AG", "RG": VNACCSDecisionItems(date: "C21", time: "AD4")
        case "BJ": VNACCSDecisionItems(date: "C24", time: "AD6")
        case "LF", "RF": VNACCSDecisionItems(date: "K86", time: "AD5")
        case "FG": VNACCSDecisionItems(date: "A61", time: "AD4")
        default: nil
        }
    }
}
