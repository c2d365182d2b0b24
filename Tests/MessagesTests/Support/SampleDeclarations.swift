import FoundationEssentials
import SingleWindow

/// Declarations for tests: one that reads well, and any number made from a seed.
enum SampleDeclarations {
    /// The frozen pork of the demonstration: HS 0203, imported by declarant-1 of the sample PKI.
    static let pork: Declaration = {
        let trader = Party(
            name: "CÔNG TY TNHH XUẤT NHẬP KHẨU MẪU MỘT", identity: "0101234567",
            address: "Số 1 phố Hàng Bài, phường Cửa Nam, Hà Nội", postcode: "100000", country: "VN",
            telephone: "02438250001")
        return Declaration(
            direction: .import, reference: "PORK20260001", regime: "A11", office: "03TG", subOffice: "00",
            issuedAt: moment(2026, 11, 21, 8, 30), declarant: trader, importer: trader,
            exporter: Party(
                name: "NORDIC PORK EXPORT A/S", address: "Havnegade 12, 8000 Aarhus C", country: "DK"),
            consignment: Consignment(
                billsOfLading: [BillOfLading(accepted: "MAEU226017483")], transportMode: "2",
                transportMeans: "MAERSK HAI PHONG 214E", arrival: moment(2026, 11, 20),
                loading: Place(code: "DKAAR", name: "AARHUS"), unloading: Place(code: "VNHPH", name: "CANG HAI PHONG"),
                warehouse: Place(code: "03TGC01"), packages: Quantity(1200, "CT"), grossWeight: Quantity(25_400, "KGM"),
                equipment: [TransportEquipment(number: "MSKU1234565", seal: "DK778812")], marks: "N/M"),
            invoice: Invoice(
                number: "NPE-2026-118", date: moment(2026, 10, 12), terms: "CIF", total: Money(61_200, "USD")),
            citedPermits: [PermitReference(type: "KDDV", number: PermitNumber(accepted: "KDDV-2026-000187"))],
            otherLawCodes: ["MO"], paymentTerm: "D",
            goods: [
                GoodsItem(
                    sequence: 1,
                    commodity: Commodity(
                        hsCode: HSCode(accepted: "02032900"), description: "Thịt lợn ba chỉ đông lạnh, không xương",
                        origin: "DK", purpose: "Kinh doanh thực phẩm"),
                    quantity: Quantity(24_000, "KGM"), netWeight: Quantity(24_000, "KGM"),
                    invoiceValue: Money(61_200, "USD"), unitPrice: Money(Decimal(string: "2.55") ?? 0, "USD"),
                    customsValue: Money(1_560_600_000, "VND"),
                    taxes: [
                        DutyTaxFee(type: "XNK", rate: 15, amount: Money(234_090_000, "VND"), subItem: "1901"),
                        DutyTaxFee(type: "VAT", rate: 5, amount: Money(89_734_500, "VND"), subItem: "1702"),
                    ])
            ])
    }()

    /// Garments exported by the same trader.
    static let garments: Declaration = {
        var declaration = pork
        declaration.direction = .export
        declaration.reference = "GARMENT20260002"
        declaration.regime = "B11"
        declaration.exporter = pork.importer
        declaration.importer = Party(
            name: "Kaufhaus Nord GmbH", identity: "DE811234567", address: "Moenckebergstrasse 8, Hamburg",
            postcode: "20095", country: "DE", email: "import@example.invalid")
        declaration.consignment.loading = Place(code: "VNHPH", name: "CANG HAI PHONG")
        declaration.consignment.unloading = Place(code: "DEHAM", name: "HAMBURG")
        declaration.citedPermits = []
        declaration.otherLawCodes = []
        declaration.goods = [
            GoodsItem(
                sequence: 1,
                commodity: Commodity(
                    hsCode: HSCode(accepted: "61091010"), description: "Áo thun dệt kim bằng bông, nam", origin: "VN"),
                quantity: Quantity(6000, "PCE"), invoiceValue: Money(61_200, "USD"))
        ]
        return declaration
    }()

    static func moment(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) -> Timestamp {
        Timestamp(year: year, month: month, day: day, hour: hour, minute: minute) ?? Timestamp(milliseconds: 0)
    }

    /// Any declaration that the schemas allow. Vietnamese, markup characters and line ends stand in every text that may
    /// hold them.
    static func any(seed: UInt64) -> Declaration {
        var random = SeededGenerator(seed: seed)
        return random.declaration()
    }
}

private let vietnamese =
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ ,.&<>\"'-()"
private let ascii = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,-/&<>'\""

extension SeededGenerator {
    fileprivate mutating func words(_ limit: Int) -> String {
        let start = text("CĐTNHPKLMXVBG", 1...1)
        return start + text(vietnamese, 0...Int.random(in: 0..<(limit - 1), using: &self)) + "ệ"
    }

    fileprivate mutating func plain(_ limit: Int) -> String {
        text("ABCXYZ019", 1...1) + text(ascii, 0...(limit - 2)) + text("ABC019", 1...1)
    }

    fileprivate mutating func maybe<T>(_ make: (inout SeededGenerator) -> T) -> T? {
        chance(60) ? make(&self) : nil
    }

    /// At most `width` characters, the point among them.
    fileprivate mutating func number(_ width: Int) -> Decimal {
        let whole = Int.random(in: 1...max(1, width - 4), using: &self)
        let fraction = chance(50) ? "." + digits(Int.random(in: 1...3, using: &self)) : ""
        return DecimalText.read(digits(whole) + fraction) ?? 0
    }

    fileprivate mutating func money(_ currency: String? = nil) -> Money {
        Money(number(20), currency ?? pick(["VND", "USD", "EUR", "JPY"]))
    }

    fileprivate mutating func timestamp() -> Timestamp {
        Timestamp(milliseconds: Int64.random(in: 1_600_000_000...1_900_000_000, using: &self) * 1000)
    }

    fileprivate mutating func day() -> Timestamp {
        let moment = timestamp()
        return chance(50) ? moment : Timestamp(moment.date) ?? moment
    }

    fileprivate mutating func trader() -> Party {
        Party(
            name: words(200), identity: digits(10) + (chance(20) ? "-" + digits(3) : ""),
            address: maybe { $0.words(250) },
            postcode: maybe { $0.digits(6) }, country: maybe { $0.pick(["VN"]) }, telephone: maybe { $0.digits(11) },
            email: maybe { _ in "lienhe@vidu.vn" })
    }

    fileprivate mutating func foreigner() -> Party {
        Party(
            name: plain(69) + (chance(30) ? "é" : ""), identity: maybe { $0.plain(13) },
            address: maybe { $0.address() },
            postcode: maybe { $0.digits(9) }, country: maybe { $0.pick(["DK", "DE", "CN", "US"]) },
            telephone: maybe { $0.digits(15) }, email: maybe { _ in "sales@example.invalid" })
    }

    /// Words that four lines of 35 hold.
    private mutating func address() -> String {
        list(1...3) { random in
            random.list(1...3) { $0.text("ABCDEéö0123456789,./-", 1...10) }.joined(separator: " ")
        }.joined(separator: ", ")
    }

    fileprivate mutating func list<T>(_ range: ClosedRange<Int>, _ make: (inout SeededGenerator) -> T) -> [T] {
        (0..<Int.random(in: range, using: &self)).map { _ in make(&self) }
    }

    fileprivate mutating func place(_ code: Int, coded: Bool = false) -> Place {
        Place(
            code: coded || chance(70) ? text("VNHPDKAR", code...code) : nil,
            name: coded ? maybe { $0.plain(35) } : plain(35))
    }

    fileprivate mutating func goodsItem(_ sequence: Int, _ currency: String) -> GoodsItem {
        GoodsItem(
            sequence: sequence,
            commodity: Commodity(
                hsCode: HSCode(accepted: digits(pick([4, 6, 8, 12]))), description: words(590),
                origin: pick(["VN", "CN", "DK", "AU"]), purpose: maybe { $0.words(200) }),
            quantity: Quantity(number(12), pick(["KGM", "PCE", "TNE", "SET"])),
            netWeight: maybe { Quantity($0.number(12), "KGM") }, invoiceValue: maybe { $0.money(currency) },
            unitPrice: maybe { Money($0.number(9), currency) }, customsValue: maybe { $0.money() },
            taxes: list(0...6) { random in
                DutyTaxFee(
                    type: random.pick(["XNK", "VAT", "TTDB", "MT", "CBPG"]), rate: random.maybe { $0.number(10) },
                    amount: random.maybe { $0.money("VND") }, subItem: random.maybe { $0.digits(4) })
            })
    }

    fileprivate mutating func declaration() -> Declaration {
        let isImport = chance(50)
        let (trader, foreigner) = (trader(), foreigner())
        let currency = pick(["USD", "EUR", "VND"])
        let declarant = chance(50) ? trader : self.trader()
        let invoice = Invoice(
            number: plain(35), date: maybe { $0.day() }, terms: isImport ? maybe { $0.pick(["CIF", "FOB"]) } : "FOB",
            total: money(currency))
        return Declaration(
            direction: isImport ? .import : .export, reference: "REF-" + digits(8),
            regime: pick(["A11", "A12", "B11"]),
            office: pick(["03TG", "01E1", "02CI01"]), subOffice: maybe { $0.digits(2) }, issuedAt: timestamp(),
            declarant: declarant, importer: isImport ? trader : foreigner, exporter: isImport ? foreigner : trader,
            consignment: Consignment(
                billsOfLading: list(0...(isImport ? 5 : 1)) { BillOfLading(accepted: $0.plain(35)) },
                transportMode: pick(["1", "2", "3", "4", "5", "6", "9"]), transportMeans: maybe { $0.plain(35) },
                arrival: day(), loading: isImport ? place(5, coded: true) : maybe { $0.place(6) },
                unloading: isImport ? maybe { $0.place(6) } : place(5, coded: true),
                warehouse: maybe { Place(code: $0.digits(7)) },
                packages: Quantity(Decimal(Int.random(in: 0...99_999_999, using: &self)), pick(["CT", "PK", "BG"])),
                grossWeight: Quantity(number(10), pick(["KGM", "TNE"])),
                equipment: list(0...8) { random in
                    TransportEquipment(number: "MSKU" + random.digits(7), seal: random.maybe { $0.plain(35) })
                },
                marks: maybe { $0.plain(140) }),
            invoice: isImport && chance(30) ? nil : invoice,
            citedPermits: list(0...5) {
                PermitReference(type: $0.plain(4), number: PermitNumber(accepted: $0.plain(50)))
            },
            otherLawCodes: Array(["MO", "AB", "C1", "D2", "E3"].prefix(Int.random(in: 0...5, using: &self))),
            paymentTerm: maybe { $0.pick(["A", "B", "C", "D"]) },
            goods: (1...Int.random(in: 1...50, using: &self)).map { goodsItem($0, currency) })
    }
}
