import Foundation
import Messages
import Signatures
import SingleWindow
import Testing

/// What F1 messages mean in the words of the model, by the field maps of their procedures.
struct NSWContentTests {
    private let document: SigningKey
    private let trust: RoleTrust

    init() throws {
        document = try NSWFixture.key("declarant-1")
        trust = RoleTrust(documents: [document], messages: [document])
    }

    /// The content of a sample, changed by `change`, after it was signed and verified.
    private func content(
        _ procedure: String, _ type: String, _ function: String, _ change: (String) -> String = { $0 }
    ) throws -> DossierContent {
        let text = change(try NSWFixture.sampleText(procedure, "\(type)-\(function)"))
        let signed = try NSWFixture.family.sign(Array(text.utf8), documentKey: document, messageKey: document)
        let message = try NSWFixture.family.read(signed.bytes, contentType: signed.contentType)
        let verified = try #require(message.verify(trust).message)
        guard case .dossier(let content) = try verified.content(by: NSWFixture.entry(procedure, type, function)) else {
            throw MessageRefusal(family: .nsw, problems: [])
        }
        return content
    }

    @Test func `a new dossier is an application`() throws {
        let content = try content("BNNPTNT0600012", "10", "01")
        let application = try #require(content.application)
        #expect(content.kind == .submitted)
        #expect(application.procedure.rawValue == "BNNPTNT0600012")
        #expect(application.reference == "GRANT118")
        #expect(application.applicant.taxCode?.rawValue == "0101234567")
        #expect(application.contract == "HD-2026/118")
        #expect(application.declarationReference == nil)
        let goods = try #require(application.goods.first)
        #expect(goods.hsCode?.rawValue == "02032900")
        #expect(goods.quantity == Quantity(1200, "PCE"))
        #expect(goods.netWeight == Quantity(24000, "KGM"))
        #expect(goods.origin == "DK")
    }

    @Test(arguments: [
        // A declaration number.
        ("107767905230", "107767905230"),
        // A receipt number.
        ("260000000118", "260000000118"),
        // The declarant's own reference of its declaration.
        ("TK-2026-118", "TK-2026-118"),
        // The dossier's own reference again, as portals write it: no declaration is named.
        ("GRANT118", nil),
        ("", nil),
    ])
    func `a new dossier may name its declaration as previous reference`(previous: String, expected: String?) throws {
        let content = try content("BNNPTNT0600012", "10", "01") {
            $0.replacing("<preReference>GRANT118<", with: "<preReference>\(previous)<")
        }
        #expect(content.application?.declarationReference == expected)
    }

    @Test func `documents are told apart by the value of a child`() throws {
        let documents = """
            <DocumentList><Document><TypeDoc>2</TypeDoc><Number>INV-1</Number></Document>
            <Document><TypeDoc>3</TypeDoc><Number>OOLU1</Number></Document>
            <Document><TypeDoc>1</TypeDoc><Number>HD-1</Number></Document></DocumentList>
            """
        let content = try content("BNNPTNT0300004", "10", "01") {
            $0.replacing(#/<DocumentList>(?s:.*)</DocumentList>/#, with: documents)
        }
        #expect(content.application?.billOfLading?.rawValue == "OOLU1")
        #expect(content.application?.contract == "HD-1")
    }

    @Test func `a certificate is a permit with its number, days and goods`() throws {
        let content = try content("BNNPTNT0600012", "18", "14")
        let permit = try #require(content.permit)
        #expect(content.kind == .granted)
        #expect(permit.decision == .granted)
        #expect(permit.number.rawValue == "26/000118/KD")
        #expect(permit.dossier.rawValue == "BNNPTNT12260000118")
        #expect(permit.agency.rawValue == "animal-quarantine")
        #expect(permit.type == "KDDV")
        #expect(permit.engineRecord == "VAJP")
        #expect(permit.issuedAt == Timestamp("2026-11-20 08:30:00"))
        #expect(permit.expiresAt == Timestamp("2027-01-20 00:00:00"))
        #expect(permit.goods.map { $0.hsCode?.rawValue } == ["02032900"])
    }

    @Test func `a refusal without a number of its own is known by its dossier`() throws {
        let content = try content("BNNPTNT0600012", "11", "05")
        #expect(content.kind == .refused)
        #expect(content.permit?.decision == .refused)
        #expect(content.permit?.number.rawValue == "BNNPTNT12260000118")
        #expect(content.permit?.text == "Hồ sơ theo quy định")
    }

    @Test(arguments: [
        ("DAT", DossierEventKind.granted, PermitDecision.granted),
        ("KHONG_DAT", .failed, .refused),
        ("KHONG_HOAN_THIEN_HO_SO", .failed, .refused),
    ])
    func `a quality notice says passed or failed`(
        conclusion: String, kind: DossierEventKind, decision: PermitDecision
    ) throws {
        let content = try content("BKHCN0100001", "18", "15") {
            $0.replacing("<Conclusion>DAT<", with: "<Conclusion>\(conclusion)<")
        }
        #expect(content.kind == kind)
        #expect(content.permit?.decision == decision)
        #expect(content.permit?.declaration?.rawValue == "107767905230")
        #expect(content.permit?.billOfLading?.rawValue == "OOLU2633145670")
    }

    @Test func `a result that is neither passed nor failed is refused, never a pass`() throws {
        let refusal = #expect(throws: MessageRefusal.self) {
            try content("BKHCN0100001", "18", "15") { $0.replacing("<Conclusion>DAT<", with: "<Conclusion>OK<") }
        }
        #expect(refusal?.problems.map(\.code) == ["nsw.content.decision"])
    }

    @Test(arguments: [("1", DossierEventKind.informed), ("0", .failed), ("7", .informed)])
    func `a result that decides nothing can still fail the dossier`(result: String, kind: DossierEventKind) throws {
        let content = try content("BNNPTNT0600012", "19", "16") {
            $0.replacing("<Result>1<", with: "<Result>\(result)<")
        }
        #expect(content.kind == kind)
        #expect((content.permit != nil) == (kind == .failed))
    }

    @Test(arguments: [
        ("BNNPTNT0600004", "21", "21", "26/000118/KD", nil as String?),
        ("BNNPTNT0600004", "25", "25", "26/000118/KD", nil),
        ("BNNPTNT0600009", "18", "15", "26/000118/KD", nil), ("BNNPTNT0600010", "21", "18", "26/000118/KD", nil),
        ("BNNPTNT0600011", "16", "12", "26/000118/KD", nil),
        ("BNN&PTNT0600003", "27", "24", "26/000118/KD", "107767905230"),
        ("BNN&PTNT0300002", "21", "18", "26/000118/KD", nil), ("BNN0300003", "20", "18", "26/000118/KD", nil),
        ("BNN0500003", "17", "14", "26/000118/KD", nil), ("BNN0500004", "17", "14", "26/000118/KD", nil),
        // Reduced inspection is a permit like others; exemption is tested below.
        ("BNN&PTNT0200002", "12", "05", "26/000118/KD", nil),
    ])
    func `what each procedure is for is a permit granted, with number and goods`(
        procedure: String, type: String, function: String, number: String, declaration: String?
    ) throws {
        let content = try content(procedure, type, function)
        #expect(content.kind == .granted)
        #expect(content.permit?.number.rawValue == number)
        #expect(content.permit?.declaration?.rawValue == declaration)
        #expect(content.permit?.goods.isEmpty == false)
    }

    @Test func `a notice of exemption exempts`() throws {
        let content = try content("BNN&PTNT0200003", "12", "05")
        #expect(content.kind == .exempted)
        #expect(content.permit?.decision == .exempted)
    }

    @Test func `a list with two certificates is refused, since one of them would be lost`() throws {
        let refusal = #expect(throws: MessageRefusal.self) {
            try content("BNN&PTNT0600003", "27", "24") { text in
                let end = "</FoodAnimalQuarantine>"
                guard let open = text.range(of: "<FoodAnimalQuarantine>"), let close = text.range(of: end) else {
                    return text
                }
                let first = String(text[open.lowerBound..<close.upperBound])
                return text.replacing(first, with: first + first.replacing("26/000118/KD", with: "26/000119/KD"))
            }
        }
        #expect(refusal?.problems.map(\.code) == ["nsw.content.several_permits"])
    }

    @Test func `goods come from every list that a content keeps them in`() throws {
        let content = try content("BNNPTNT0600004", "10", "01")
        #expect(content.application?.goods.count == 2)
    }

    @Test func `a message whose content is not published is read by its header`() throws {
        let text = try NSWFixture.sampleText("BNN0300003", "12-05")
            .replacing("<type>12<", with: "<type>10<").replacing("<function>05<", with: "<function>01<")
        let signed = try NSWFixture.family.sign(Array(text.utf8), documentKey: document, messageKey: document)
        let message = try NSWFixture.family.read(signed.bytes, contentType: nil)
        let entry = try NSWFixture.entry("BNN0300003", "10", "01")
        #expect(message.problems(by: entry).isEmpty)
        let verified = try #require(message.verify(trust).message)
        #expect(verified.losses(by: entry).isEmpty == false)
        guard case .dossier(let content) = try verified.content(by: entry) else { return }
        #expect(content.kind == .submitted)
        #expect(content.application?.procedure.rawValue == "BNN0300003")
    }

    @Test(arguments: [
        ("BNNPTNT0600012", "11", "29", DossierEventKind.accepted), ("BNNPTNT0600012", "15", "03", .withdrawn),
        ("BNNPTNT0300004", "18", "14", .treatmentOrdered), ("BNNPTNT0300004", "19", "15", .temporaryResult),
        ("BKHCN0100001", "12", "06", .supplementRequested), ("BKHCN0100001", "13", "09", .stated),
        // The same numbers, opposite meanings (reference/domain.md 1.4, examples B and D).
        ("BNN&PTNT0600003", "12", "05", .accepted), ("BNN&PTNT0600003", "21", "18", .treatmentOrdered),
        ("BNNPTNT0600011", "12", "07", .supplementRequested), ("BNN0300003", "12", "20", .supplementRequested),
    ])
    func `other messages are their event`(
        procedure: String, type: String, function: String, kind: DossierEventKind
    ) throws {
        let content = try content(procedure, type, function)
        #expect(content.kind == kind)
        #expect(content.permit == nil)
    }

    @Test func `what the model does not hold is named`() throws {
        let text = try NSWFixture.sampleText("BNNPTNT0600012", "18-14")
        let signed = try NSWFixture.family.sign(Array(text.utf8), documentKey: document, messageKey: document)
        let message = try NSWFixture.family.read(signed.bytes, contentType: nil)
        let verified = try #require(message.verify(trust).message)
        let losses = verified.losses(by: try NSWFixture.entry("BNNPTNT0600012", "18", "14"))
        #expect(losses.contains { $0.hasSuffix("/NameOfExporter") })
        #expect(!losses.contains { $0.hasSuffix("/CertificateNo") })
        #expect(!losses.contains { $0.hasSuffix("/CodeOfGoods") })
    }
}
