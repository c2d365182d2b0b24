internal import FoundationEssentials
internal import SingleWindow

extension VNACCSFill {
    mutating func fill(
        _ permit: Permit, declaration: DeclarationNumber, items: VNACCSPermitItems,
        aliases: [PermitNumber: PermitNumber]
    ) {
        key(.declaration, declaration.rawValue, "declaration")
        if permit.dossier.rawValue.utf8.allSatisfy({ (48...57).contains($0) }), permit.dossier.rawValue.utf8.count <= 12
        {
            message[items.application] = permit.dossier.rawValue
        } else {
            key(.dossier, permit.dossier.rawValue, "dossier")
        }
        key(.procedure, permit.procedure.rawValue, "procedure")
        key(.agency, permit.agency.rawValue, "agency")
        if permit.declaration != nil, permit.declaration != declaration { lose("declaration") }
        code(items.type, permit.type, "type")
        code(items.processing, VNACCSConstants.processing(permit.decision), "decision")
        permitNumber(items.number, permit.number, aliases, "number")
        day(items.issuedAt, permit.issuedAt, "issuedAt")
        day(items.effectiveFrom, permit.effectiveFrom, "effectiveFrom")
        day(items.expiresAt, permit.expiresAt, "expiresAt")
        text(items.text, permit.text, "text")
        if items.billOfLading != nil {
            code(items.billOfLading, permit.billOfLading?.rawValue, "billOfLading")
        } else {
            key(.billOfLading, permit.billOfLading?.rawValue, "billOfLading")
        }
        if let holder = permit.holder {
            identity(items.holder.identity, holder, "holder")
            text(items.holder.name, holder.name, "holder.name")
            code(items.holder.postcode, holder.postcode, "holder.postcode")
            text(items.holder.address[0], holder.address, "holder.address")
            code(items.holder.telephone, holder.telephone, "holder.telephone")
            code(items.holder.country, holder.country, "holder.country")
            text(items.holderEmail, holder.email, "holder.email")
        }
        let origins = Set(permit.goods.map(\.origin))
        if items.row.origin == nil, let origin = permit.goods.first?.origin, origins.count == 1 {
            code(items.origin, origin, "goods.origin")
        }
        for (position, goods) in permit.goods.enumerated() {
            fill(goods, "goods[\(position)]", items, hasCommonOrigin: origins.count == 1 && items.origin != nil)
        }
    }

    private mutating func fill(
        _ goods: PermitGoods, _ path: String, _ items: VNACCSPermitItems, hasCommonOrigin: Bool
    ) {
        let ids = items.row
        var row = message.newRow()
        self.row(&row, ids.hsCode, code: goods.hsCode?.rawValue, path + ".hsCode")
        self.row(&row, ids.description, text: goods.description, path + ".description")
        if !hasCommonOrigin || ids.origin != nil { self.row(&row, ids.origin, code: goods.origin, path + ".origin") }
        if let quantity = goods.quantity {
            // The item holds whole numbers; a fraction is better absent than rounded.
            if let place = ids.quantity, VNACCSItem.isNumber(DecimalText.write(quantity.value), fraction: false) {
                self.row(&row, place.value, decimal: quantity.value, path + ".quantity")
                self.row(&row, place.unit, code: quantity.unit, path + ".quantity.unit")
            } else {
                lose(path + ".quantity")
            }
        }
        self.row(&row, ids.netWeight.value, decimal: goods.netWeight?.value, path + ".netWeight")
        self.row(&row, ids.netWeight.unit, code: goods.netWeight?.unit, path + ".netWeight.unit")
        if row.isBlank { lose(path) } else { message.rows.append(row) }
    }

    mutating func fill(_ payment: Payment) {
        let local = Timestamp(milliseconds: payment.paidAt.milliseconds)
        let bank = payment.bank ?? ""
        if bank.utf8.count <= 11, bank.utf8.allSatisfy({ (33...126).contains($0) }), !bank.isEmpty {
            message["BRC"] = bank
        } else {
            message["BRC"] = VNACCSConstants.unknown
            text("A02", payment.bank, "bank")
        }
        message["RYA"] = String(local.year)
        message["BPS"] = VNACCSConstants.paymentSign
        let fits = payment.slip.utf8.count <= 10 && payment.slip.utf8.allSatisfy { (33...126).contains($0) }
        message["BPN"] = fits ? payment.slip : VNACCSConstants.unknown
        if !fits { key(.slip, payment.slip, "slip") }
        key(.transaction, payment.transaction, "transaction")
        identity("UBP", payment.payer, "payer")
        text("A04", payment.payer.name, "payer.name")
        none(payment.payer.address, "payer.address")
        none(payment.payer.postcode, "payer.postcode")
        none(payment.payer.country, "payer.country")
        none(payment.payer.telephone, "payer.telephone")
        none(payment.payer.email, "payer.email")
        message["CCC"] = payment.amount.currency
        var row = message.newRow()
        row["B01"] = "0001"
        row["B02"] = conventions.date(payment.paidAt)
        row["B03"] = conventions.time(payment.paidAt)
        self.row(&row, "B04", decimal: payment.amount.amount, "amount")
        row["B06"] = payment.declaration.rawValue
        if VNACCSConventions.timestamp(date: row["B02"], time: row["B03"]) != payment.paidAt {
            lose("paidAt (offset or fraction)")
        }
        if !payment.lines.isEmpty { lose("lines") }
        message.rows = [row]
    }

    mutating func fill(_ notice: InspectionNotice, of declaration: Declaration) {
        message["K02"] = notice.declaration.rawValue
        text("K01", notice.kind, "kind")
        code("K04", declaration.regime, "regime")
        code("ADB", declaration.consignment.transportMode, "transportMode")
        code("K07", declaration.office, "office")
        code("K08", declaration.subOffice, "subOffice")
        code("K09", declaration.consignment.billsOfLading.first?.rawValue, "billOfLading")
        identity("K25", declaration.trader, "trader")
        text("K26", declaration.trader.name, "trader.name")
        code(
            "K30", declaration.consignment.equipment.isEmpty ? nil : String(declaration.consignment.equipment.count), ""
        )
        code("K46", notice.place?.code, "place.code")
        text("K47", notice.place?.name, "place.name")
        text("K50", notice.content, "content")
        let ids = ["A1", "A2", "A3", "A4", "A5"]
        for (id, container) in zip(ids, notice.containers) { code(id, container, "containers") }
        if notice.containers.count > ids.count {
            message["K31"] = VNACCSConstants.more
            lose("containers (from the sixth)")
        }
    }

    mutating func fill(_ statement: TaxStatement, direction: TradeDirection) {
        code("SPN", statement.number, "number")
        code("ICN", statement.declaration.rawValue, "declaration")
        day("DDC", statement.registeredAt, "registeredAt")
        code("DKC", statement.regime, "regime")
        text("CBN", statement.office?.name, "office.name")
        none(statement.office?.code, "office.code")
        identity("IEC", statement.taxpayer, "taxpayer")
        text("IEN", statement.taxpayer.name, "taxpayer.name")
        text("ADB", statement.taxpayer.address, "taxpayer.address")
        code("PCD", statement.taxpayer.postcode, "taxpayer.postcode")
        code("TEL", statement.taxpayer.telephone, "taxpayer.telephone")
        none(statement.taxpayer.country, "taxpayer.country")
        none(statement.taxpayer.email, "taxpayer.email")
        let lines = byTax(statement.lines)
        if lines.count > 6 { refuse(.vnaccsTooMany("lines", count: lines.count, limit: 6)) }
        for (position, line) in lines.prefix(6).enumerated() {
            let place = String(position + 1)
            let path = "lines[\(position)]"
            text("TN" + place, VNACCSConstants.taxName(line.type, direction: direction), path + ".type")
            code("IS" + place, line.subItem, path + ".subItem")
            none(line.rate, path + ".rate")
            decimal("IT" + place, line.amount?.amount, path + ".amount")
            decimal("IM" + place, line.amount?.amount, path + ".amount")
            if let currency = line.amount?.currency, currency != statement.total.currency {
                lose(path + ".amount.currency")
            }
        }
        decimal("TAM", statement.total.amount, "total")
        decimal("TA4", statement.total.amount, "total")
        code("CCC", statement.total.currency, "total.currency")
        code("TAN", statement.treasury?.code, "treasury.code")
        text("TNM", statement.treasury?.name, "treasury.name")
        day("DOP", statement.issuedAt, "issuedAt")
    }
}

extension VNACCSFill {
    /// The statement has six places, one a tax: lines of the same tax and sub-item are added up, which is noted.
    private mutating func byTax(_ lines: [DutyTaxFee]) -> [DutyTaxFee] {
        var result: [DutyTaxFee] = []
        for line in lines {
            guard let amount = line.amount,
                let place = result.firstIndex(where: {
                    $0.type == line.type && $0.subItem == line.subItem && $0.amount?.currency == amount.currency
                })
            else {
                result.append(line)
                continue
            }
            result[place].amount?.amount += amount.amount
            lose("lines (added up by tax)")
        }
        return result
    }
}

extension VNACCSConstants {
    /// A mandatory item for which there is nothing to say.
    static let unknown = "0"
    /// Item BPS: the sign of records that come from the collection portal.
    static let paymentSign = "F4-301"
    /// Item K31: there are more containers than items for them.
    static let more = "Y"

    /// Items PCT and A09, the processing type (one digit; its values are not public). The output code says granted,
    /// refused or revoked; the digit tells apart what permits clearance.
    static func processing(_ decision: PermitDecision) -> String {
        switch decision {
        case .granted: "1"
        case .refused: "2"
        case .revoked: "3"
        case .exempted: "4"
        case .conforms: "5"
        }
    }
}
