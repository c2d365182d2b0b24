import FoundationEssentials
import SingleWindow

/// Values of the model that the engine's messages hold whole, and a generator of more of them.
enum VNACCSSamples {
    static func decimal(_ text: String) -> Decimal { DecimalText.read(text) ?? 0 }
    static func day(_ text: String) -> Timestamp { Timestamp(text) ?? Timestamp(milliseconds: 0) }
    static func hs(_ code: String) -> HSCode { HSCode(accepted: code) }

    static let number = DeclarationNumber(accepted: "107767905230")
    static let receipt = ReceiptNumber(accepted: "261121000017")

    static let pork = Declaration(
        direction: .import, reference: "GRANT-0042", regime: "A11", office: "02CI", subOffice: "01",
        issuedAt: day("2026-11-21"), declarant: company, importer: company,
        exporter: Party(
            name: "DANISH CROWN A/S", address: "DANISH CROWN VEJ 1 DK-8940 RANDERS SV", postcode: "8940", country: "DK"),
        consignment: Consignment(
            billsOfLading: [BillOfLading(accepted: "MAEU123456789")], transportMode: "2",
            transportMeans: "MAERSK HANOI 042W", arrival: day("2026-11-20"),
            loading: Place(code: "DKAAR", name: "AARHUS"),
            unloading: Place(code: "VNCLI", name: "CANG CAT LAI"), warehouse: Place(code: "02CIS01"),
            packages: Quantity(1200, "CT"), grossWeight: Quantity(decimal("24350.5"), "KGM"), marks: "N/M"),
        invoice: Invoice(
            number: "DC-2026-8812", date: day("2026-10-30"), terms: "CIF", total: Money(decimal("61250.75"), "USD")),
        citedPermits: [PermitReference(type: "KD01", number: PermitNumber(accepted: "TY-2026-000123"))],
        otherLawCodes: ["MO"], paymentTerm: "D",
        goods: [
            GoodsItem(
                sequence: 1,
                commodity: Commodity(
                    hsCode: hs("02032900"), description: "Thịt lợn đông lạnh, không xương (sườn non)", origin: "DK"),
                quantity: Quantity(24000, "KGM"), netWeight: Quantity(decimal("24000.25"), "KGM"),
                invoiceValue: Money(decimal("61250.75"), "USD"), unitPrice: Money(decimal("2.5521"), "USD"),
                customsValue: Money(1_543_518_900, "VND"),
                taxes: [DutyTaxFee(type: "XNK", rate: 15), DutyTaxFee(type: "VAT")])
        ])

    static let company = Party(
        name: "Công ty TNHH Thực phẩm Đại Dương", identity: "0312345678",
        address: "12 Nguyễn Huệ, Quận 1, TP. Hồ Chí Minh",
        postcode: "700000", telephone: "02838123456")

    static let garments = Declaration(
        direction: .export, reference: "GREEN-7", regime: "B11", office: "43NF", subOffice: "00",
        issuedAt: day("2026-11-21"), declarant: company,
        importer: Party(name: "NORDIC WEAR AB", address: "KUNGSGATAN 5 STOCKHOLM", country: "SE"), exporter: company,
        consignment: Consignment(
            billsOfLading: [BillOfLading(accepted: "ONEY987")], transportMode: "2", arrival: day("2026-11-25"),
            loading: Place(code: "VNCLI", name: "CANG CAT LAI"), unloading: Place(code: "SEGOT", name: "GOTHENBURG"),
            packages: Quantity(300, "CT"), grossWeight: Quantity(4200, "KGM"),
            equipment: [TransportEquipment(number: "TCLU1234567"), TransportEquipment(number: "TCLU7654321")]),
        invoice: Invoice(number: "INV-77", terms: "FOB", total: Money(15000, "USD")), otherLawCodes: ["MA", "MB"],
        goods: [
            GoodsItem(
                sequence: 1, commodity: Commodity(hsCode: hs("61091000"), description: "Áo phông cotton", origin: "VN"),
                quantity: Quantity(5000, "PCE"), invoiceValue: Money(15000, "USD"), unitPrice: Money(3, "USD"))
        ])

    static let permit = Permit(
        procedure: ProcedureCode(accepted: "BNNPTNT0600012"), agency: PartnerID(accepted: "dah"), type: "KD01",
        number: PermitNumber(accepted: "TY-2026-000123"), dossier: DossierNumber(accepted: "BNN2026000123"),
        decision: .granted, issuedAt: day("2026-11-21"), effectiveFrom: day("2026-11-21"), expiresAt: day("2027-02-21"),
        text: "Đạt yêu cầu kiểm dịch", holder: company, billOfLading: BillOfLading(accepted: "MAEU123456789"),
        declaration: number,
        goods: [
            PermitGoods(
                hsCode: hs("02032900"), description: "Thịt lợn đông lạnh", quantity: Quantity(1200, "CT"),
                netWeight: Quantity(decimal("24000.25"), "KGM"), origin: "DK")
        ])

    static let statement = TaxStatement(
        number: "202611210001", declaration: number, registeredAt: day("2026-11-21"), taxpayer: company0,
        office: Place(name: "Chi cục Hải quan CK cảng Sài Gòn KV1"), regime: "A11",
        lines: [
            DutyTaxFee(type: "XNK", amount: Money(231_527_835, "VND"), subItem: "1702"),
            DutyTaxFee(type: "VAT", amount: Money(88_752_337, "VND"), subItem: "1702"),
        ], total: Money(320_280_172, "VND"), treasury: Place(code: "7111", name: "Kho bạc Nhà nước TP. Hồ Chí Minh"),
        issuedAt: day("2026-11-21"))

    static let company0 = Party(
        name: company.name, identity: company.identity, address: company.address, postcode: company.postcode,
        telephone: company.telephone)

    /// A declaration whose every part has a place in IDA or EDA.
    static func declaration(_ direction: TradeDirection, using generator: inout SeededGenerator) -> Declaration {
        func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &generator)] }
        func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
        func text(_ count: Int) -> String {
            let words = ["Tôm", "sú", "đông", "lạnh", "áo", "phông", "thép", "cuộn", "máy", "nghiền", "ABC", "12/3"]
            return (0..<number(1...count)).map { _ in pick(words) }.joined(separator: " ")
        }
        func plain(_ count: Int) -> String {
            let words = ["ACME", "TRADING", "CO.,LTD", "NO.5", "HARBOUR", "ROAD", "A-1", "PTE"]
            return (0..<number(1...count)).map { _ in pick(words) }.joined(separator: " ")
        }
        func amount() -> Decimal { decimal("\(number(1...999_999)).\(number(1...99))") }
        func maybe<T>(_ value: T) -> T? { Bool.random(using: &generator) ? value : nil }
        let date = Timestamp(year: number(2020...2030), month: number(1...12), day: number(1...28))
        let currency = pick(["USD", "EUR", "VND"])
        let trader = Party(
            name: text(6), identity: String(number(1_000_000_000...9_999_999_999)), address: maybe(text(8)),
            postcode: maybe(String(number(100000...999999))), telephone: maybe("0\(number(100000...9999999))"))
        let counterpart = Party(
            name: plain(4), address: maybe(plain(10)), postcode: maybe("AB\(number(1...99))"),
            country: pick(["DK", "JP"]))
        let isImport = direction == .import
        let goods = (0..<number(1...50)).map { position in
            GoodsItem(
                sequence: position + 1,
                commodity: Commodity(
                    hsCode: hs(String(number(10_000_000...99_999_999))), description: text(20),
                    origin: isImport ? pick(["DK", "CN", "JP"]) : "VN"),
                quantity: Quantity(amount(), pick(["KGM", "PCE", "MTR"])), netWeight: maybe(Quantity(amount(), "KGM")),
                invoiceValue: maybe(Money(amount(), currency)), unitPrice: maybe(Money(decimal("1.25"), currency)),
                customsValue: maybe(Money(amount(), "VND")),
                taxes: isImport ? [DutyTaxFee(type: "XNK", rate: decimal("7.5")), DutyTaxFee(type: "VAT")] : [])
        }
        return Declaration(
            direction: direction, reference: "REF-\(number(1...99999))", regime: pick(["A11", "B11"]), office: "02CI",
            subOffice: maybe("01"), issuedAt: date ?? day("2026-01-01"), declarant: trader,
            importer: isImport ? trader : counterpart, exporter: isImport ? counterpart : trader,
            consignment: Consignment(
                billsOfLading: (0..<number(0...(isImport ? 5 : 1))).map {
                    BillOfLading(accepted: "BL-\($0)-\(number(1...9999))")
                },
                transportMode: pick(["1", "2", "4"]), transportMeans: maybe(plain(3)), arrival: date,
                loading: Place(code: "DKAAR", name: maybe("AARHUS")),
                unloading: Place(code: "VNCLI", name: maybe("CAT LAI")),
                warehouse: maybe(Place(code: "02CIS01")), packages: Quantity(Decimal(number(1...9999)), "CT"),
                grossWeight: Quantity(amount(), "KGM"),
                equipment: isImport
                    ? [] : (0..<number(0...50)).map { TransportEquipment(number: "TCLU\(1_000_000 + $0)") },
                marks: maybe(plain(5))),
            invoice: Invoice(
                number: plain(2), date: maybe(date ?? day("2026-01-01")), terms: "CIF", total: Money(amount(), currency)
            ),
            citedPermits: (0..<number(0...5)).map {
                PermitReference(type: "KD0\($0)", number: PermitNumber(accepted: "P-\(number(1...99999))"))
            }, otherLawCodes: Array(["MO", "MA", "MB", "MC", "MD"].prefix(number(0...5))), paymentTerm: maybe("D"),
            goods: goods)
    }
}
