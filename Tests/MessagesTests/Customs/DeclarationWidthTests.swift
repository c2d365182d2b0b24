import FoundationEssentials
import Messages
import SingleWindow
import Testing

@Suite("F2: values that do not fit are refused where they stand")
struct DeclarationWidthTests {
    private let fixture: CustomsFixture

    init() throws { fixture = try CustomsFixture() }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: String
        var path: String
        var change: @Sendable (inout Declaration) -> Void

        init(_ label: String, _ code: String, _ path: String, _ change: @escaping @Sendable (inout Declaration) -> Void)
        {
            testDescription = label
            self.code = code
            self.path = path
            self.change = change
        }
    }

    private static let long = String(repeating: "Ă", count: 700)

    static let rows: [Row] = [
        Row("a reference longer than 50", "xml.schema.length", "/Declaration/reference") {
            $0.reference = String(repeating: "R", count: 51)
        },
        Row("an office of seven characters", "xml.schema.pattern", "/Declaration/declarationOffice") {
            $0.office = "03TG000"
        },
        Row("a regime that is none", "xml.schema.pattern", "/Declaration/regime") { $0.regime = "11" },
        Row("six cited permits", "xml.schema.unexpected", "/Declaration/AdditionalDocument[6]") {
            $0.citedPermits = Array(repeating: $0.citedPermits[0], count: 6)
        },
        Row("a cited permit type of five characters", "xml.schema.length", "AdditionalDocument/type") {
            $0.citedPermits[0].type = "KDDVX"
        },
        Row("the same other-law code twice", "xml.schema.key", "otherLaw") { $0.otherLawCodes = ["MO", "MO"] },
        Row("a payment term that is none", "xml.schema.pattern", "paymentTerm") { $0.paymentTerm = "E" },
        Row("an importer without a tax code", "xml.schema.unexpected", "Importer") { $0.importer.identity = nil },
        Row("an importer whose tax code has eleven digits", "xml.schema.pattern", "Importer/identity") {
            $0.importer.identity = "01012345678"
        },
        Row("a trader's name of 700 characters", "xml.schema.length", "Importer/name") { $0.importer.name = long },
        Row("a seller's name of two lines", "xml.schema.pattern", "Exporter/name") { $0.exporter.name = "A\nB" },
        Row("a name with a blank at its end", "xml.schema.pattern", "Importer/name") { $0.importer.name += " " },
        Row("six bills of lading", "xml.schema.unexpected", "BillOfLading[6]") {
            $0.consignment.billsOfLading = Array(repeating: $0.consignment.billsOfLading[0], count: 6)
        },
        Row("no arrival", "xml.schema.unexpected", "Consignment") { $0.consignment.arrival = nil },
        Row("no loading place", "xml.schema.unexpected", "Consignment") { $0.consignment.loading = nil },
        Row("half a package", "xml.schema.pattern", "Packaging/quantity") {
            $0.consignment.packages = Quantity(Decimal(string: "0.5") ?? 0, "CT")
        },
        Row("a gross weight of eleven digits", "xml.schema.length", "GrossMass/quantity") {
            $0.consignment.grossWeight = Quantity(12_345_678_901, "KGM")
        },
        Row("a negative quantity", "xml.schema.pattern", "GoodsMeasure/quantity") {
            $0.goods[0].quantity = Quantity(-1, "KGM")
        },
        Row("a description of 700 characters", "xml.schema.length", "Commodity/description") {
            $0.goods[0].commodity.description = long
        },
        Row("a blank description", "xml.schema.pattern", "Commodity/description") {
            $0.goods[0].commodity.description = " \n "
        },
        Row("an origin in words", "xml.schema.pattern", "originCountry") { $0.goods[0].commodity.origin = "Denmark" },
        Row("a value of 21 digits", "xml.schema.length", "CustomsValue/amount") {
            $0.goods[0].customsValue = Money(Decimal(string: "123456789012345678901") ?? 0, "VND")
        },
        Row("51 goods lines", "xml.schema.unexpected", "GoodsItem[51]") {
            $0.goods = (1...51).map { [item = $0.goods[0]] number in
                var item = item
                item.sequence = number
                return item
            }
        },
        Row("no goods", "xml.schema.missing", "/Declaration") { $0.goods = [] },
        Row("a control character", "xml.not_writable", "") { $0.goods[0].commodity.description = "Thịt\u{1}lợn" },
    ]

    @Test("Import declarations", arguments: rows)
    func refused(_ row: Row) throws {
        var declaration = SampleDeclarations.pork
        row.change(&declaration)
        #expect {
            try fixture.declaration(declaration)
        } throws: { error in
            guard let refusal = error as? MessageRefusal else { return false }
            return refusal.problems.contains {
                $0.code == row.code && ($0.path ?? "").contains(row.path) && !$0.message.vi.isEmpty
            }
        }
    }

    @Test("An export declaration needs its invoice, destination and one cargo number at most")
    func export() throws {
        var declaration = SampleDeclarations.garments
        declaration.invoice = nil
        #expect(throws: MessageRefusal.self) { try fixture.declaration(declaration) }
        declaration = SampleDeclarations.garments
        declaration.consignment.unloading?.code = nil
        #expect(throws: MessageRefusal.self) { try fixture.declaration(declaration) }
        declaration = SampleDeclarations.garments
        declaration.consignment.billsOfLading.append(BillOfLading(accepted: "SECOND"))
        #expect(throws: MessageRefusal.self) { try fixture.declaration(declaration) }
        #expect(try fixture.declaration(SampleDeclarations.garments).losses == [])
    }

    @Test("A declarant who is not the sender is told before the message leaves")
    func foreignSender() throws {
        #expect {
            try fixture.family.writeDeclaration(
                SampleDeclarations.pork,
                context: fixture.context(PartyCode(name: "Người khác", identity: "0301234568")))
        } throws: { ($0 as? MessageRefusal)?.problems.map(\.code) == ["customs.header_mismatch"] }
    }
}
