import FoundationEssentials
import Messages
import Signatures
import SingleWindow
import XMLTree

/// The family with the committed schemas and both sides' keys.
struct PaymentFixture {
    let family: PaymentFamily
    let treasury: SigningKey
    let gateway: SigningKey
    let trust: KnownSigners

    static let bankCode = PartyCode(name: "KHO BẠC NHÀ NƯỚC", identity: "01101100")
    static let gatewayCode = PartyCode(name: "CỔNG THANH TOÁN ĐIỆN TỬ HẢI QUAN", identity: "NSW")
    static let at = SampleDeclarations.moment(2026, 11, 21, 9, 15)
    static let transaction = "0197a3c2-6f10-7a55-9c3e-5b1d2f3a4b60"

    private static let shared = Result { try PaymentFamily(schemas: SampleKeys.schemas) }

    init() throws {
        family = try PaymentFixture.shared.get()
        treasury = try SampleKeys.key("treasury")
        gateway = try SampleKeys.key("gateway")
        trust = KnownSigners(treasury, gateway)
    }

    var incoming: WritingContext {
        WritingContext(
            id: MessageKey(accepted: PaymentFixture.transaction), at: PaymentFixture.at,
            sender: PaymentFixture.bankCode, recipient: PaymentFixture.gatewayCode, key: treasury)
    }

    var outgoing: WritingContext {
        WritingContext(
            id: MessageKey(accepted: "0197a3c2-6f10-7a55-9c3e-5b1d2f3a4b61"), at: PaymentFixture.at,
            sender: PaymentFixture.gatewayCode, recipient: PaymentFixture.bankCode, key: gateway)
    }

    func entry(_ type: String) -> MessageEntry {
        MessageEntry(
            code: MessageCode(family: .payment, type: type), sender: .treasury, title: Text(vi: "", en: ""),
            schema: "payment/\(type).xsd")
    }

    // MARK: - Signing anew

    /// `bytes` with an enveloped signature of the treasury.
    func sign(_ bytes: [UInt8]) throws -> [UInt8] {
        try XMLSigner(key: treasury, canonicalization: .inclusive, prefix: "").signEnveloped(XMLTree(parsing: bytes))
    }

    /// The message without its signature.
    static func unsigned(_ bytes: [UInt8]) -> [UInt8] {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let start = text.firstRange(of: "<Signature") else { return bytes }
        return Array((String(text[..<start.lowerBound]) + "</Customs>").utf8)
    }

    /// The message with its text changed, signed anew by the treasury.
    func resigning(_ bytes: [UInt8], _ change: (String) -> String) throws -> [UInt8] {
        try sign(Array(change(String(decoding: PaymentFixture.unsigned(bytes), as: UTF8.self)).utf8))
    }

    // MARK: - Values

    static let payer = Party(name: "CÔNG TY TNHH XUẤT NHẬP KHẨU MẪU MỘT", identity: "0101234567")

    static func payment(_ declaration: String = "107767905230", _ amounts: Decimal...) -> Payment {
        let lines = amounts.enumerated().map { index, amount in
            DutyTaxFee(
                type: index == 0 ? "XNK" : "VAT", amount: Money(amount, "VND"), subItem: index == 0 ? "1901" : "1702")
        }
        return Payment(
            slip: "0001234", series: "AC/26E", transaction: transaction,
            declaration: DeclarationNumber(accepted: declaration), payer: payer,
            amount: Money(amounts.reduce(0, +), "VND"), lines: lines, bank: bankCode.identity,
            paidAt: SampleDeclarations.moment(2026, 11, 21))
    }

    /// A statement that 304 holds without loss.
    static let statement = TaxStatement(
        number: "260000001234", declaration: DeclarationNumber(accepted: "107767905230"),
        registeredAt: SampleDeclarations.moment(2026, 11, 21, 8, 40),
        taxpayer: Party(name: payer.name, identity: payer.identity, address: "Số 1 phố Hàng Bài, Hà Nội"),
        office: Place(code: "03TG"), regime: "A11",
        lines: [
            DutyTaxFee(type: "XNK", amount: Money(234_090_000, "VND"), subItem: "1901"),
            DutyTaxFee(type: "VAT", amount: Money(89_734_500, "VND"), subItem: "1702"),
        ],
        total: Money(323_824_500, "VND"), treasury: Place(code: "7111", name: "Kho bạc Nhà nước Hải Phòng"),
        issuedAt: SampleDeclarations.moment(2026, 11, 21, 9, 5))

    /// `statement` with values that `seed` chooses.
    static func statement(seed: UInt64) -> TaxStatement {
        var random = SeededGenerator(seed: seed)
        var statement = statement
        statement.number = random.digits(12)
        statement.declaration = DeclarationNumber(accepted: random.digits(12))
        statement.taxpayer.name = "CÔNG TY " + random.text("ABCĐÊÔƠƯẠẬỆ &<>\"'", 1...80) + " VN"
        statement.taxpayer.address = random.chance(50) ? nil : "Phố " + random.text("abcđêôơưạậệ ,.", 1...200)
        statement.office = random.chance(70) ? Place(code: "03TG") : nil
        statement.regime = random.chance(70) ? "A11" : nil
        statement.registeredAt = random.chance(70) ? statement.registeredAt : nil
        statement.issuedAt = random.chance(70) ? statement.issuedAt : nil
        statement.treasury = random.chance(70) ? statement.treasury : nil
        statement.lines = (0...Int.random(in: 0...6, using: &random)).map { _ in
            let digits = random.digits(Int.random(in: 1...14, using: &random))
            let amount = DecimalText.read(digits + (random.chance(30) ? "." + random.digits(2) : "")) ?? 0
            return DutyTaxFee(
                type: random.pick(["XNK", "VAT", "TTDB", "Thuế bảo vệ môi trường"]), amount: Money(amount, "VND"),
                subItem: random.chance(80) ? random.digits(4) : nil)
        }
        statement.total = Money(statement.lines.compactMap(\.amount?.amount).reduce(0, +), "VND")
        return statement
    }
}
