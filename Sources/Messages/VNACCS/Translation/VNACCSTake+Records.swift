internal import FoundationEssentials
internal import SingleWindow

extension VNACCSTake {
    mutating func permit(_ items: VNACCSPermitItems, digit: String, declaration: DeclarationNumber?) -> Permit? {
        guard let number = identifier(items.number, as: PermitNumber.self) else {
            if problems.isEmpty {
                refuse(.vnaccsValueInvalid(path(items.number), "thiếu số giấy phép", "no permit number"))
            }
            return nil
        }
        let processing = text(items.processing)
        let decision: PermitDecision =
            switch (digit, processing) {
            case ("04", _): .refused
            case ("05", _): .revoked
            case (_, VNACCSConstants.processing(.exempted)): .exempted
            case (_, VNACCSConstants.processing(.conforms)): .conforms
            default: .granted
            }
        let dossier = text(items.application) ?? index[.dossier]
        let name = text(items.holder.name)
        let holder = Party(
            name: name ?? "", identity: text(items.holder.identity), address: text(items.holder.address[0]),
            postcode: text(items.holder.postcode), country: text(items.holder.country),
            telephone: text(items.holder.telephone), email: text(items.holderEmail))
        let bill = items.billOfLading.flatMap { identifier($0, as: BillOfLading.self) }
        let origin = text(items.origin)
        var goods: [PermitGoods] = []
        for row in message.rows { goods.append(self.goods(row, items, origin: origin)) }
        return Permit(
            procedure: index[.procedure].flatMap { ProcedureCode($0) } ?? ProcedureCode(accepted: items.family),
            agency: index[.agency].flatMap { PartnerID($0) } ?? PartnerID(accepted: "unknown"),
            type: text(items.type) ?? "", number: number,
            dossier: dossier.flatMap { DossierNumber($0) } ?? DossierNumber(accepted: number.rawValue),
            decision: decision, issuedAt: date(items.issuedAt), effectiveFrom: date(items.effectiveFrom),
            expiresAt: date(items.expiresAt), text: text(items.text),
            holder: holder == Party(name: "") ? nil : holder,
            billOfLading: bill ?? index[.billOfLading].flatMap { BillOfLading($0) }, declaration: declaration,
            goods: goods, engineRecord: items.family)
    }

    private mutating func goods(_ row: VNACCSRecord, _ items: VNACCSPermitItems, origin: String?) -> PermitGoods {
        let ids = items.row
        let hsCode = text(ids.hsCode, in: row)
        if let hsCode, HSCode(hsCode) == nil {
            refuse(.vnaccsValueInvalid(path(ids.hsCode), "không phải mã HS", "not an HS code"))
        }
        let unit = text(ids.quantity?.unit, in: row) ?? ""
        let weightUnit = text(ids.netWeight.unit, in: row) ?? ""
        return PermitGoods(
            hsCode: hsCode.flatMap { HSCode($0) }, description: text(ids.description, in: row) ?? "",
            quantity: decimal(ids.quantity?.value, in: row).map { Quantity($0, unit) },
            netWeight: decimal(ids.netWeight.value, in: row).map { Quantity($0, weightUnit) },
            origin: text(ids.origin, in: row) ?? origin)
    }

    mutating func payments() -> [Payment] {
        ignore(["RYA", "BPS"])
        let number = text("BPN")
        let code = text("BRC")
        let bank = code == VNACCSConstants.unknown ? text("A02") : code
        let payer = Party(name: text("A04") ?? "", identity: text("UBP"))
        let currency = text("CCC") ?? VNACCSConstants.currency
        var payments: [Payment] = []
        for (position, row) in message.rows.enumerated() {
            ignore(["B01"])
            guard let amount = decimal("B04", in: row) else { continue }
            let declaration = text("B06", in: row).flatMap { DeclarationNumber($0) }
            let time = text("B03", in: row) ?? ""
            let paidAt = text("B02", in: row).flatMap { VNACCSConventions.timestamp(date: $0, time: time) }
            guard let declaration, let paidAt else {
                refuse(
                    .vnaccsValueInvalid(
                        path(declaration == nil ? "B06" : "B02", row: position + 1), "không hợp lệ", "not valid"))
                continue
            }
            let slip = (number == VNACCSConstants.unknown ? index[.slip] : number) ?? ""
            payments.append(
                Payment(
                    slip: slip, transaction: index[.transaction] ?? slip, declaration: declaration, payer: payer,
                    amount: Money(amount, currency), bank: bank, paidAt: paidAt))
        }
        return payments
    }

    mutating func taxStatement() -> TaxStatement? {
        let number = required("SPN")
        guard let declaration = identifier("ICN", as: DeclarationNumber.self) else {
            if problems.isEmpty {
                refuse(.vnaccsValueInvalid(path("ICN"), "thiếu số tờ khai", "no declaration number"))
            }
            return nil
        }
        let currency = text("CCC") ?? VNACCSConstants.currency
        var lines: [DutyTaxFee] = []
        for place in 1...6 {
            guard let name = text("TN\(place)") else { continue }
            let due = decimal("IM\(place)")
            // Exemptions and reductions make the tax due less than the tax; what is due is what the model holds.
            if let full = decimal("IT\(place)"), let due, full != due { lose(path("IT\(place)")) }
            lines.append(
                DutyTaxFee(
                    type: VNACCSConstants.taxType(name), amount: due.map { Money($0, currency) },
                    subItem: text("IS\(place)")))
        }
        if let full = decimal("TAM"), let due = decimal("TA4"), full != due { lose(path("TAM")) }
        let office = text("CBN")
        let treasury = Place(code: text("TAN"), name: text("TNM"))
        let total = decimal("TA4") ?? lines.reduce(Decimal(0)) { $0 + ($1.amount?.amount ?? 0) }
        return TaxStatement(
            number: number, declaration: declaration, registeredAt: date("DDC"),
            taxpayer: Party(
                name: text("IEN") ?? "", identity: text("IEC"), address: text("ADB"), postcode: text("PCD"),
                telephone: text("TEL")),
            office: office.map { Place(name: $0) }, regime: text("DKC"), lines: lines, total: Money(total, currency),
            treasury: treasury.code == nil && treasury.name == nil ? nil : treasury, issuedAt: date("DOP"))
    }

    mutating func inspectionNotice() -> InspectionNotice? {
        guard let declaration = identifier("K02", as: DeclarationNumber.self) else { return nil }
        let place = Place(code: text("K46"), name: text("K47"))
        return InspectionNotice(
            declaration: declaration, kind: text("K01"),
            place: place.code == nil && place.name == nil ? nil : place, content: text("K50"),
            containers: texts(["A1", "A2", "A3", "A4", "A5"]))
    }

    /// What the output means for a declaration; nil where it means nothing or has problems.
    mutating func event() -> EngineContent? {
        let code = message.layout.code
        if message.header.dataType == VNACCSHeader.DataType.result.rawValue { return refusal() }
        switch (code.prefix(3), code.dropFirst(3)) {
        case ("VAD", "419"), ("VAE", "400"): return numbered(code == "VAD419" ? "ICN" : "ECN")
        case ("VAD", "487"), ("VAE", "474"):
            guard let notice = inspectionNotice() else { return nil }
            return EngineContent(subject: .number(notice.declaration), event: .inspectionOrdered(notice))
        case ("VAF", "801"):
            guard let statement = taxStatement() else { return nil }
            return EngineContent(subject: .number(statement.declaration), event: .taxNoticed(statement))
        default: return decision(code)
        }
    }

    private mutating func numbered(_ id: String) -> EngineContent? {
        guard let number = identifier(id, as: DeclarationNumber.self) else { return nil }
        guard let receipt = ReceiptNumber(message.header.dataInfo) else {
            refuse(.vnaccsValueInvalid("header data info", "không phải số tiếp nhận", "not a receipt number"))
            return nil
        }
        return EngineContent(subject: .receipt(receipt), event: .numbered(number))
    }

    /// A processing result that came by itself and is no normal end: the engine refused what was sent.
    private mutating func refusal() -> EngineContent? {
        let results = message.results.map {
            EngineResult(code: $0.code, item: $0.item.isEmpty ? nil : $0.item + ($0.row > 0 ? " \($0.row)" : ""))
        }
        guard results.contains(where: { !$0.isNormal }), let receipt = ReceiptNumber(message.header.dataInfo) else {
            return nil
        }
        return EngineContent(subject: .receipt(receipt), event: .engineRefused(results))
    }

    /// The outputs named after a declaration's state: the fourth character counts amendments (1 to 3), the last two say
    /// what was decided (reference/domain.md 2.4).
    private mutating func decision(_ code: String) -> EngineContent? {
        guard code.utf8.count == 6, ["VAD1", "VAD2", "VAD3", "VAE1", "VAE2", "VAE3"].contains(code.prefix(4)) else {
            return nil
        }
        let (number, channel): (String, String)
        switch (code.prefix(3), code.suffix(2)) {
        case ("VAD", "AC"), ("VAD", "RC"), ("VAD", "AG"), ("VAD", "RG"), ("VAD", "BJ"):
            (number, channel) = ("ICN", "A06")
        case ("VAD", "FC"), ("VAD", "FG"): (number, channel) = ("A06", "A02")
        case ("VAE", "LD"), ("VAE", "RD"), ("VAE", "LF"), ("VAE", "RF"): (number, channel) = ("ECN", "K07")
        case ("VAE", "JD"): (number, channel) = ("A01", "A02")
        default: return nil
        }
        guard let declaration = identifier(number, as: DeclarationNumber.self) else { return nil }
        let kind = text(channel)
        if let items = VNACCSDecisionItems.items(of: code) {
            let decision = ClearanceDecision(
                declaration: declaration, kind: code.hasSuffix("BJ") ? .released : .cleared,
                decidedAt: date(items.date, time: items.time))
            return EngineContent(subject: .number(declaration), event: .cleared(decision))
        }
        guard let channel = kind.flatMap({ Channel(number: $0) }) else {
            refuse(.vnaccsValueInvalid(path(channel), "không phải luồng 1, 2, 3", "not a channel 1, 2 or 3"))
            return nil
        }
        return EngineContent(subject: .number(declaration), event: .channelled(channel))
    }
}
