internal import SingleWindow

/// Where the layouts of declarations hold the parts of the model's ``Declaration``: item ids, nil where a layout has no
/// place for a part. Facts of `schemas/vnaccs/{IDA,EDA,VAD1AC,VAE1LD}.layout`; VAD1AG and VAE1LF have the same ids.
struct VNACCSDeclarationItems: Sendable {
    struct PartyItems: Sendable {
        var identity: String?
        var name: String
        var postcode: String?
        /// One item of text, or four of plain characters.
        var address: [String]
        var telephone: String?
        var country: String?
    }

    struct RowItems: Sendable {
        /// The line's number, where the layout has it.
        var sequence: String?
        var hsCode: String
        var description: String
        var origin: String?
        var quantity: (value: String, unit: String)
        var secondQuantity: (value: String, unit: String)
        var invoiceValue: String
        var unitPrice: (value: String, currency: String, unit: String)
        var customsValue: (value: String, currency: String)
        /// Import or export duty: a rate in per cent (`rateIsText` where the item is text such as `15%`), an amount.
        var dutyRate: String
        var rateIsText = false
        var dutyAmount: String?
        /// Other taxes: code, name, rate as text, amount.
        var otherTaxes: [(code: String, name: String?, rate: String?, amount: String?)] = []
        /// Other law codes of the line, where the layout has them there.
        var lawCodes: [String] = []
    }

    var direction: TradeDirection
    var number: String
    var regime: String
    var transportMode: String
    /// Individual or organization, mandatory and not in the model: `4`, organization to organization.
    var partyKind: String?
    var office: String
    var subOffice: String
    /// Date and time of the declaration: planned in what declarants send, registered in what the engine sends.
    var issued: (date: String, time: String?)
    /// The party in Vietnam.
    var trader: PartyItems
    /// The foreign party.
    var counterpart: PartyItems
    var bills: [String]
    var packages: (value: String, unit: String)
    var grossWeight: (value: String, unit: String)
    var warehouse: (code: String, name: String?)
    var marks: String
    var transportMeans: String
    /// Arrival of an import, planned departure of an export.
    var arrival: String
    /// Place of loading.
    var loading: (code: String, name: String)
    /// Place of unloading of an import, final destination of an export.
    var unloading: (code: String, name: String)
    var containerCount: String?
    var containers: [String] = []
    var lawCodes: [String] = []
    var permits: [(type: String, number: String)]
    var invoice: (kind: String, number: String, date: String)
    var price: (kind: String, terms: String, currency: String, total: String)
    var paymentTerm: String
    var reference: String
    var row: RowItems

    /// The items of a layout, or nil where it is not one of a declaration.
    static func items(of layout: VNACCSLayout) -> VNACCSDeclarationItems? {
        for (items, probe) in [
            (ida, ["ICB", "CMD"]), (eda, ["ECB", "CMD"]), (vad1ac, ["A06", "B27"]), (vae1ld, ["K07", "R05"]),
        ]
        where probe.allSatisfy({ layout.item($0) != nil }) {
            return items
        }
        return nil
    }
}

extension VNACCSDeclarationItems {
    private static func numbered(_ prefix: String, _ range: ClosedRange<Int>, width: Int = 1) -> [String] {
        range.map { prefix + ($0 < 10 && width == 2 ? "0" : "") + String($0) }
    }

    private static func permits(_ type: String, _ number: String) -> [(type: String, number: String)] {
        (1...5).map { (type + String($0), number + String($0)) }
    }

    static let ida = VNACCSDeclarationItems(
        direction: .import, number: "ICN", regime: "ICB", transportMode: "MTC", partyKind: "SKB", office: "CH",
        subOffice: "CHB", issued: ("ICD", nil),
        trader: PartyItems(identity: "IMC", name: "IMN", postcode: "IMY", address: ["IMA"], telephone: "IMT"),
        counterpart: PartyItems(
            identity: "EPC", name: "EPN", postcode: "EPY", address: ["EPA", "EP2", "EP3", "EP4"], country: "EPO"),
        bills: numbered("BL", 1...5), packages: ("NO", "NOT"), grossWeight: ("GW", "GWT"), warehouse: ("ST", nil),
        marks: "MRK", transportMeans: "VSN", arrival: "ARR", loading: ("PSC", "PSN"), unloading: ("DST", "DSN"),
        containerCount: "COC", lawCodes: numbered("OL", 1...5), permits: permits("SS", "SN"),
        invoice: ("IV1", "IV3", "IVD"), price: ("IP1", "IP2", "IP3", "IP4"), paymentTerm: "ENC", reference: "REF",
        row: RowItems(
            hsCode: "CMD", description: "CMN", origin: "OR", quantity: ("QN1", "QT1"), secondQuantity: ("QN2", "QT2"),
            invoiceValue: "BPR", unitPrice: ("UPR", "UPC", "TSC"), customsValue: ("DPR", "BPC"), dutyRate: "TXA",
            otherTaxes: (1...5).map { ("TX\($0)", nil, nil, nil) }))

    static let eda = VNACCSDeclarationItems(
        direction: .export, number: "ECN", regime: "ECB", transportMode: "MTC", office: "CH", subOffice: "CHB",
        issued: ("ECD", nil),
        trader: PartyItems(identity: "EPC", name: "EPN", postcode: "EPP", address: ["EPA"], telephone: "EPT"),
        counterpart: PartyItems(
            identity: "CGC", name: "CGN", postcode: "CGP", address: ["CGA", "CAT", "CAC", "CAS"], country: "CGK"),
        bills: ["EKN"], packages: ("NO", "NOT"), grossWeight: ("GW", "GWT"), warehouse: ("ST", nil), marks: "MRK",
        transportMeans: "VSN", arrival: "SYM", loading: ("PSC", "PSN"), unloading: ("DSC", "DSN"),
        containers: numbered("C", 1...50, width: 2), permits: permits("SS", "SN"), invoice: ("IV1", "IV3", "IVD"),
        price: ("IP1", "IP2", "IP3", "IP4"), paymentTerm: "ENC", reference: "REF",
        row: RowItems(
            hsCode: "CMD", description: "CMN", quantity: ("QN1", "QT1"), secondQuantity: ("QN2", "QT2"),
            invoiceValue: "BPR", unitPrice: ("UPR", "UPC", "TSC"), customsValue: ("DPR", "BPC"), dutyRate: "TXA",
            lawCodes: numbered("OL", 1...5)))

    static let vad1ac = VNACCSDeclarationItems(
        direction: .import, number: "ICN", regime: "A02", transportMode: "ADB", partyKind: "A05", office: "A07",
        subOffice: "A08", issued: ("A09", "AD1"),
        trader: PartyItems(identity: "A18", name: "A19", postcode: "A20", address: ["A21"], telephone: "A25"),
        counterpart: PartyItems(
            identity: "A28", name: "A29", postcode: "A30", address: ["A31", "A32", "A33", "A34"], country: "A35"),
        bills: numbered("KB", 1...5), packages: ("A48", "A49"), grossWeight: ("A52", "A53"),
        warehouse: ("A50", "A51"), marks: "A61", transportMeans: "A46", arrival: "A47", loading: ("A43", "A44"),
        unloading: ("A41", "A42"), containerCount: "A56", lawCodes: numbered("KC", 1...5),
        permits: permits("KD", "KE"), invoice: ("A71", "A72", "IVD"), price: ("A74", "A75", "A76", "A77"),
        paymentTerm: "ENC", reference: "B18",
        row: RowItems(
            sequence: "B25", hsCode: "B27", description: "B30", origin: "B55", quantity: ("B31", "B32"),
            secondQuantity: ("B34", "B35"), invoiceValue: "B48", unitPrice: ("UPR", "UPC", "TSC"),
            customsValue: ("B51", "B50"), dutyRate: "B43", rateIsText: true, dutyAmount: "B47",
            otherTaxes: (1...5).map { ("KR\($0)", "KQ\($0)", "KY\($0)", "KZ\($0)") }))

    static let vae1ld = VNACCSDeclarationItems(
        direction: .export, number: "ECN", regime: "K03", transportMode: "ADF", office: "K08", subOffice: "K09",
        issued: ("K10", "AD1"),
        trader: PartyItems(identity: "K16", name: "K17", postcode: "K18", address: ["K19"], telephone: "K23"),
        counterpart: PartyItems(
            identity: "K24", name: "K25", postcode: "K26", address: ["K27", "K28", "K29", "K30"], country: "K31"),
        bills: ["K35"], packages: ("K36", "K37"), grossWeight: ("K39", "K40"), warehouse: ("K41", "K42"),
        marks: "K56", transportMeans: "K51", arrival: "K52", loading: ("K46", "K47"), unloading: ("K43", "K44"),
        containers: numbered("C", 1...50, width: 2), permits: (1...5).map { ("A\($0)", "B\($0)") },
        invoice: ("K58", "K59", "IVD"), price: ("K64", "K61", "K62", "K63"), paymentTerm: "ENC", reference: "K81",
        row: RowItems(
            sequence: "R01", hsCode: "R05", description: "R04", quantity: ("R08", "R09"),
            secondQuantity: ("R11", "R12"), invoiceValue: "R13", unitPrice: ("UPR", "UPC", "TSC"),
            customsValue: ("R15", "R14"), dutyRate: "TRA", rateIsText: true, dutyAmount: "TAX",
            lawCodes: numbered("F", 1...5)))
}
