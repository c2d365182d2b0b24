internal import FoundationEssentials
internal import SingleWindow
internal import XMLTree

/// Reads the `Data` of messages of tax collection; `nil` after every value that can't be read is noted.
struct PaymentReader {
    let root: ElementReader
    let header: MessageHeader

    /// 301: a value for each declaration that the slip pays.
    func payments() -> [Payment]? {
        guard let data = root.required("Data", { $0 }) else { return nil }
        let bank = data.text("Ma_NH_PH")
        let payer = payer(data)
        let slip = data.text("So_CT")
        let series = data.optionalText("KyHieu_CT")
        let paidAt = data.value("Ngay_BN") { Timestamp($0) }
        let currency = currency(data)
        let total = data.value("SoTien_TO", DecimalText.read)
        let parts = data.list("GNT_CT") { declarationPart($0, currency: currency ?? "VND") }
        if let total { checkTotal(data, total, parts.flatMap(\.lines)) }
        guard root.problems.isEmpty, let bank, let payer, let slip, let paidAt, !parts.isEmpty else { return nil }
        return DeclarationPart.merged(parts).map { part in
            Payment(
                slip: slip, series: series, transaction: header.id.rawValue, declaration: part.declaration,
                payer: payer, amount: Money(part.sum, "VND"), lines: part.lines, bank: bank, paidAt: paidAt)
        }
    }

    /// 304: what the declarant is to be debited for.
    func debitRequest() -> TaxStatement? {
        guard let data = root.required("Data", { $0 }),
            let document = data.required("ThongTinChungTu", { $0 })
        else { return nil }
        var payer = payer(document)
        payer?.address = data.optional("ThongTinGiaoDich") { $0.optional("NguoiNopTien") { payerDetails($0) } }
        let number = document.text("So_CT")
        let issued = document.optionalValue("Ngay_CT") { Timestamp($0) }
        let office = document.optionalText("Ma_HQ_PH").map { Place(code: $0) }
        let treasury = place(document, code: "TKKB", name: "Ten_KB")
        let currency = currency(document)
        let total = document.value("SoTien_TO", DecimalText.read)
        let part = document.required("GNT_CT") { declarationPart($0, currency: currency ?? "VND") }
        if let total, let part { checkTotal(document, total, part.lines) }
        guard root.problems.isEmpty, let payer, let number, let total, let part else { return nil }
        return TaxStatement(
            number: number, declaration: part.declaration, registeredAt: part.registeredAt, taxpayer: payer,
            office: office, regime: part.regime, lines: part.lines, total: Money(total, "VND"), treasury: treasury,
            issuedAt: issued)
    }

    /// 101.
    func debtQuery() -> DebtQuery? {
        guard let data = root.required("Data", { $0 }) else { return nil }
        let declaration = data.optionalValue("So_TK") { DeclarationNumber($0) }
        let year = data.optionalValue("Nam_DK") { Int($0) }
        guard let taxpayer = data.text("Ma_DV"), root.problems.isEmpty else { return nil }
        return DebtQuery(taxpayer: taxpayer, declaration: declaration, year: year)
    }

    /// 201: what is owed. The message has no statement numbers; the declaration's stands for them.
    func debt() -> [TaxStatement]? {
        let items = root.optional("Data") { $0.list("Item", debtItem) } ?? []
        return root.problems.isEmpty ? items : nil
    }

    private func debtItem(_ item: ElementReader) -> TaxStatement? {
        let declaration = item.value("So_TK") { DeclarationNumber($0) }
        let payer = payer(item)
        let lines = item.list("CT_No") { line -> DutyTaxFee? in
            let type = line.text("LoaiThue")
            let amount = line.value("DuNo", DecimalText.read)
            let subItem = line.optionalText("TieuMuc")
            guard let type, let amount else { return nil }
            return DutyTaxFee(type: type, amount: Money(amount, "VND"), subItem: subItem)
        }
        let total = item.value("DuNo_TO", DecimalText.read)
        let sum = lines.compactMap(\.amount?.amount).reduce(Decimal(0), +)
        if let total, total != sum {
            item.note(.totalMismatch("DuNo_TO", total: DecimalText.write(total), sum: DecimalText.write(sum)))
        }
        _ = item.optionalText("Nam_DK")
        let registered = item.optionalValue("Ngay_DK") { Timestamp($0) }
        guard let declaration, let payer, let total else { return nil }
        return TaxStatement(
            number: declaration.rawValue, declaration: declaration, registeredAt: registered, taxpayer: payer,
            office: place(item, code: "Ma_HQ", name: "Ten_HQ"), regime: item.optionalText("Ma_LH"), lines: lines,
            total: Money(total, "VND"), treasury: place(item, code: "TKKB", name: "Ten_KB"))
    }

    // MARK: - Parts

    private func payer(_ reader: ElementReader) -> Party? {
        let name = reader.text("Ten_DV")
        guard let identity = reader.text("Ma_DV"), let name else { return nil }
        return Party(name: name, identity: identity)
    }

    /// The payer again, with an address; returns the address.
    private func payerDetails(_ reader: ElementReader) -> String? {
        _ = reader.optionalText("Ma_ST")
        _ = reader.optionalText("Ten_NNT")
        return reader.optionalText("DiaChi")
    }

    private func place(_ reader: ElementReader, code: String, name: String) -> Place? {
        let place = Place(code: reader.optionalText(code), name: reader.optionalText(name))
        return place.code == nil && place.name == nil ? nil : place
    }

    /// The currency of payment; another than dong needs a rate.
    private func currency(_ reader: ElementReader) -> String? {
        let currency = reader.text("Ma_NT")
        let rate = reader.optionalValue("Ty_Gia", DecimalText.read)
        if let currency, currency != "VND", rate ?? 0 <= 0 { reader.note(.rateMissing(currency)) }
        return currency
    }

    private func declarationPart(_ reader: ElementReader, currency: String) -> DeclarationPart? {
        for name in ["TTButToan", "Ma_HQ", "Nam_DK"] { _ = reader.optionalText(name) }
        let regime = reader.optionalText("Ma_LH")
        let registered = reader.optionalValue("Ngay_DK") { Timestamp($0) }
        let declaration = reader.value("So_TK") { DeclarationNumber($0) }
        let lines = reader.list("ToKhai_CT") { taxLine($0, currency: currency) }
        guard let declaration else { return nil }
        return DeclarationPart(declaration: declaration, registeredAt: registered, regime: regime, lines: lines)
    }

    private func taxLine(_ reader: ElementReader, currency: String) -> DutyTaxFee? {
        let type = reader.text("Ma_ST")
        let subItem = reader.optionalText("NDKT")
        let amount = reader.value("SoTien_VND", DecimalText.read)
        if currency == "VND", let foreign = reader.optionalValue("SoTien_NT", DecimalText.read), let amount,
            foreign != amount
        {
            reader.note(
                .amountMismatch(
                    reader.element.path, foreign: DecimalText.write(foreign), dong: DecimalText.write(amount)))
        }
        guard let type, let amount else { return nil }
        return DutyTaxFee(type: type, amount: Money(amount, "VND"), subItem: subItem)
    }

    private func checkTotal(_ reader: ElementReader, _ total: Decimal, _ lines: [DutyTaxFee]) {
        let sum = lines.compactMap(\.amount?.amount).reduce(Decimal(0), +)
        guard sum != total else { return }
        reader.note(
            .totalMismatch(
                reader.element.path + "/SoTien_TO", total: DecimalText.write(total), sum: DecimalText.write(sum)))
    }
}

/// One `GNT_CT`: the taxes of one declaration.
private struct DeclarationPart {
    var declaration: DeclarationNumber
    var registeredAt: Timestamp?
    var regime: String?
    var lines: [DutyTaxFee]

    var sum: Decimal { lines.compactMap(\.amount?.amount).reduce(Decimal(0), +) }

    /// Parts of the same declaration as one, in the order they come first.
    static func merged(_ parts: [DeclarationPart]) -> [DeclarationPart] {
        var result: [DeclarationPart] = []
        for part in parts {
            if let index = result.firstIndex(where: { $0.declaration == part.declaration }) {
                result[index].lines += part.lines
            } else {
                result.append(part)
            }
        }
        return result
    }
}
