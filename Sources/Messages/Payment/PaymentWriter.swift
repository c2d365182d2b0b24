internal import FoundationEssentials
internal import SingleWindow
internal import XMLTree

/// Writes the `Data` of messages of tax collection, in the order of the published fields.
struct PaymentWriter {
    let at: Timestamp

    /// 301. `statement` is what is paid, where the payer knows it: office, regime and treasury are taken from it.
    func payments(_ payments: [Payment], for statement: TaxStatement?, sender: PartyCode) -> WrittenElement {
        var losses: [String] = []
        guard let first = payments.first else { return WrittenElement(XMLFragment("Data"), losses: []) }
        let total = payments.map(\.amount.amount).reduce(Decimal(0), +)
        let day = LocalTime.dayOrMoment(first.paidAt, "payment.paidAt", &losses, separator: "T").prefix(10)
        if Timestamp(milliseconds: first.paidAt.milliseconds).time != "00:00:00" {
            losses.append("payment.paidAt.time")
        }
        note(first.payer, "payment.payer", &losses, keepsAddress: false)
        let fragment = ElementWriter.element("Data") { writer in
            writer.add("Ma_NH_PH", first.bank ?? sender.identity)
            writer.add("Ten_NH_PH", sender.name)
            writer.add("Ma_DV", first.payer.identity)
            writer.add("Ten_DV", first.payer.name)
            writer.add("Ten_KB", statement?.treasury?.name)
            writer.add("TKKB", statement?.treasury?.code)
            writer.add("Ma_HQ_PH", statement?.office?.code)
            writer.add("KyHieu_CT", first.series)
            writer.add("So_CT", first.slip)
            writer.add("Ngay_BN", String(day))
            writer.add("Ngay_CT", String(day))
            writer.add("Ma_NT", "VND")
            writer.add("Ty_Gia", "1")
            writer.add("SoTien_TO", total)
            for (index, payment) in payments.enumerated() {
                let known = statement?.declaration == payment.declaration ? statement : nil
                writer.add("GNT_CT") { writer in
                    writer.add("TTButToan", String(index + 1))
                    writer.add("Ma_HQ", known?.office?.code)
                    writer.add("Ma_LH", known?.regime)
                    writer.add("Nam_DK", known?.registeredAt.map { String($0.year) })
                    writer.add("So_TK", payment.declaration.rawValue)
                    add(payment.lines, to: &writer, "payment.lines", &losses)
                }
            }
        }
        return WrittenElement(fragment, losses: losses)
    }

    /// 304.
    func debitRequest(_ statement: TaxStatement, bank: PartyCode) -> WrittenElement {
        var losses: [String] = []
        note(statement.taxpayer, "statement.taxpayer", &losses, keepsAddress: true)
        if statement.office?.name != nil { losses.append("statement.office.name") }
        let fragment = ElementWriter.element("Data") { writer in
            writer.add("ThongTinChungTu") { writer in
                let issued = statement.issuedAt.map {
                    LocalTime.moment($0, "statement.issuedAt", &losses, separator: "T")
                }
                writer.add("NgayLap_CT", issued ?? now)
                writer.add("NgayTruyen_CT", now)
                writer.add("Ma_DV", statement.taxpayer.identity)
                writer.add("Ten_DV", statement.taxpayer.name)
                writer.add("Ten_KB", statement.treasury?.name)
                writer.add("TKKB", statement.treasury?.code)
                writer.add("Ma_HQ_PH", statement.office?.code)
                writer.add("So_CT", statement.number)
                writer.add("Ngay_CT", issued)
                writer.add("Ma_NT", "VND")
                writer.add("Ty_Gia", "1")
                writer.add("SoTien_TO", statement.total.amount)
                writer.add("GNT_CT") { writer in
                    writer.add("TTButToan", "1")
                    writer.add("Ma_HQ", statement.office?.code)
                    writer.add("Ma_LH", statement.regime)
                    writer.add("Nam_DK", statement.registeredAt.map { String($0.year) })
                    writer.add(
                        "Ngay_DK",
                        statement.registeredAt.map {
                            LocalTime.dayOrMoment($0, "statement.registeredAt", &losses, separator: "T")
                        })
                    writer.add("So_TK", statement.declaration.rawValue)
                    add(statement.lines, to: &writer, "statement.lines", &losses)
                }
            }
            writer.add("ThongTinGiaoDich") { writer in
                writer.add("NguoiNopTien") { writer in
                    writer.add("Ma_ST", statement.taxpayer.identity)
                    writer.add("Ten_NNT", statement.taxpayer.name)
                    writer.add("DiaChi", statement.taxpayer.address)
                }
                writer.add("TaiKhoan_NopTien") { writer in
                    writer.add("Ma_NH_TH", bank.identity)
                    writer.add("Ten_NH_TH", bank.name)
                }
            }
        }
        return WrittenElement(fragment, losses: losses)
    }

    /// 101.
    func debtQuery(_ query: DebtQuery) -> WrittenElement {
        WrittenElement(
            ElementWriter.element("Data") { writer in
                writer.add("Ma_DV", query.taxpayer)
                writer.add("Nam_DK", query.year.map(String.init))
                writer.add("So_TK", query.declaration?.rawValue)
            }, losses: [])
    }

    /// 201.
    func debt(_ statements: [TaxStatement]) -> WrittenElement {
        var losses: [String] = []
        let fragment = ElementWriter.element("Data") { writer in
            for statement in statements {
                losses.append("statement.number")
                if statement.issuedAt != nil { losses.append("statement.issuedAt") }
                note(statement.taxpayer, "statement.taxpayer", &losses, keepsAddress: false)
                writer.add("Item") { add(statement, to: &$0, &losses) }
            }
        }
        return WrittenElement(fragment, losses: losses)
    }

    private func add(_ statement: TaxStatement, to writer: inout ElementWriter, _ losses: inout [String]) {
        writer.add("Ma_DV", statement.taxpayer.identity)
        writer.add("Ten_DV", statement.taxpayer.name)
        writer.add("Ma_HQ", statement.office?.code)
        writer.add("Ten_HQ", statement.office?.name)
        writer.add("Ma_LH", statement.regime)
        writer.add("Nam_DK", statement.registeredAt.map { String($0.year) })
        writer.add("So_TK", statement.declaration.rawValue)
        writer.add(
            "Ngay_DK",
            statement.registeredAt.map {
                LocalTime.dayOrMoment($0, "statement.registeredAt", &losses, separator: "T")
            })
        writer.add("Ten_KB", statement.treasury?.name)
        writer.add("TKKB", statement.treasury?.code)
        writer.add("DuNo_TO", statement.total.amount)
        for line in statement.lines {
            if line.rate != nil { losses.append("statement.lines.rate") }
            writer.add("CT_No") { writer in
                writer.add("LoaiThue", line.type)
                writer.add("TieuMuc", line.subItem)
                writer.add("DuNo", line.amount?.amount)
            }
        }
    }

    /// 200.
    func receipt(_ number: String) -> WrittenElement {
        WrittenElement(
            ElementWriter.element("Data") { writer in
                writer.add("So_TN_CT", number)
                writer.add("Ngay_TN_CT", now)
            }, losses: [])
    }

    /// 299.
    func nothing() -> WrittenElement { WrittenElement(XMLFragment("Data"), losses: []) }

    // MARK: - Parts

    private var now: String {
        var ignored: [String] = []
        return LocalTime.moment(at, "", &ignored, separator: "T")
    }

    private func add(
        _ lines: [DutyTaxFee], to writer: inout ElementWriter, _ path: String, _ losses: inout [String]
    ) {
        for line in lines {
            if line.rate != nil { losses.append(path + ".rate") }
            writer.add("ToKhai_CT") { writer in
                writer.add("Ma_ST", line.type)
                writer.add("NDKT", line.subItem)
                writer.add("SoTien_NT", line.amount?.amount)
                writer.add("SoTien_VND", line.amount?.amount)
            }
        }
    }

    private func note(_ party: Party, _ path: String, _ losses: inout [String], keepsAddress: Bool) {
        if party.address != nil, !keepsAddress { losses.append(path + ".address") }
        if party.postcode != nil { losses.append(path + ".postcode") }
        if party.country != nil { losses.append(path + ".country") }
        if party.telephone != nil { losses.append(path + ".telephone") }
        if party.email != nil { losses.append(path + ".email") }
    }
}
