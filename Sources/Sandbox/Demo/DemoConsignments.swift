internal import FoundationEssentials
internal import SingleWindow

/// The consignments of the demo, in the words of the model.
enum DemoConsignments {
    static let importer = Party(
        name: "CÔNG TY TNHH XUẤT NHẬP KHẨU MẪU MỘT", identity: "0101234567", address: "12 Trần Hưng Đạo, Hà Nội",
        postcode: "100000", country: "VN", telephone: "02438250001")
    static let exporter = Party(
        name: "CÔNG TY CỔ PHẦN DỆT MAY MẪU HAI", identity: "0301234568", address: "45 Nguyễn Huệ, TP Hồ Chí Minh",
        postcode: "700000", country: "VN", telephone: "02838220002")

    /// Frozen pork, HS 0203: needs the animal quarantine certificate.
    static func pork(reference: String) throws -> Declaration {
        try imported(
            reference: reference, bill: "NMDK26112101",
            seller: Party(
                name: "NORDIC MEAT AS", address: "HAVNEGADE 4", postcode: "1058", country: "DK"), origin: "DK",
            goods: ("02032900", "Thịt lợn đông lạnh, không xương", 24_000, "KGM", 1_440_000_000), packages: 1_200,
            packageUnit: "CT", gross: 25_200, container: "MSKU7654321", vat: 72_000_000, duty: 216_000_000)
    }

    /// Fresh apples, HS 0808: need plant quarantine.
    static func apples(reference: String) throws -> Declaration {
        try imported(
            reference: reference, bill: "CMAU26112102",
            seller: Party(
                name: "EVERGREEN ORCHARDS LTD", address: "18 QUEEN STREET", postcode: "1010", country: "NZ"),
            origin: "NZ", goods: ("08081000", "Táo tươi giống Gala", 19_200, "KGM", 768_000_000), packages: 1_060,
            packageUnit: "CT", gross: 20_700, container: "CMAU4455667", vat: 38_400_000, duty: 0)
    }

    /// Steel bars, HS 7214: need a quality result.
    static func steel(reference: String) throws -> Declaration {
        try imported(
            reference: reference, bill: "OOLU26112103",
            seller: Party(
                name: "TAISHAN STEEL CO LTD", address: "88 BINHAI ROAD", postcode: "266000", country: "CN"),
            origin: "CN", goods: ("72142031", "Thép cốt bê tông cán nóng phi 16", 52_000, "KGM", 780_000_000),
            packages: 26, packageUnit: "PK", gross: 52_300, container: "OOLU1122334", vat: 78_000_000, duty: 39_000_000)
    }

    /// Garments, HS 6109, for export: need nothing.
    static func garments(reference: String) throws -> Declaration {
        let buyer = Party(name: "HANSA TEXTIL GMBH", address: "ELBCHAUSSEE 9", postcode: "22765", country: "DE")
        return Declaration(
            direction: .export, reference: reference, regime: "B11", office: "02CI", subOffice: "00",
            issuedAt: try time("2026-11-21 08:00:00"), declarant: exporter, importer: buyer, exporter: exporter,
            consignment: Consignment(
                billsOfLading: [try id("HLCU26112104")], transportMode: "2", transportMeans: "HANOI BRIDGE 045E",
                arrival: try time("2026-11-25"), loading: Place(code: "VNCLI", name: "CANG CAT LAI"),
                unloading: Place(code: "DEHAM", name: "HAMBURG"), warehouse: Place(code: "02CIS01"),
                packages: Quantity(300, "CT"), grossWeight: Quantity(4_500, "KGM"),
                equipment: [TransportEquipment(number: "HLBU9988776", seal: "VN778899")]),
            invoice: Invoice(
                number: "SGX-2026-118", date: try time("2026-11-18"), terms: "FOB", total: Money(84_000, "USD")),
            goods: [
                GoodsItem(
                    sequence: 1,
                    commodity: Commodity(
                        hsCode: try id("61091010"), description: "Áo phông cotton dệt kim", origin: "VN"),
                    quantity: Quantity(12_000, "PCE"), netWeight: Quantity(4_200, "KGM"),
                    invoiceValue: Money(84_000, "USD"), unitPrice: Money(7, "USD"))
            ])
    }

    private static func imported(
        reference: String, bill: String, seller: Party, origin: String,
        goods: (hs: String, description: String, quantity: Decimal, unit: String, value: Decimal), packages: Decimal,
        packageUnit: String, gross: Decimal, container: String, vat: Decimal, duty: Decimal
    ) throws -> Declaration {
        var taxes = [DutyTaxFee(type: "VAT", rate: 5, amount: Money(vat, "VND"))]
        if duty > 0 { taxes.insert(DutyTaxFee(type: "XNK", amount: Money(duty, "VND")), at: 0) }
        return Declaration(
            direction: .import, reference: reference, regime: "A11", office: "03TG", subOffice: "00",
            issuedAt: try time("2026-11-21 08:00:00"), declarant: importer, importer: importer, exporter: seller,
            consignment: Consignment(
                billsOfLading: [try id(bill)], transportMode: "2", transportMeans: "PACIFIC STAR 118W",
                arrival: try time("2026-11-20"), loading: Place(code: "SGSIN", name: "SINGAPORE"),
                unloading: Place(code: "VNHPH", name: "CANG HAI PHONG"), warehouse: Place(code: "03TGS01"),
                packages: Quantity(packages, packageUnit), grossWeight: Quantity(gross, "KGM"),
                equipment: [TransportEquipment(number: container, seal: "SL\(container.suffix(6))")]),
            invoice: Invoice(
                number: "INV-\(bill)", date: try time("2026-11-01"), terms: "CIF", total: Money(goods.value, "VND")),
            paymentTerm: "D",
            goods: [
                GoodsItem(
                    sequence: 1,
                    commodity: Commodity(
                        hsCode: try id(goods.hs), description: goods.description, origin: origin),
                    quantity: Quantity(goods.quantity, goods.unit), invoiceValue: Money(goods.value, "VND"),
                    customsValue: Money(goods.value, "VND"), taxes: taxes)
            ])
    }

    private static func id<T: Identifier>(_ value: String) throws -> T {
        guard let id = T(rawValue: value) else { throw SandboxError("'\(value)' is no \(T.self)") }
        return id
    }

    private static func time(_ value: String) throws -> Timestamp {
        guard let time = Timestamp(value) else { throw SandboxError("'\(value)' is no time") }
        return time
    }
}
