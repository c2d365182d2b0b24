internal import SingleWindow
internal import XMLTree

/// Writes the `Declaration` of types 929 and 930, function 8: the counterpart of `DeclarationReader`.
struct DeclarationWriter {
    /// The element. Widths are not looked at here: the written element is checked against its schema.
    func write(_ declaration: Declaration) -> WrittenElement {
        var losses: [String] = []
        let fragment = ElementWriter.element("Declaration") { writer in
            writer.add("issuer", CustomsType.of(declaration.direction))
            writer.add("reference", declaration.reference)
            writer.add("issue", LocalTime.moment(declaration.issuedAt, "issuedAt", &losses))
            writer.add("function", CustomsFunction.declare.rawValue)
            writer.add("status", "1")
            writer.add("declarationOffice", declaration.office)
            writer.add("subOffice", declaration.subOffice)
            writer.add("regime", declaration.regime)
            writer.add("paymentTerm", declaration.paymentTerm)
            writer.add("Agent") { writer in
                writer.add(declaration.declarant)
                writer.add("status", declaration.declarantChannel)
            }
            writer.add("Importer", declaration.importer)
            writer.add("Exporter", declaration.exporter)
            for permit in declaration.citedPermits {
                writer.add("AdditionalDocument") { writer in
                    writer.add("type", permit.type)
                    writer.add("reference", permit.number.rawValue)
                }
            }
            for code in declaration.otherLawCodes { writer.add("otherLaw", code) }
            writer.add("Invoice", declaration.invoice) { writer, invoice in
                writer.add("reference", invoice.number)
                writer.add("issue", invoice.date.map { LocalTime.dayOrMoment($0, "invoice.date", &losses) })
                writer.add("tradeTerm", invoice.terms)
                writer.add("Total", invoice.total)
            }
            writer.add("Consignment") { writer in
                add(declaration.consignment, of: declaration.direction, to: &writer, &losses)
            }
            for item in declaration.goods { writer.add("GoodsItem") { add(item, to: &$0) } }
        }
        return WrittenElement(fragment, losses: losses)
    }

    private func add(
        _ consignment: Consignment, of direction: TradeDirection, to writer: inout ElementWriter,
        _ losses: inout [String]
    ) {
        for bill in consignment.billsOfLading { writer.add("BillOfLading") { $0.add("reference", bill.rawValue) } }
        writer.add("transportMode", consignment.transportMode)
        writer.add("transportMeans", consignment.transportMeans)
        writer.add(
            direction == .import ? "arrival" : "departure",
            consignment.arrival.map { LocalTime.dayOrMoment($0, "consignment.arrival", &losses) })
        writer.add("LoadingLocation", consignment.loading)
        writer.add("UnloadingLocation", consignment.unloading)
        writer.add("Warehouse", consignment.warehouse)
        writer.add("Packaging", consignment.packages)
        writer.add("GrossMass", consignment.grossWeight)
        for equipment in consignment.equipment {
            writer.add("TransportEquipment") { writer in
                writer.add("containerNo", equipment.number)
                writer.add("sealNo", equipment.seal)
            }
        }
        writer.add("marks", consignment.marks)
    }

    private func add(_ item: GoodsItem, to writer: inout ElementWriter) {
        writer.add("sequence", String(item.sequence))
        writer.add("Commodity") { writer in
            writer.add("hsCode", item.commodity.hsCode.rawValue)
            writer.add("description", item.commodity.description)
            writer.add("purpose", item.commodity.purpose)
        }
        writer.add("originCountry", item.commodity.origin)
        writer.add("GoodsMeasure", item.quantity)
        writer.add("NetMass", item.netWeight)
        writer.add("InvoiceValue", item.invoiceValue)
        writer.add("UnitPrice", item.unitPrice)
        writer.add("CustomsValue", item.customsValue)
        for fee in item.taxes { writer.add(fee) }
    }
}

extension Declaration {
    /// `declarantChannel` (reference/domain.md 2.7): 1 a trader that declares itself, 2 an agent.
    fileprivate var declarantChannel: String { declarant.identity == trader.identity ? "1" : "2" }
}
