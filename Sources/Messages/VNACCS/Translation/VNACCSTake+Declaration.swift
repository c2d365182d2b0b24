internal import FoundationEssentials
internal import SingleWindow

extension VNACCSTake {
    /// The declaration in the items of its layout.
    mutating func declaration(_ items: VNACCSDeclarationItems) -> (Declaration, DeclarationNumber?) {
        let number = identifier(items.number, as: DeclarationNumber.self)
        let trader = party(items.trader)
        let counterpart = party(items.counterpart)
        let isImport = items.direction == .import
        if let kind = text(items.partyKind), kind != VNACCSConstants.organizationToOrganization,
            let id = items.partyKind
        {
            lose(path(id))
        }
        var declarant = trader
        if let identity = index[.declarant] { declarant = Party(name: identity, identity: identity) }
        let issued = date(items.issued.date, time: items.issued.time)
        if issued == nil { refuse(.vnaccsValueInvalid(path(items.issued.date), "thiếu ngày", "no date")) }
        let consignment = consignment(items)
        let invoice = invoice(items)
        let permits = citedPermits(items)
        var declaration = Declaration(
            direction: items.direction, reference: text(items.reference) ?? index[.receipt] ?? message.header.dataInfo,
            regime: required(items.regime), office: required(items.office), subOffice: text(items.subOffice),
            issuedAt: issued ?? Timestamp(milliseconds: 0), declarant: declarant,
            importer: isImport ? trader : counterpart, exporter: isImport ? counterpart : trader,
            consignment: consignment, invoice: invoice, citedPermits: permits, otherLawCodes: texts(items.lawCodes),
            paymentTerm: text(items.paymentTerm), goods: [])
        for (position, row) in message.rows.enumerated() {
            let (goods, laws) = goods(row, position: position, items, currency: invoice?.total.currency)
            if let goods { declaration.goods.append(goods) }
            for law in laws where !declaration.otherLawCodes.contains(law) { declaration.otherLawCodes.append(law) }
        }
        return (declaration, number)
    }

    private mutating func party(_ items: VNACCSDeclarationItems.PartyItems) -> Party {
        let address = texts(items.address)
        return Party(
            name: text(items.name) ?? "", identity: text(items.identity),
            address: address.isEmpty ? nil : address.joined(separator: " "), postcode: text(items.postcode),
            country: text(items.country), telephone: text(items.telephone))
    }

    private mutating func place(_ code: String?, _ name: String?) -> Place? {
        let place = Place(code: text(code), name: text(name))
        return place.code == nil && place.name == nil ? nil : place
    }

    private mutating func consignment(_ items: VNACCSDeclarationItems) -> Consignment {
        var bills: [BillOfLading] = []
        for id in items.bills {
            if let bill = identifier(id, as: BillOfLading.self) { bills.append(bill) }
        }
        ignore([items.containerCount])
        let containers = texts(items.containers).map { TransportEquipment(number: $0) }
        if items.containers.isEmpty, let count = items.containerCount, !message[count].isEmpty { lose(path(count)) }
        return Consignment(
            billsOfLading: bills, transportMode: required(items.transportMode),
            transportMeans: text(items.transportMeans), arrival: date(items.arrival),
            loading: place(items.loading.code, items.loading.name),
            unloading: place(items.unloading.code, items.unloading.name),
            warehouse: place(items.warehouse.code, items.warehouse.name),
            packages: quantity(items.packages.value, items.packages.unit) ?? Quantity(0, ""),
            grossWeight: quantity(items.grossWeight.value, items.grossWeight.unit) ?? Quantity(0, ""),
            equipment: containers, marks: text(items.marks))
    }

    private mutating func quantity(_ value: String, _ unit: String) -> Quantity? {
        let unit = text(unit)
        return decimal(value).map { Quantity($0, unit ?? "") }
    }

    private mutating func citedPermits(_ items: VNACCSDeclarationItems) -> [PermitReference] {
        var permits: [PermitReference] = []
        for ids in items.permits {
            let type = text(ids.type) ?? ""
            if let number = identifier(ids.number, as: PermitNumber.self) {
                permits.append(PermitReference(type: type, number: number))
            } else if !type.isEmpty {
                lose(path(ids.type))
            }
        }
        return permits
    }

    private mutating func invoice(_ items: VNACCSDeclarationItems) -> Invoice? {
        for id in [items.invoice.kind, items.price.kind] {
            if let kind = text(id), kind != VNACCSConstants.invoice { lose(path(id)) }
        }
        let number = text(items.invoice.number)
        let date = date(items.invoice.date)
        let terms = text(items.price.terms)
        let currency = text(items.price.currency)
        let total = decimal(items.price.total)
        guard number != nil || total != nil else { return nil }
        return Invoice(number: number ?? "", date: date, terms: terms, total: Money(total ?? 0, currency ?? ""))
    }

    private mutating func goods(
        _ row: VNACCSRecord, position: Int, _ items: VNACCSDeclarationItems, currency: String?
    ) -> (GoodsItem?, lawCodes: [String]) {
        let ids = items.row
        let laws = ids.lawCodes.compactMap { text($0, in: row) }
        guard let hsCode = text(ids.hsCode, in: row).flatMap({ HSCode($0) }) else {
            refuse(.vnaccsValueInvalid(path(ids.hsCode, row: position + 1), "không phải mã HS", "not an HS code"))
            return (nil, laws)
        }
        let unit = text(ids.quantity.unit, in: row) ?? ""
        let secondUnit = text(ids.secondQuantity.unit, in: row) ?? ""
        let priceCurrency = text(ids.unitPrice.currency, in: row) ?? currency ?? ""
        if let priceUnit = text(ids.unitPrice.unit, in: row), priceUnit != unit {
            lose(path(ids.unitPrice.unit, row: position + 1))
        }
        let customsCurrency = text(ids.customsValue.currency, in: row) ?? VNACCSConstants.currency
        let sequence = text(ids.sequence, in: row).flatMap { Int($0) } ?? position + 1
        let goods = GoodsItem(
            sequence: sequence,
            commodity: Commodity(
                hsCode: hsCode, description: text(ids.description, in: row) ?? "",
                origin: text(ids.origin, in: row) ?? (items.direction == .export ? VNACCSConstants.home : "")),
            quantity: Quantity(decimal(ids.quantity.value, in: row) ?? 0, unit),
            netWeight: decimal(ids.secondQuantity.value, in: row).map { Quantity($0, secondUnit) },
            invoiceValue: decimal(ids.invoiceValue, in: row).map { Money($0, currency ?? "") },
            unitPrice: decimal(ids.unitPrice.value, in: row).map { Money($0, priceCurrency) },
            customsValue: decimal(ids.customsValue.value, in: row).map { Money($0, customsCurrency) },
            taxes: taxes(row, ids, position: position))
        return (goods, laws)
    }

    private mutating func taxes(
        _ row: VNACCSRecord, _ ids: VNACCSDeclarationItems.RowItems, position: Int
    ) -> [DutyTaxFee] {
        var taxes: [DutyTaxFee] = []
        let dutyRate = rate(ids.dutyRate, in: row, position: position)
        let dutyAmount = decimal(ids.dutyAmount, in: row)
        if dutyRate != nil || dutyAmount != nil {
            taxes.append(
                DutyTaxFee(
                    type: VNACCSConstants.duty, rate: dutyRate,
                    amount: dutyAmount.map { Money($0, VNACCSConstants.currency) }))
        }
        for place in ids.otherTaxes {
            let name = text(place.name, in: row)
            guard let type = text(place.code, in: row) ?? name.map(VNACCSConstants.taxType) else { continue }
            taxes.append(
                DutyTaxFee(
                    type: type, rate: rate(place.rate, in: row, position: position),
                    amount: decimal(place.amount, in: row).map { Money($0, VNACCSConstants.currency) }))
        }
        return taxes
    }

    /// A rate in per cent, written as a number or as `15%`; another text is a loss.
    private mutating func rate(_ id: String?, in row: VNACCSRecord, position: Int) -> Decimal? {
        guard let id, let text = text(id, in: row) else { return nil }
        if let rate = DecimalText.read(text.hasSuffix("%") ? String(text.dropLast()) : text) { return rate }
        lose(path(id, row: position + 1))
        return nil
    }
}
