import FoundationEssentials
import SingleWindow

/// Values the tables share.
enum Samples {
    static func id<T: Identifier>(_ value: String, as type: T.Type = T.self) throws -> T {
        guard let id = T(rawValue: value) else { throw BadSample(value: value) }
        return id
    }

    struct BadSample: Error { var value: String }

    static func declaration(_ direction: TradeDirection = .import) throws -> Declaration {
        let trader = Party(name: "Công ty TNHH Thực phẩm Biển Đông", identity: "0101234567", country: "VN")
        let abroad = Party(name: "Nordic Meat AS", country: "DK")
        return Declaration(
            direction: direction, reference: "PORK001", regime: direction == .import ? "A11" : "B11", office: "03TG",
            issuedAt: Timestamp(milliseconds: 1_790_000_000_000), declarant: trader,
            importer: direction == .import ? trader : abroad, exporter: direction == .import ? abroad : trader,
            consignment: Consignment(
                billsOfLading: [try id("NMA26112101")], transportMode: "2", packages: Quantity(400, "CT"),
                grossWeight: Quantity(21_000, "KGM")),
            goods: [
                GoodsItem(
                    sequence: 1,
                    commodity: Commodity(hsCode: try id("02032900"), description: "Thịt lợn đông lạnh", origin: "DK"),
                    quantity: Quantity(20_000, "KGM")),
                GoodsItem(
                    sequence: 2,
                    commodity: Commodity(hsCode: try id("48191000"), description: "Thùng giấy", origin: "DK"),
                    quantity: Quantity(400, "PCE")),
            ])
    }

    static func requirement() throws -> Requirement {
        Requirement(
            check: "animal-quarantine", lines: [1], procedures: [try id("BNNPTNT0600012")],
            agency: try id("animal-quarantine"), reason: Text(vi: "Kiểm dịch động vật", en: "Animal quarantine"))
    }

    static func permit(
        _ decision: PermitDecision = .granted, number: String = "KDDV-2026-0001", hsCode: String? = "0203"
    ) throws -> Permit {
        Permit(
            procedure: try id("BNNPTNT0600012"), agency: try id("animal-quarantine"), type: "AQ01",
            number: try id(number), dossier: try id("BNNPTNT12260000001"), decision: decision,
            goods: [PermitGoods(hsCode: try hsCode.map { try id($0) }, description: "Thịt lợn")])
    }

    static func statement(_ number: String = "100000000001", amount: Decimal = 5_000_000) throws -> TaxStatement {
        TaxStatement(
            number: number, declaration: try id("100000000123"),
            taxpayer: Party(name: "Công ty", identity: "0101234567"),
            lines: [DutyTaxFee(type: "XNK", amount: Money(amount, "VND"))], total: Money(amount, "VND"))
    }

    static func payment(_ slip: String = "CT0001", amount: Decimal = 5_000_000) throws -> Payment {
        Payment(
            slip: slip, transaction: "T1", declaration: try id("100000000123"),
            payer: Party(name: "Công ty", identity: "0101234567"), amount: Money(amount, "VND"),
            paidAt: Timestamp(milliseconds: 1_790_000_100_000))
    }

    /// A declaration case in `phase`, with one open requirement unless it says otherwise.
    static func declarationCase(
        _ phase: DeclarationCase.Phase, channel: Channel? = nil, satisfied: Bool = false, taxed: Bool = false
    ) throws -> DeclarationCase {
        var (state, _) = DeclarationCase.open(
            try declaration(), declarant: try id("declarant-1"), receipt: try id("260000000001"),
            requirements: [try requirement()], permits: satisfied ? [try permit()] : [])
        state.phase = phase
        state.channel = channel ?? ([.channelled, .held, .cleared].contains(phase) ? .green : nil)
        if phase != .submitted { state.number = try id("100000000123") }
        if taxed { state.tax.statements = [try statement()] }
        return state
    }

    static func dossierCase(_ phase: DossierCase.Phase) throws -> DossierCase {
        var (state, _) = DossierCase.open(
            number: try id("BNNPTNT12260000001"),
            application: PermitApplication(
                procedure: try id("BNNPTNT0600012"), reference: "GRANT0001",
                applicant: Party(name: "Công ty", identity: "0101234567")),
            applicant: try id("declarant-1"), agency: try id("animal-quarantine"), year: 2026, declaration: nil,
            source: try id("00000000-0000-7000-8000-000000000001"), code: code)
        state.phase = phase
        return state
    }

    static let code = MessageCode(family: .nsw, documentType: "BNNPTNT0600012", type: "10", function: "01")
}
