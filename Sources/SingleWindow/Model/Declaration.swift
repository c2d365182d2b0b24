package import FoundationEssentials

/// Whether goods enter or leave the country.
package enum TradeDirection: String, Hashable, Sendable, Codable, CaseIterable {
    case `import`
    case export
}

/// A customs declaration (WCO Data Model: Declaration).
package struct Declaration: Hashable, Sendable, Codable {
    package var direction: TradeDirection
    /// The declarant's own reference, unique per declarant.
    package var reference: String
    /// The declaration kind, such as `A11` or `B11` (engine item ICB/ECB).
    package var regime: String
    /// The customs office's code, at most 6 characters (engine item CH).
    package var office: String
    /// The office's section, at most 2 characters (engine item CHB).
    package var subOffice: String?
    package var issuedAt: Timestamp
    package var declarant: Party
    package var importer: Party
    package var exporter: Party
    package var consignment: Consignment
    package var invoice: Invoice?
    /// Permits the declarant cites (engine items SS1/SN1 to SS5/SN5; at most 5).
    package var citedPermits: [PermitReference]
    /// Other law codes (engine items OL1 to OL5; at most 5, no duplicates).
    package var otherLawCodes: [String]
    /// When tax is to be paid (engine item ENC): A own guarantee, B general guarantee, C none, D at once.
    package var paymentTerm: String?
    /// At most 50 lines.
    package var goods: [GoodsItem]

    package init(
        direction: TradeDirection, reference: String, regime: String, office: String, subOffice: String? = nil,
        issuedAt: Timestamp, declarant: Party, importer: Party, exporter: Party, consignment: Consignment,
        invoice: Invoice? = nil, citedPermits: [PermitReference] = [], otherLawCodes: [String] = [],
        paymentTerm: String? = nil, goods: [GoodsItem]
    ) {
        self.direction = direction
        self.reference = reference
        self.regime = regime
        self.office = office
        self.subOffice = subOffice
        self.issuedAt = issuedAt
        self.declarant = declarant
        self.importer = importer
        self.exporter = exporter
        self.consignment = consignment
        self.invoice = invoice
        self.citedPermits = citedPermits
        self.otherLawCodes = otherLawCodes
        self.paymentTerm = paymentTerm
        self.goods = goods
    }

    /// The party in Vietnam: the importer of an import, the exporter of an export.
    package var trader: Party { direction == .import ? importer : exporter }
}

/// A permit named by its kind and number only.
package struct PermitReference: Hashable, Sendable, Codable {
    /// The engine's permit type, at most 4 characters.
    package var type: String
    package var number: PermitNumber

    package init(type: String, number: PermitNumber) {
        self.type = type
        self.number = number
    }
}

/// The commercial invoice.
package struct Invoice: Hashable, Sendable, Codable {
    package var number: String
    package var date: Timestamp?
    /// Incoterms code, such as `CIF`.
    package var terms: String?
    package var total: Money

    package init(number: String, date: Timestamp? = nil, terms: String? = nil, total: Money) {
        self.number = number
        self.date = date
        self.terms = terms
        self.total = total
    }
}

/// The goods as carried (WCO Data Model: Consignment).
package struct Consignment: Hashable, Sendable, Codable {
    /// At most 5 (engine items BL1 to BL5).
    package var billsOfLading: [BillOfLading]
    /// Means of transport (engine item MTC): 1 air, 2 sea container, 3 sea bulk, 4 road, 5 rail, 6 river, 9 other.
    package var transportMode: String
    /// Name of the vessel, flight or vehicle.
    package var transportMeans: String?
    package var arrival: Timestamp?
    package var loading: Place?
    package var unloading: Place?
    package var warehouse: Place?
    package var packages: Quantity
    package var grossWeight: Quantity
    package var equipment: [TransportEquipment]
    package var marks: String?

    package init(
        billsOfLading: [BillOfLading], transportMode: String, transportMeans: String? = nil, arrival: Timestamp? = nil,
        loading: Place? = nil, unloading: Place? = nil, warehouse: Place? = nil, packages: Quantity,
        grossWeight: Quantity, equipment: [TransportEquipment] = [], marks: String? = nil
    ) {
        self.billsOfLading = billsOfLading
        self.transportMode = transportMode
        self.transportMeans = transportMeans
        self.arrival = arrival
        self.loading = loading
        self.unloading = unloading
        self.warehouse = warehouse
        self.packages = packages
        self.grossWeight = grossWeight
        self.equipment = equipment
        self.marks = marks
    }
}

/// A container (WCO Data Model: TransportEquipment).
package struct TransportEquipment: Hashable, Sendable, Codable {
    package var number: String
    package var seal: String?

    package init(number: String, seal: String? = nil) {
        self.number = number
        self.seal = seal
    }
}

/// What a goods line holds (WCO Data Model: Commodity).
package struct Commodity: Hashable, Sendable, Codable {
    package var hsCode: HSCode
    package var description: String
    /// Country of origin, ISO 3166-1 alpha-2.
    package var origin: String
    /// What the goods are for, where the declaration says.
    package var purpose: String?

    package init(hsCode: HSCode, description: String, origin: String, purpose: String? = nil) {
        self.hsCode = hsCode
        self.description = description
        self.origin = origin
        self.purpose = purpose
    }
}

/// One goods line (WCO Data Model: GoodsItem).
package struct GoodsItem: Hashable, Sendable, Codable {
    /// Counted from 1 in the order declared.
    package var sequence: Int
    package var commodity: Commodity
    package var quantity: Quantity
    package var netWeight: Quantity?
    package var invoiceValue: Money?
    package var unitPrice: Money?
    package var customsValue: Money?
    package var taxes: [DutyTaxFee]

    package init(
        sequence: Int, commodity: Commodity, quantity: Quantity, netWeight: Quantity? = nil,
        invoiceValue: Money? = nil, unitPrice: Money? = nil, customsValue: Money? = nil, taxes: [DutyTaxFee] = []
    ) {
        self.sequence = sequence
        self.commodity = commodity
        self.quantity = quantity
        self.netWeight = netWeight
        self.invoiceValue = invoiceValue
        self.unitPrice = unitPrice
        self.customsValue = customsValue
        self.taxes = taxes
    }
}

/// A duty, tax or fee on a goods line or a statement (WCO Data Model: DutyTaxFee).
package struct DutyTaxFee: Hashable, Sendable, Codable {
    /// The tax kind: `XNK` import or export duty, `VAT`, `TTDB`, `MT` … (`Ma_ST` of the payment messages).
    package var type: String
    /// Per cent, where the rate is one.
    package var rate: Decimal?
    package var amount: Money?
    /// Budget sub-item (`tiểu mục`), where the statement names it.
    package var subItem: String?

    package init(type: String, rate: Decimal? = nil, amount: Money? = nil, subItem: String? = nil) {
        self.type = type
        self.rate = rate
        self.amount = amount
        self.subItem = subItem
    }
}
