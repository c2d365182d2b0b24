import FoundationEssentials
import Messages
import SingleWindow
import Testing

@Suite("VNACCS and the model")
struct VNACCSTranslationTests {
    static let translator = VNACCSTranslator(VNACCSFixture.layouts)
    static let reader = VNACCSReader(VNACCSFixture.layouts)
    static let time = Timestamp("2026-11-21T08:30:15+07:00") ?? Timestamp(milliseconds: 0)

    /// The message as its reader sees it, so that every test goes over the wire.
    static func overTheWire(_ message: VNACCSMessage) throws -> VNACCSMessage {
        try reader.read(VNACCSWriter(VNACCSFixture.layouts.conventions).write(message))
    }

    @Test(
        "a declaration goes into IDA or EDA and comes back whole",
        arguments: [VNACCSSamples.pork, VNACCSSamples.garments])
    func registration(_ declaration: Declaration) throws {
        let written = try Self.translator.registration(declaration, receipt: VNACCSSamples.receipt)
        #expect(written.losses.isEmpty)
        let message = try Self.overTheWire(written.message)
        #expect(message.layout.code == (declaration.direction == .import ? "IDA" : "EDA"))
        #expect(message.header.dataInfo == "261121000017" && message.header.procedureCode == message.layout.code)
        let read = try Self.translator.declaration(in: message)
        #expect(read.value.declaration == declaration)
        #expect(read.value.number == nil)
        #expect(read.losses.isEmpty)
    }

    @Test("the items are where the tables have them")
    func places() throws {
        let message = try Self.translator.registration(VNACCSSamples.pork, receipt: VNACCSSamples.receipt).message
        let expected = [
            "ICB": "A11", "MTC": "2", "SKB": "4", "CH": "02CI", "CHB": "01", "IMC": "0312345678",
            "BL1": "MAEU123456789",
            "NO": "1200", "NOT": "CT", "GW": "24350.5", "ARR": "20261120", "PSC": "DKAAR", "SS1": "KD01",
            "SN1": "TY-2026-000123", "OL1": "MO", "IP3": "USD", "IP4": "61250.75", "ENC": "D", "REF": "GRANT-0042",
            "EPA": "DANISH CROWN VEJ 1 DK-8940 RANDERS", "EP2": "SV",
        ]
        for (id, value) in expected { #expect(message[id] == value, "\(id)") }
        let row = try #require(message.rows.first)
        for (id, value) in ["CMD": "02032900", "OR": "DK", "QN1": "24000", "TXA": "15", "TX1": "VAT"] {
            #expect(row[id] == value, "\(id)")
        }
    }

    @Test("any declaration that fits comes back whole", arguments: 1...25)
    func property(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for direction in TradeDirection.allCases {
            let declaration = VNACCSSamples.declaration(direction, using: &generator)
            let written = try Self.translator.registration(declaration, receipt: VNACCSSamples.receipt)
            #expect(written.losses.isEmpty)
            let read = try Self.translator.declaration(in: Self.overTheWire(written.message))
            #expect(read.value.declaration == declaration)
            #expect(read.losses.isEmpty)
        }
    }

    struct Loss: Sendable, CustomTestStringConvertible {
        var comment: String
        var change: @Sendable (inout Declaration) -> Void
        var losses: [String]
        var testDescription: String { comment }
    }

    static let losses: [Loss] = [
        Loss(
            comment: "an agent declares", change: { $0.declarant = Party(name: "Đại lý", identity: "0100109106") },
            losses: ["declarant"]),
        Loss(
            comment: "e-mail",
            change: {
                $0.importer.email = "a@b.vn"; $0.declarant = $0.importer
            }, losses: ["importer.email"]),
        Loss(
            comment: "the trader's country",
            change: {
                $0.importer.country = "VN"; $0.declarant = $0.importer
            }, losses: ["importer.country"]),
        Loss(
            comment: "what the goods are for", change: { $0.goods[0].commodity.purpose = "food" },
            losses: ["goods[0].commodity.purpose"]),
        Loss(
            comment: "tax amounts", change: { $0.goods[0].taxes[0].amount = Money(1, "VND") },
            losses: ["goods[0].taxes[0].amount"]),
        Loss(
            comment: "containers, whose number alone is an item",
            change: { $0.consignment.equipment = [TransportEquipment(number: "TCLU1234567", seal: "S1")] },
            losses: ["consignment.equipment", "consignment.equipment[0].seal"]),
        Loss(
            comment: "a name with marks in an item of plain characters",
            change: { $0.consignment.unloading?.name = "Cảng Cát Lái" },
            losses: ["consignment.unloading.name (written as 12 plain characters)"]),
        Loss(
            comment: "no place of loading", change: { $0.consignment.loading = nil },
            losses: ["consignment.loading.code (DKZZZ is written)"]),
        Loss(
            comment: "a long reference", change: { $0.reference = "GRANT-0123456789-0123456789" }, losses: ["reference"]
        ),
        Loss(
            comment: "a time of day", change: { $0.issuedAt = VNACCSTranslationTests.time },
            losses: ["issuedAt (time and offset)"]),
        Loss(
            comment: "a price of ten characters",
            change: { $0.goods[0].unitPrice?.amount = VNACCSSamples.decimal("12345.6789") },
            losses: ["goods[0].unitPrice"]),
        Loss(
            comment: "the tax code of a branch",
            change: {
                $0.importer.identity = "0312345678-001"
                $0.declarant = $0.importer
            }, losses: ["importer.identity (written as 0312345678001)"]),
        Loss(
            comment: "the same declarant with less about it",
            change: { $0.declarant = Party(name: $0.importer.name, identity: $0.importer.identity) },
            losses: ["declarant"]),
        Loss(
            comment: "a name of the warehouse", change: { $0.consignment.warehouse?.name = "Kho 1" },
            losses: ["consignment.warehouse.name"]),
        Loss(
            comment: "an amount in another currency", change: { $0.goods[0].invoiceValue?.currency = "EUR" },
            losses: ["goods[0].invoiceValue.currency"]),
    ]

    @Test("what IDA cannot hold is named", arguments: VNACCSTranslationTests.losses)
    func loss(_ loss: Loss) throws {
        var declaration = VNACCSSamples.pork
        loss.change(&declaration)
        #expect(try Self.translator.registration(declaration, receipt: VNACCSSamples.receipt).losses == loss.losses)
    }

    @Test("Vietnamese names lose their marks and nothing else")
    func plainNames() throws {
        var declaration = VNACCSSamples.pork
        declaration.consignment.unloading?.name = "Cảng Cát Lái (Đồng Nai) – số 1"
        let message = try Self.translator.registration(declaration, receipt: VNACCSSamples.receipt).message
        #expect(message["DSN"] == "Cang Cat Lai (Dong Nai) - so 1")
        let upper = VNACCSTranslator(VNACCSFixture.layouts.with(VNACCSConventions(alphanumericCase: .upper)))
        #expect(
            try upper.registration(declaration, receipt: VNACCSSamples.receipt).message["DSN"]
                == "CANG CAT LAI (DONG NAI) - SO 1")
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var comment: String
        var change: @Sendable (inout Declaration) -> Void
        var problem: String
        var testDescription: String { comment }
    }

    static let refusals: [Refusal] = [
        Refusal(
            comment: "a permit number of 21 characters",
            change: { $0.citedPermits[0].number = PermitNumber(accepted: "TY-2026-0001234567890") },
            problem: "vnaccs.permit_number_too_long: permit.number"),
        Refusal(
            comment: "a permit number with marks",
            change: { $0.citedPermits[0].number = PermitNumber(accepted: "12/KDĐV") },
            problem: "vnaccs.permit_number_too_long: permit.number"),
        Refusal(
            comment: "six bills",
            change: { $0.consignment.billsOfLading = Array(repeating: BillOfLading(accepted: "B"), count: 6) },
            problem: "vnaccs.too_many_values: consignment.billsOfLading"),
        Refusal(
            comment: "half a package", change: { $0.consignment.packages.value = VNACCSSamples.decimal("1.5") },
            problem: "vnaccs.item_not_integer: item 36 NO"),
        Refusal(
            comment: "a description of 601 characters",
            change: { $0.goods[0].commodity.description = String(repeating: "ế", count: 601) },
            problem: "vnaccs.item_too_long: item 182 CMN (row 1)"),
        Refusal(
            comment: "no arrival", change: { $0.consignment.arrival = nil }, problem: "vnaccs.item_missing: item 44 ARR"
        ),
        Refusal(
            comment: "51 lines", change: { $0.goods = Array(repeating: $0.goods[0], count: 51) },
            problem: "vnaccs.too_many_rows: nil"),
        Refusal(
            comment: "a name in another script", change: { $0.exporter.name = "丹麦皇冠" },
            problem: "vnaccs.item_characters: item 22 EPN"),
        Refusal(
            comment: "an address of five lines",
            change: {
                $0.exporter.address = Array(repeating: "ABCDEFGHIJKLMNOPQRSTUVWXYZ", count: 5).joined(separator: " ")
            },
            problem: "vnaccs.item_too_long: exporter.address"),
    ]

    @Test("what does not fit is refused and never cut", arguments: VNACCSTranslationTests.refusals)
    func refusal(_ refusal: Refusal) {
        var declaration = VNACCSSamples.pork
        refusal.change(&declaration)
        #expect {
            _ = try Self.translator.registration(declaration, receipt: VNACCSSamples.receipt)
        } throws: { error in
            (error as? VNACCSError)?.problems.map { "\($0.code): \($0.path ?? "nil")" } == [refusal.problem]
        }
    }

    @Test("an alias stands for a long permit number, and is named")
    func alias() throws {
        var declaration = VNACCSSamples.pork
        let long = PermitNumber(accepted: "0123456/2026/CN-KDĐV-NK")
        declaration.citedPermits[0].number = long
        let alias = PermitNumber(accepted: "BNN2026000123")
        let written = try Self.translator.registration(
            declaration, receipt: VNACCSSamples.receipt, aliases: [long: alias])
        #expect(written.message["SN1"] == "BNN2026000123")
        #expect(written.losses == ["citedPermits.number (written as BNN2026000123)"])
        #expect(throws: VNACCSError.self) {
            try Self.translator.registration(
                declaration, receipt: VNACCSSamples.receipt,
                aliases: [long: PermitNumber(accepted: "AN-ALIAS-THAT-IS-TOO-LONG")])
        }
        #expect(!VNACCSTranslator.fitsEngine(long) && VNACCSTranslator.fitsEngine(alias))
    }

    @Test(
        "the engine registers, channels and clears; the gateway understands",
        arguments: [VNACCSSamples.pork, VNACCSSamples.garments])
    func engine(_ declaration: Declaration) throws {
        let translator = Self.translator
        let request = try translator.registration(declaration, receipt: VNACCSSamples.receipt).message.header
        let isImport = declaration.direction == .import
        let number = VNACCSSamples.number

        let registered = try translator.registered(declaration, number: number, answering: request, at: Self.time)
        #expect(registered.losses.isEmpty)
        let first = try Self.overTheWire(registered.message)
        #expect(first.header.outputCode == (isImport ? "VAD4190" : "VAE4000"))
        let firstEvent = try translator.event(in: first)
        #expect(firstEvent.value == EngineContent(subject: .receipt(VNACCSSamples.receipt), event: .numbered(number)))
        #expect(firstEvent.losses.isEmpty)
        #expect(try translator.declaration(in: first).value.declaration == declaration)
        #expect(try translator.declaration(in: first).value.number == number)

        for channel in Channel.allCases {
            let channelled = try translator.channelled(
                declaration, number: number, channel: channel, answering: request, at: Self.time)
            let message = try Self.overTheWire(channelled.message)
            #expect(message.header.outputCode == (isImport ? "VAD1AC0" : "VAE1LD0"))
            #expect(
                try translator.event(in: message).value
                    == EngineContent(subject: .number(number), event: .channelled(channel)))
        }

        for kind in ClearanceDecision.Kind.allCases where isImport || kind == .cleared {
            let decision = ClearanceDecision(declaration: number, kind: kind, decidedAt: Self.time)
            let cleared = try translator.cleared(
                declaration, decision: decision, channel: .yellow, answering: request, at: Self.time)
            let message = try Self.overTheWire(cleared.message)
            #expect(message.layout.code == (isImport ? (kind == .cleared ? "VAD1AG" : "VAD1BJ") : "VAE1LF"))
            let event = try translator.event(in: message)
            #expect(event.value == EngineContent(subject: .number(number), event: .cleared(decision)))
        }
    }

    @Test("the official declaration names its number", arguments: TradeDirection.allCases)
    func official(_ direction: TradeDirection) throws {
        let message = try Self.translator.officialDeclaration(VNACCSSamples.number, direction: direction).message
        #expect(message.header.procedureCode == (direction == .import ? "IDC" : "EDC"))
        #expect(try Self.translator.number(in: Self.overTheWire(message)) == VNACCSSamples.number)
        #expect(throws: VNACCSError.self) {
            try Self.translator.number(in: VNACCSMessage(layout: VNACCSFixture.layout("IBA")))
        }
    }

    @Test("an inspection notice comes back", arguments: [VNACCSSamples.pork, VNACCSSamples.garments])
    func inspection(_ declaration: Declaration) throws {
        var notice = InspectionNotice(
            declaration: VNACCSSamples.number, kind: "Kiểm tra thủ công",
            place: Place(code: "02CIS01", name: "BAI CAT LAI"),
            content: "Kiểm tra 5% lô hàng", containers: ["TCLU1234567", "TCLU7654321"])
        let written = try Self.translator.inspection(notice, of: declaration, answering: VNACCSHeader(), at: Self.time)
        let message = try Self.overTheWire(written.message)
        #expect(message.layout.code == (declaration.direction == .import ? "VAD487" : "VAE474"))
        let event = try Self.translator.event(in: message)
        #expect(event.value == EngineContent(subject: .number(VNACCSSamples.number), event: .inspectionOrdered(notice)))
        #expect(event.losses.contains("item 3 K04"), "the notice repeats the declaration")
        notice.containers = (1...7).map { "TCLU000000\($0)" }
        let many = try Self.translator.inspection(notice, of: declaration, answering: VNACCSHeader(), at: Self.time)
        #expect(many.losses == ["containers (from the sixth)"] && many.message["K31"] == "Y")
    }

    @Test("a tax statement comes back")
    func statement() throws {
        let written = try Self.translator.taxStatement(
            VNACCSSamples.statement, direction: .import, answering: VNACCSHeader(), at: Self.time)
        #expect(written.losses.isEmpty)
        let message = try Self.overTheWire(written.message)
        #expect(message["TN1"] == "Thuế NK" && message["TN2"] == "Thuế GTGT" && message["IM1"] == "231527835")
        let event = try Self.translator.event(in: message)
        #expect(
            event.value
                == EngineContent(subject: .number(VNACCSSamples.number), event: .taxNoticed(VNACCSSamples.statement)))
        #expect(event.losses.isEmpty)
        var many = VNACCSSamples.statement
        many.lines += many.lines
        let added = try Self.translator.taxStatement(
            many, direction: .import, answering: VNACCSHeader(), at: Self.time)
        #expect(added.message["IM1"] == "463055670" && added.message["TN3"].isEmpty)
        #expect(added.losses == ["lines (added up by tax)"])
        many.lines = (1...7).map { DutyTaxFee(type: "T\($0)", amount: Money(1, "VND")) }
        #expect(throws: VNACCSError.self) {
            try Self.translator.taxStatement(many, direction: .import, answering: VNACCSHeader(), at: Self.time)
        }
    }

    @Test("every decision on a permit has its record", arguments: ["VAJP", "VAGP", "VAHP"], PermitDecision.allCases)
    func permit(_ record: String, _ decision: PermitDecision) throws {
        var permit = VNACCSSamples.permit
        permit.engineRecord = record
        permit.decision = decision
        if record == "VAHP" {
            permit.goods[0].quantity = nil
            permit.goods[0].origin = nil
        }
        let written = try Self.translator.permitRecord(permit, declaration: VNACCSSamples.number)
        #expect(written.losses.isEmpty)
        let message = try Self.overTheWire(written.message)
        let digits = [PermitDecision.refused: "04", .revoked: "05"][decision] ?? "03"
        #expect(message.header.outputCode == record + digits + "0")
        let read = try Self.translator.permit(in: message)
        #expect(read.value.permit == permit)
        #expect(read.value.declaration == VNACCSSamples.number)
        #expect(read.losses.isEmpty)
    }

    @Test("a long permit number needs an alias in the engine's record; a fraction of a package is named")
    func permitLimits() throws {
        var permit = VNACCSSamples.permit
        permit.number = PermitNumber(accepted: "0123456/2026/CN-KDDV-NK")
        #expect {
            _ = try Self.translator.permitRecord(permit, declaration: VNACCSSamples.number)
        } throws: { error in
            (error as? VNACCSError)?.problems.map(\.code) == ["vnaccs.permit_number_too_long"]
        }
        let alias = PermitNumber(accepted: "BNN2026000123")
        let written = try Self.translator.permitRecord(
            permit, declaration: VNACCSSamples.number, aliases: [permit.number: alias])
        #expect(written.message["PLN"] == alias.rawValue)
        #expect(written.losses == ["number (written as BNN2026000123)"])
        permit.number = alias
        permit.goods[0].quantity?.value = VNACCSSamples.decimal("1.5")
        #expect(
            try Self.translator.permitRecord(permit, declaration: VNACCSSamples.number).losses == ["goods[0].quantity"])
        permit.engineRecord = "VAXX"
        #expect(throws: VNACCSError.self) {
            try Self.translator.permitRecord(permit, declaration: VNACCSSamples.number)
        }
    }

    @Test("a payment comes back", arguments: ["PC00012345", "PC-2026-000012345"])
    func payment(_ slip: String) throws {
        let payment = Payment(
            slip: slip, transaction: "TX-99", declaration: VNACCSSamples.number,
            payer: Party(name: "Công ty Đại Dương", identity: "0312345678"), amount: Money(320_280_172, "VND"),
            bank: "VCB", paidAt: Self.time)
        let written = try Self.translator.paymentRecord(payment)
        #expect(written.losses.isEmpty)
        let read = try Self.translator.payments(in: Self.overTheWire(written.message))
        #expect(read.value == [payment])
        #expect(read.losses.isEmpty)
    }

    @Test("a refusal by the engine is matched by the receipt")
    func engineRefusal() throws {
        var request = VNACCSHeader()
        request.procedureCode = "IDA"
        request.dataInfo = VNACCSSamples.receipt.rawValue
        func answer(_ results: [VNACCSResult]) throws -> VNACCSMessage {
            try Self.overTheWire(
                VNACCSAnswer.result(to: request, results, at: Self.time, conventions: VNACCSConventions()))
        }
        let refused = try Self.translator.event(in: answer([VNACCSResult(code: "E0351", item: "DPR", row: 2)]))
        #expect(refused.value.subject == .receipt(VNACCSSamples.receipt))
        #expect(refused.value.event == .engineRefused([EngineResult(code: "E0351", item: "DPR 2")]))
        #expect(throws: VNACCSError.self) { try Self.translator.event(in: answer([.completed])) }
        #expect(throws: VNACCSError.self) { try Self.translator.event(in: answer([VNACCSResult(code: "W1000")])) }
    }

    @Test(
        "amended and other forms of the outputs mean the same",
        arguments: [
            ("VAD2AC", "ICN", "A06"), ("VAD3RC", "ICN", "A06"), ("VAE3LD", "ECN", "K07"), ("VAE2RD", "ECN", "K07"),
            ("VAD1FC", "A06", "A02"), ("VAE2JD", "A01", "A02"),
        ])
    func forms(_ form: (code: String, number: String, channel: String)) throws {
        var message = VNACCSMessage(layout: VNACCSFixture.layout(form.code))
        for item in message.items.table.items where item.isMandatory { message[item.id] = "1" }
        message[form.number] = VNACCSSamples.number.rawValue
        message[form.channel] = "3"
        // The outputs with the items of a declaration are read as one as well.
        if let date = ["VAD2AC": "A09", "VAD3RC": "A09", "VAE3LD": "K10", "VAE2RD": "K10"][form.code] {
            message[date] = "20261121"
            for id in ["A02", "ADB", "A07", "K03", "ADF", "K08"] where message.items.has(id) { message[id] = "1" }
        }
        let event = try Self.translator.event(in: message)
        #expect(event.value == EngineContent(subject: .number(VNACCSSamples.number), event: .channelled(.red)))
    }

    @Test("outputs that mean nothing for a declaration say so", arguments: ["VAL002", "VAD491", "VAJP06", "VAD2AE"])
    func noEvent(_ code: String) {
        #expect {
            _ = try Self.translator.event(in: VNACCSMessage(layout: VNACCSFixture.layout(code)))
        } throws: { error in
            (error as? VNACCSError)?.problems.map(\.code) == ["vnaccs.no_event"]
        }
    }

    @Test("values that the model cannot take are named with their item")
    func invalid() throws {
        var message = try Self.translator.registration(VNACCSSamples.pork, receipt: VNACCSSamples.receipt).message
        message["ARR"] = "20261399"
        message.rows[0]["CMD"] = "PORK"
        message["VD1"] = "1"
        #expect {
            _ = try Self.translator.declaration(in: message)
        } throws: { error in
            (error as? VNACCSError)?.problems.map { "\($0.code) \($0.path ?? "")" } == [
                "vnaccs.value_invalid item 44 ARR", "vnaccs.value_invalid item 176 CMD (row 1)",
            ]
        }
        message["ARR"] = "20112026"
        message.rows[0]["CMD"] = "02032900"
        message.rows[0]["ORS"] = "B01"
        let read = try Self.translator.declaration(in: message)
        #expect(read.value.declaration == VNACCSSamples.pork, "a date with the day first is read as well")
        #expect(read.losses == ["item 75 VD1", "item 184 ORS (row 1)"])
        #expect(throws: VNACCSError.self) {
            try Self.translator.declaration(in: VNACCSMessage(layout: VNACCSFixture.layout("IDC")))
        }
    }

    @Test("an index info holds keys as far as there is room")
    func index() {
        var index = VNACCSIndex()
        var added: [Bool] = []
        for (key, value) in [
            (VNACCSIndex.Key.declaration, "107767905230"), (.dossier, "BNN-2026-1"), (.agency, "Cục Thú y"),
            (.agency, "a;b"),
            (.procedure, String(repeating: "P", count: 80)),
        ] {
            added.append(index.add(key, value))
        }
        #expect(added == [true, true, false, false, false], "plain characters, no separators, 100 in all")
        #expect(index.text == "DECL=107767905230;DOSS=BNN-2026-1")
        #expect(VNACCSIndex(index.text) == index)
        #expect(VNACCSIndex("something of the engine's own")[.declaration] == nil)
    }
}
