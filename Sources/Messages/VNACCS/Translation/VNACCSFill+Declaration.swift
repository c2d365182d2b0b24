internal import FoundationEssentials
internal import SingleWindow

extension VNACCSFill {
    /// The declaration into the items of its layout.
    ///
    /// Two mandatory places fall back where the model has none: the place of loading or destination is the foreign
    /// party's country and `ZZZ` (the terminal's own rule for places without a code), the planned departure of an
    /// export is the date of the declaration; both are noted as losses.
    mutating func fill(
        _ declaration: Declaration, number: DeclarationNumber?, items: VNACCSDeclarationItems,
        aliases: [PermitNumber: PermitNumber]
    ) {
        code(items.number, number?.rawValue, "number")
        code(items.regime, declaration.regime, "regime")
        code(items.transportMode, declaration.consignment.transportMode, "consignment.transportMode")
        if let partyKind = items.partyKind { message[partyKind] = VNACCSConstants.organizationToOrganization }
        code(items.office, declaration.office, "office")
        code(items.subOffice, declaration.subOffice, "subOffice")
        fillDate(declaration, items)
        let (trader, counterpart) =
            declaration.direction == .import ? ("importer", "exporter") : ("exporter", "importer")
        party(items.trader, declaration.trader, trader)
        party(
            items.counterpart, declaration.direction == .import ? declaration.exporter : declaration.importer,
            counterpart)
        if declaration.declarant != declaration.trader {
            if declaration.declarant.identity != declaration.trader.identity {
                key(.declarant, declaration.declarant.identity, "declarant.identity")
            }
            lose("declarant")
        }
        fill(declaration.consignment, of: declaration, items)
        if items.lawCodes.isEmpty, declaration.goods.isEmpty { none(declaration.otherLawCodes.first, "otherLawCodes") }
        if !items.lawCodes.isEmpty { list(items.lawCodes, declaration.otherLawCodes, "otherLawCodes") }
        fill(declaration.citedPermits, items, aliases)
        fill(declaration.invoice, items)
        code(items.paymentTerm, declaration.paymentTerm, "paymentTerm")
        fillReference(declaration.reference, items)
        for (position, item) in declaration.goods.enumerated() {
            fill(item, position: position, of: declaration, items)
        }
    }

    private mutating func fillDate(_ declaration: Declaration, _ items: VNACCSDeclarationItems) {
        instant(items.issued.date, items.issued.time, declaration.issuedAt, "issuedAt")
        let date = conventions.date(declaration.issuedAt)
        let time = items.issued.time == nil ? "" : conventions.time(declaration.issuedAt)
        if VNACCSConventions.timestamp(date: date, time: time) != declaration.issuedAt {
            lose("issuedAt (time and offset)")
        }
    }

    /// The declarant's own reference may be longer than the item; then the receipt number alone links the two.
    private mutating func fillReference(_ reference: String, _ items: VNACCSDeclarationItems) {
        let width = message.layout.item(items.reference)?.width ?? 0
        if reference.utf8.count <= width, reference.utf8.allSatisfy({ (32...126).contains($0) }) {
            code(items.reference, reference, "reference")
        } else {
            lose("reference")
        }
    }

    private mutating func party(_ items: VNACCSDeclarationItems.PartyItems, _ party: Party, _ path: String) {
        identity(items.identity, party, path)
        text(items.name, party.name, path + ".name")
        code(items.postcode, party.postcode, path + ".postcode")
        if items.address.count == 1 {
            text(items.address[0], party.address, path + ".address")
        } else {
            lines(items.address, party.address, path + ".address")
        }
        code(items.telephone, party.telephone, path + ".telephone")
        code(items.country, party.country, path + ".country")
        none(party.email, path + ".email")
    }

    /// A tax code in the 13 characters that its item has: a branch's without the hyphen.
    mutating func identity(_ id: String?, _ party: Party, _ path: String) {
        let plain = party.taxCode?.rawValue ?? party.identity
        code(id, plain, path + ".identity")
        if let plain, plain != party.identity { lose(path + ".identity (written as \(plain))") }
    }

    private mutating func fill(
        _ consignment: Consignment, of declaration: Declaration, _ items: VNACCSDeclarationItems
    ) {
        list(items.bills, consignment.billsOfLading.map(\.rawValue), "consignment.billsOfLading")
        decimal(items.packages.value, consignment.packages.value, "consignment.packages")
        code(items.packages.unit, consignment.packages.unit, "consignment.packages.unit")
        decimal(items.grossWeight.value, consignment.grossWeight.value, "consignment.grossWeight")
        code(items.grossWeight.unit, consignment.grossWeight.unit, "consignment.grossWeight.unit")
        code(items.warehouse.code, consignment.warehouse?.code, "consignment.warehouse.code")
        text(items.warehouse.name, consignment.warehouse?.name, "consignment.warehouse.name")
        text(items.marks, consignment.marks, "consignment.marks")
        text(items.transportMeans, consignment.transportMeans, "consignment.transportMeans")
        if consignment.arrival == nil, declaration.direction == .export {
            date(items.arrival, declaration.issuedAt, "consignment.arrival")
            lose("consignment.arrival (the date of the declaration is written)")
        } else {
            day(items.arrival, consignment.arrival, "consignment.arrival")
        }
        place(items.loading, consignment.loading, "consignment.loading")
        place(items.unloading, consignment.unloading, "consignment.unloading")
        let foreign = declaration.direction == .import ? items.loading.code : items.unloading.code
        let country = (declaration.direction == .import ? declaration.exporter : declaration.importer).country
        if message[foreign].isEmpty, let country, !country.isEmpty {
            message[foreign] = country + VNACCSConstants.placeWithoutCode
            lose(
                "consignment.\(declaration.direction == .import ? "loading" : "unloading").code (\(message[foreign]) is written)"
            )
        }
        if !consignment.equipment.isEmpty {
            if let count = items.containerCount { message[count] = String(consignment.equipment.count) }
            list(items.containers, consignment.equipment.map(\.number), "consignment.equipment")
        }
        for (position, equipment) in consignment.equipment.enumerated() {
            none(equipment.seal, "consignment.equipment[\(position)].seal")
        }
    }

    private mutating func place(_ items: (code: String, name: String), _ place: Place?, _ path: String) {
        code(items.code, place?.code, path + ".code")
        text(items.name, place?.name, path + ".name")
    }

    /// A date without time of day; a time that says more is noted.
    mutating func day(_ id: String?, _ value: Timestamp?, _ path: String) {
        date(id, value, path)
        if let value, VNACCSConventions.timestamp(date: conventions.date(value)) != value {
            lose(path + " (time and offset)")
        }
    }

    private mutating func fill(
        _ permits: [PermitReference], _ items: VNACCSDeclarationItems, _ aliases: [PermitNumber: PermitNumber]
    ) {
        if permits.count > items.permits.count {
            refuse(.vnaccsTooMany("citedPermits", count: permits.count, limit: items.permits.count))
        }
        for (ids, permit) in zip(items.permits, permits) {
            code(ids.type, permit.type, "citedPermits.type")
            permitNumber(ids.number, permit.number, aliases, "citedPermits.number")
        }
    }

    /// A permit number in 20 plain characters: itself, or the alias given for it; never cut.
    mutating func permitNumber(
        _ id: String, _ number: PermitNumber, _ aliases: [PermitNumber: PermitNumber], _ path: String
    ) {
        if VNACCSTranslator.fitsEngine(number) { return code(id, number.rawValue, path) }
        if let alias = aliases[number], VNACCSTranslator.fitsEngine(alias) {
            code(id, alias.rawValue, path)
            return lose(path + " (written as \(alias.rawValue))")
        }
        refuse(.vnaccsPermitNumber(number.rawValue, alias: aliases[number]?.rawValue))
    }

    private mutating func fill(_ invoice: Invoice?, _ items: VNACCSDeclarationItems) {
        guard let invoice else { return }
        message[items.invoice.kind] = VNACCSConstants.invoice
        message[items.price.kind] = VNACCSConstants.invoice
        text(items.invoice.number, invoice.number, "invoice.number")
        day(items.invoice.date, invoice.date, "invoice.date")
        code(items.price.terms, invoice.terms, "invoice.terms")
        code(items.price.currency, invoice.total.currency, "invoice.total.currency")
        decimal(items.price.total, invoice.total.amount, "invoice.total")
    }

    private mutating func fill(
        _ goods: GoodsItem, position: Int, of declaration: Declaration, _ items: VNACCSDeclarationItems
    ) {
        let path = "goods[\(position)]"
        let ids = items.row
        var row = message.newRow()
        if let sequence = ids.sequence {
            row[sequence] = VNACCSConstants.twoDigits(goods.sequence)
        } else if goods.sequence != position + 1 {
            lose(path + ".sequence")
        }
        self.row(&row, ids.hsCode, code: goods.commodity.hsCode.rawValue, path + ".commodity.hsCode")
        self.row(&row, ids.description, text: goods.commodity.description, path + ".commodity.description")
        if ids.origin != nil || goods.commodity.origin != VNACCSConstants.home {
            self.row(&row, ids.origin, code: goods.commodity.origin, path + ".commodity.origin")
        }
        none(goods.commodity.purpose, path + ".commodity.purpose")
        self.row(&row, ids.quantity.value, decimal: goods.quantity.value, path + ".quantity")
        self.row(&row, ids.quantity.unit, code: goods.quantity.unit, path + ".quantity.unit")
        self.row(&row, ids.secondQuantity.value, decimal: goods.netWeight?.value, path + ".netWeight")
        self.row(&row, ids.secondQuantity.unit, code: goods.netWeight?.unit, path + ".netWeight.unit")
        if let value = goods.invoiceValue {
            self.row(&row, ids.invoiceValue, decimal: value.amount, path + ".invoiceValue")
            if value.currency != declaration.invoice?.total.currency { lose(path + ".invoiceValue.currency") }
        }
        // Value and quantity say what the price is, so one that is too precise for its item is left out.
        let width = message.layout.item(ids.unitPrice.value)?.width ?? 0
        if let price = goods.unitPrice, DecimalText.write(price.amount).utf8.count > width {
            lose(path + ".unitPrice")
        } else if let price = goods.unitPrice {
            self.row(&row, ids.unitPrice.value, decimal: price.amount, path + ".unitPrice")
            self.row(&row, ids.unitPrice.currency, code: price.currency, path + ".unitPrice.currency")
            self.row(&row, ids.unitPrice.unit, code: goods.quantity.unit, path + ".unitPrice.unit")
        }
        self.row(&row, ids.customsValue.value, decimal: goods.customsValue?.amount, path + ".customsValue")
        self.row(&row, ids.customsValue.currency, code: goods.customsValue?.currency, path + ".customsValue.currency")
        fill(goods.taxes, into: &row, ids, path)
        if !ids.lawCodes.isEmpty {
            if declaration.otherLawCodes.count > ids.lawCodes.count {
                refuse(
                    .vnaccsTooMany("otherLawCodes", count: declaration.otherLawCodes.count, limit: ids.lawCodes.count))
            }
            for (id, code) in zip(ids.lawCodes, declaration.otherLawCodes) {
                self.row(&row, id, code: code, "otherLawCodes")
            }
        }
        message.rows.append(row)
    }

    private mutating func fill(
        _ taxes: [DutyTaxFee], into row: inout VNACCSRecord, _ ids: VNACCSDeclarationItems.RowItems, _ path: String
    ) {
        var others = ids.otherTaxes[...]
        var hasDuty = false
        for (position, tax) in taxes.enumerated() {
            let path = "\(path).taxes[\(position)]"
            none(tax.subItem, path + ".subItem")
            let rate = tax.rate.map { DecimalText.write($0) + (ids.rateIsText ? "%" : "") }
            if tax.type == VNACCSConstants.duty, !hasDuty {
                hasDuty = true
                self.row(&row, ids.dutyRate, code: rate, path + ".rate")
                amount(tax.amount, ids.dutyAmount, &row, path)
                if rate == nil, ids.dutyAmount == nil || tax.amount == nil { lose(path) }
            } else if let place = others.popFirst() {
                self.row(&row, place.code, code: tax.type, path + ".type")
                if place.name != nil {
                    self.row(
                        &row, place.name, text: VNACCSConstants.taxName(tax.type, direction: .import), path + ".name")
                }
                self.row(&row, place.rate, code: rate, path + ".rate")
                amount(tax.amount, place.amount, &row, path)
            } else {
                lose(path)
            }
        }
    }

    private mutating func amount(
        _ amount: Money?, _ id: String?, _ row: inout VNACCSRecord, _ path: String
    ) {
        guard let amount else { return }
        guard amount.currency == VNACCSConstants.currency else { return lose(path + ".amount") }
        self.row(&row, id, decimal: amount.amount, path + ".amount")
    }
}
