import Messages
import SingleWindow
import Testing

/// Loading a schema folder: what is in it, and what is wrong with it, by file and line.
struct CatalogueLoadTests {
    private let catalogue = SchemaFolderFixture.catalogue

    @Test(arguments: [
        ("BNNPTNT0600012", 29, 0), ("BNNPTNT0300004", 27, 0), ("BKHCN0100001", 19, 0), ("BNNPTNT0600004", 42, 0),
        ("BNNPTNT0600009", 18, 0), ("BNNPTNT0600010", 25, 0), ("BNNPTNT0600011", 18, 0),
        // What the applicant sends is published of none of these.
        ("BNN&PTNT0600003", 45, 8), ("BNN&PTNT0300002", 25, 10), ("BNN&PTNT0200002", 4, 1), ("BNN&PTNT0200003", 4, 1),
        ("BNN0300003", 21, 9), ("BNN0500003", 18, 7), ("BNN0500004", 18, 7),
    ])
    func `every message of a procedure is there, with a schema that compiles where its content is known`(
        code: String, count: Int, withoutSchema: Int
    ) throws {
        let pack = try #require(ProcedureCode(code).flatMap(catalogue.pack))
        #expect(pack.messages.count == count)
        #expect(pack.messages.count { $0.schema == nil } == withoutSchema)
        #expect(pack.messages.allSatisfy { $0.schema != nil || $0.sender == .applicant })
        for schema in pack.messages.compactMap(\.schema) { #expect(catalogue.schema(schema) != nil, "\(schema)") }
    }

    @Test func `an entry says who sends it, what it means and what it is called`() throws {
        let code = MessageCode(family: .nsw, documentType: "BNNPTNT0600012", type: "18", function: "14")
        let entry = try #require(catalogue.entry(for: code))
        #expect(entry.sender == .agency)
        #expect(entry.event == .granted)
        #expect(entry.title.vi == "Giấy chứng nhận kiểm dịch")
        #expect(entry.fields?.number == "AnimalQuarantineResult/CertificateNo")
        #expect(entry.schema == "nsw/BNNPTNT0600012/AnimalQuarantineResult.xsd")
    }

    @Test func `the same numbers mean different things in different procedures`() {
        func event(_ procedure: String) -> DossierEventKind? {
            catalogue.entry(
                for: MessageCode(family: .nsw, documentType: procedure, type: "18", function: "14"))?.event
        }
        #expect(event("BNNPTNT0600012") == .granted)
        #expect(event("BNNPTNT0300004") == .treatmentOrdered)
        #expect(event("BKHCN0100001") == nil)
    }

    @Test(arguments: [
        // The form of the one public example, BNNPTNT11190000272: adapter number, year, seven digits.
        ("BNNPTNT0600012", Int64(118), 2026, "BNNPTNT12260000118"),
        // Public example QG2017000590: four digits of the year.
        ("BKHCN0100001", 590, 2017, "QG2017000590"),
        ("BNNPTNT0300004", 1, 2026, "BNNPTNT03260000001"),
        ("BNNPTNT0600011", 272, 2019, "BNNPTNT11190000272"),
        // Twelve characters are the limit in the procedures whose codes hold an ampersand.
        ("BNN&PTNT0600003", 118, 2026, "TY2600000118"),
    ])
    func `dossier numbers have the form of their procedure`(
        procedure: String, sequence: Int64, year: Int, expected: String
    ) throws {
        let entry = try #require(ProcedureCode(procedure).flatMap(catalogue.procedure))
        #expect(entry.numbering.number(sequence, year: year)?.rawValue == expected)
    }

    @Test func `rows for people and programs hold every message`() throws {
        let row = try #require(
            catalogue.list.first { $0.code == "BNNPTNT0300004" && $0.type == "18" && $0.function == "14" })
        #expect(row.family == .nsw)
        #expect(row.direction == "from-agency")
        #expect(row.event == "treatment-ordered")
        #expect(row.title.en == "Order to detain and treat the goods")
        #expect(Set(catalogue.list).count == catalogue.list.count)
    }

    @Test func `a procedure is added by adding a folder`() throws {
        try SchemaFolderFixture.with { folder in
            let catalogue = try Catalogue.load(schemas: folder)
            #expect(catalogue.procedures.map(\.entry.code.rawValue) == ["BXX0100001"])
            #expect(catalogue.list.count == 3)
        }
    }

    @Test(arguments: [
        // A new dossier in any procedure.
        ("BYTE0500009", "10", "01", MessageSender.applicant, DossierEventKind.submitted as DossierEventKind?),
        // The last of a range of codes.
        ("BGTVT0600065", "10", "01", .applicant, .submitted),
        // What it means is not known: it is passed on.
        ("BYTE0500009", "10", "03", .applicant, .stated), ("BYTE0500009", "25", "22", .agency, .informed),
        // An agency submits nothing.
        ("BYTE0500009", "10", "01", .agency, .informed),
        // Answers are no messages; nobody else has a part in a dossier.
        ("BYTE0500009", "10", "99", .agency, nil), ("BYTE0500009", "10", "00", .agency, nil),
        ("BYTE0500009", "10", "01", .engine, nil),
        // A number nobody knows in a procedure that is described, and a procedure that nobody knows.
        ("BNNPTNT0600012", "77", "01", .agency, nil), ("BGTVT0600066", "10", "01", .applicant, nil),
    ])
    func `messages of procedures known by title alone are what their sender makes them`(
        procedure: String, type: String, function: String, sender: MessageSender, event: DossierEventKind?
    ) {
        let code = MessageCode(family: .nsw, documentType: procedure, type: type, function: function)
        let entry = catalogue.entry(for: code, from: sender)
        #expect(entry?.event == event)
        #expect((entry?.sender ?? sender) == sender)
        #expect(entry?.schema == nil)
    }

    @Test func `procedures known by title alone are listed once and number their dossiers by their code`() throws {
        let rows = catalogue.list.filter { $0.code == "BYTE0500010" }
        #expect(rows.map(\.type) == ["*"])
        #expect(rows.first?.direction == "both")
        let entry = try #require(ProcedureCode("BYTE0500010").flatMap(catalogue.procedure))
        #expect(entry.numbering.number(118, year: 2026)?.rawValue == "BYTE0500010260000118")
    }

    @Test func `a folder takes the place of a row in the list of procedures known by title alone`() throws {
        let list = """
            procedures:
              - code: BXX0100001
                through: BXX0100003
                title: {vi: A, en: A}
                agency: other-agency
            """
        try SchemaFolderFixture.with(["nsw/opaque.yaml": list]) { folder in
            let catalogue = try Catalogue.load(schemas: folder)
            #expect(
                catalogue.procedures.map { "\($0.entry.code) \($0.entry.agency)" } == [
                    "BXX0100001 trial-agency", "BXX0100002 other-agency", "BXX0100003 other-agency",
                ])
            #expect(catalogue.check().allSatisfy { $0.path?.contains("BXX0100001") ?? false })
        }
    }

    @Test func `messages of the other families come from their own lists`() throws {
        let list = """
            messages:
              - code: 929/8
                sender: declarant
                event: declared
                title: {vi: Tờ khai nhập khẩu, en: Import declaration}
              - code: VAD1AC
                sender: engine
                title: {vi: Kết quả phân luồng, en: Channel}
            """
        try SchemaFolderFixture.with(["customs/messages.yaml": list]) { folder in
            let catalogue = try Catalogue.load(schemas: folder)
            let entry = catalogue.entry(for: MessageCode(family: .customs, type: "929", function: "8"))
            #expect(entry?.sender == .declarant)
            #expect(catalogue.list.first { $0.type == "929" }?.event == "declared")
            #expect(catalogue.entry(for: MessageCode(family: .customs, type: "VAD1AC"))?.sender == .engine)
        }
    }

    /// A mistake, the code it is reported under, and the line.
    struct Mistake: Sendable, CustomStringConvertible {
        var description: String
        var code: String
        var line: Int?
        var file = "nsw/BXX0100001/procedure.yaml"
        var text: String
    }

    static let mistakes = [
        Mistake(
            description: "not YAML", code: "catalogue.yaml", line: 3, text: "code: A\ntitle: {vi: B\nagency: c\n"),
        Mistake(
            description: "a key twice", code: "catalogue.yaml", line: 1, text: "code: A\ncode: B\n"),
        Mistake(
            description: "an event nobody knows", code: "catalogue.bad_value", line: 15,
            text: changed("event: accepted", "event: accept")),
        Mistake(
            description: "a misspelt key", code: "catalogue.unknown_key", line: 14,
            text: changed("sender: agency\n    event: accepted", "sendr: agency\n    event: accepted")),
        Mistake(
            description: "a sender who does not say such things", code: "catalogue.sender_of_event", line: 13,
            text: changed("sender: agency\n    event: accepted", "sender: applicant\n    event: accepted")),
        Mistake(
            description: "a code without function", code: "catalogue.bad_value", line: 13,
            text: changed("12/05", "12")),
        Mistake(
            description: "a message twice", code: "catalogue.message_twice", line: 1, text: changed("12/05", "10/01")),
        Mistake(
            description: "a field map that is not there", code: "catalogue.bad_value", line: 22,
            text: changed("fields: licence", "fields: license")),
        Mistake(
            description: "an engine record that the engine has not", code: "catalogue.bad_value", line: 5,
            text: changed("record: VAGP", "record: VAXP")),
        Mistake(
            description: "a title in one language", code: "catalogue.missing_key", line: 2,
            text: changed("title: {vi: Thủ tục thử, en: A trial procedure}", "title: {vi: Thủ tục thử}")),
        Mistake(
            description: "a schema that does not compile", code: "catalogue.schema", line: 1,
            file: "nsw/BXX0100001/Licence.xsd",
            text:
                "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"><xs:element name=\"A\" type=\"B\"/></xs:schema>"
        ),
        Mistake(
            description: "a route to a procedure that is not there", code: "catalogue.unknown_procedure", line: nil,
            file: "routing.yaml",
            text: """
                rules:
                  - check: c
                    title: {vi: K, en: K}
                    source: s
                    direction: import
                    goods: ["02"]
                    procedures: [BYY0000001]
                    agency: a
                """),
        Mistake(
            description: "a range of procedures that runs backwards", code: "catalogue.bad_range", line: 2,
            file: "nsw/opaque.yaml",
            text: """
                procedures:
                  - code: BYY0100003
                    through: BYY0100001
                    title: {vi: A, en: A}
                    agency: a
                """),
        Mistake(
            description: "an HS code with letters", code: "catalogue.bad_value", line: 2, file: "routing.yaml",
            text: """
                rules:
                  - check: c
                    title: {vi: K, en: K}
                    source: s
                    direction: import
                    goods: ["02O3"]
                    procedures: [BXX0100001]
                    agency: a
                """),
        Mistake(
            description: "one code for two authorities", code: "catalogue.code_twice", line: 1,
            file: "party-codes.yaml",
            text: """
                authorities:
                  - {code: A, title: {vi: A, en: A}, aliases: [{code: C}]}
                  - {code: B, title: {vi: B, en: B}, aliases: [{code: C}]}
                """),
        Mistake(
            description: "two procedures whose dossier numbers can be equal", code: "catalogue.numbering_clash",
            line: nil,
            file: "nsw/BXX0100002/procedure.yaml",
            text: """
                code: BXX0100002
                title: {vi: B, en: B}
                agency: a
                numbering: {prefix: TT2, yearDigits: 2, sequenceDigits: 5}
                permit: {record: VAGP, type: X}
                """),
    ]

    private static func changed(_ old: String, _ new: String) -> String {
        precondition(SchemaFolderFixture.procedure.contains(old))
        return SchemaFolderFixture.procedure.replacing(old, with: new)
    }

    @Test(arguments: mistakes)
    func `a mistake refuses the folder and is named with file and line`(mistake: Mistake) throws {
        try SchemaFolderFixture.with([mistake.file: mistake.text]) { folder in
            let error = try #require(throws: CatalogueError.self) { _ = try Catalogue.load(schemas: folder) }
            let problem = try #require(error.problems.first { $0.code == mistake.code }, "\(error)")
            #expect(problem.path == mistake.file || mistake.code == "catalogue.schema")
            #expect(problem.line == mistake.line, "\(error)")
        }
    }

    @Test func `all mistakes of a file are reported at once`() throws {
        let text = SchemaFolderFixture.procedure
            .replacing("event: accepted", with: "event: accept").replacing("record: VAGP", with: "record: V")
        try SchemaFolderFixture.with(["nsw/BXX0100001/procedure.yaml": text]) { folder in
            let error = try #require(throws: CatalogueError.self) { _ = try Catalogue.load(schemas: folder) }
            #expect(error.problems.count == 2)
        }
    }
}
