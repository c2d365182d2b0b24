internal import SingleWindow
internal import XMLTree

/// Reads the `Declaration` of types 929 and 930, function 8: see schemas/customs/README.md for where each value stands.
struct DeclarationReader {
    /// The declaration in `root`, or nil after every value that can't be read is noted in it.
    func read(_ root: ElementReader) -> Declaration? {
        let direction = root.value("issuer", CustomsType.direction)
        let reference = root.text("reference")
        let issuedAt = root.value("issue") { Timestamp($0) }
        _ = root.optionalText("function")
        _ = root.optionalText("status")
        let office = root.text("declarationOffice")
        let subOffice = root.optionalText("subOffice")
        let regime = root.text("regime")
        let paymentTerm = root.optionalText("paymentTerm")
        let declarant = root.required("Agent") { agent in
            _ = agent.optionalText("status")
            return agent.party()
        }
        let importer = root.required("Importer") { direction == .export ? $0.foreignParty() : $0.party() }
        let exporter = root.required("Exporter") { direction == .import ? $0.foreignParty() : $0.party() }
        let permits = root.list("AdditionalDocument", readPermit)
        let laws = root.list("otherLaw") { $0.own(ElementReader.nonBlank) }
        let invoice = root.optional("Invoice", readInvoice)
        let consignment = root.required("Consignment") { readConsignment($0, direction ?? .import) }
        let goods = root.list("GoodsItem", readGoodsItem)
        for (index, item) in goods.enumerated() where item.sequence != index + 1 {
            root.note("goods_sequence", .goodsSequence(item.sequence, expected: index + 1))
            break
        }
        if let invoice,
            goods.contains(where: { ($0.invoiceValue?.currency ?? invoice.total.currency) != invoice.total.currency })
        {
            root.note("invoice_currency", .invoiceCurrency(invoice.total.currency))
        }
        guard root.problems.isEmpty, let direction, let reference, let issuedAt, let office, let regime, let declarant,
            let importer, let exporter, let consignment
        else { return nil }
        return Declaration(
            direction: direction, reference: reference, regime: regime, office: office, subOffice: subOffice,
            issuedAt: issuedAt, declarant: declarant, importer: importer, exporter: exporter, consignment: consignment,
            invoice: invoice, citedPermits: permits, otherLawCodes: laws, paymentTerm: paymentTerm, goods: goods)
    }

    private func readPermit(_ reader: ElementReader) -> PermitReference? {
        let number = reader.value("reference") { PermitNumber($0) }
        guard let type = reader.text("type"), let number else { return nil }
        return PermitReference(type: type, number: number)
    }

    private func readInvoice(_ reader: ElementReader) -> Invoice? {
        let number = reader.plain("reference", width: 35)
        let date = reader.optionalValue("issue") { Timestamp($0) }
        let terms = reader.optionalText("tradeTerm")
        guard let total = reader.required("Total", { $0.money() }), let number else { return nil }
        return Invoice(number: number, date: date, terms: terms, total: total)
    }

    private func readConsignment(_ reader: ElementReader, _ direction: TradeDirection) -> Consignment? {
        let bills = reader.list("BillOfLading") { $0.value("reference") { BillOfLading($0) } }
        let mode = reader.text("transportMode")
        let means = reader.optionalPlain("transportMeans", width: 35)
        let move = reader.optionalValue(direction == .import ? "arrival" : "departure") { Timestamp($0) }
        let loading = reader.optional("LoadingLocation") { $0.location() }
        let unloading = reader.optional("UnloadingLocation") { $0.location() }
        let warehouse = reader.optional("Warehouse") { $0.place() }
        let packages = reader.required("Packaging") { $0.quantity() }
        let weight = reader.required("GrossMass") { $0.quantity() }
        let equipment = reader.list("TransportEquipment") { reader -> TransportEquipment? in
            let seal = reader.optionalText("sealNo")
            return reader.text("containerNo").map { TransportEquipment(number: $0, seal: seal) }
        }
        let marks = reader.optionalPlain("marks", width: 140)
        guard let mode, let packages, let weight else { return nil }
        return Consignment(
            billsOfLading: bills, transportMode: mode, transportMeans: means, arrival: move, loading: loading,
            unloading: unloading, warehouse: warehouse, packages: packages, grossWeight: weight, equipment: equipment,
            marks: marks)
    }

    private func readGoodsItem(_ reader: ElementReader) -> GoodsItem? {
        let sequence = reader.value("sequence") { Int($0) }
        let origin = reader.text("originCountry") ?? ""
        let commodity = reader.required("Commodity") { reader -> Commodity? in
            let code = reader.value("hsCode") { HSCode($0) }
            let description = reader.text("description")
            let purpose = reader.optionalText("purpose")
            guard let code, let description else { return nil }
            return Commodity(hsCode: code, description: description, origin: origin, purpose: purpose)
        }
        let quantity = reader.required("GoodsMeasure") { $0.quantity() }
        let netWeight = reader.optional("NetMass") { $0.quantity() }
        let invoiceValue = reader.optional("InvoiceValue") { $0.money() }
        let unitPrice = reader.optional("UnitPrice") { $0.money() }
        let customsValue = reader.optional("CustomsValue") { $0.money() }
        let taxes = reader.list("DutyTaxFee") { $0.dutyTaxFee() }
        guard let sequence, let commodity, let quantity else { return nil }
        return GoodsItem(
            sequence: sequence, commodity: commodity, quantity: quantity, netWeight: netWeight,
            invoiceValue: invoiceValue, unitPrice: unitPrice, customsValue: customsValue, taxes: taxes)
    }
}

extension Text {
    fileprivate static func goodsSequence(_ found: Int, expected: Int) -> Text {
        Text(
            vi: "Số thứ tự dòng hàng là \(found), phải là \(expected): các dòng đánh số liên tục từ 1.",
            en: "A goods line is numbered \(found) and must be \(expected): lines count from 1 in their order.")
    }

    fileprivate static func invoiceCurrency(_ currency: String) -> Text {
        Text(
            vi: "Trị giá hóa đơn của dòng hàng phải theo đồng tiền của hóa đơn (\(currency)).",
            en: "The invoice value of a goods line must be in the invoice's currency (\(currency)).")
    }
}
