import Testing

@Suite("nsw validate")
struct ValidateTests {
    private struct Report: Decodable {
        var valid: Bool
        var family: String?
        var message: Message?
        var problems: [Problem]

        struct Message: Decodable {
            var documentType: String
            var type: String
            var function: String
            var title: [String: String]?
        }

        struct Problem: Decodable {
            var code: String
            var line: Int?
            var path: String?
            var message: [String: String]
        }
    }

    private static let dossier = "schemas/nsw/BNNPTNT0600012/samples/10-01.xml"
    private static let declaration = "schemas/customs/samples/929-8.xml"

    @Test(
        "samples of every family are valid",
        arguments: [
            (dossier, "nsw", "BNNPTNT0600012", "10", "01"), (declaration, "customs", "", "929", "8"),
            ("schemas/payment/samples/301.xml", "payment", "", "301", ""),
        ])
    func samples(
        _ file: String, _ family: String, _ documentType: String, _ type: String, _ function: String
    ) async throws {
        let result = try await NSWTool.run("validate", Repository.path(file), "--json")
        #expect(result.status == 0, "\(result.text)")
        #expect(result.errors.isEmpty)
        let report = try result.json(Report.self)
        #expect(report.valid)
        #expect(report.family == family)
        #expect(report.problems.isEmpty)
        let message = try #require(report.message)
        #expect(message.documentType == documentType)
        #expect(message.type == type)
        #expect(message.function == function)
        #expect(message.title?.keys.sorted() == ["en", "vi"])
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        /// The sample to spoil; nil for `replacement` alone.
        var sample: String?
        var target = ""
        var replacement = ""
        var code: String
        var family: String?
        var hasLine = true
        var label: String
        var testDescription: String { label }
    }

    @Test(
        "bad input of each kind",
        arguments: [
            Bad(replacement: "hello", code: "message.unrecognised", hasLine: false, label: "not XML"),
            Bad(replacement: "<a/>", code: "message.unrecognised", hasLine: false, label: "another root"),
            Bad(replacement: "<Envelope>", code: "xml.", label: "not well-formed"),
            Bad(
                sample: dossier, target: "<Envelope>", replacement: "<!DOCTYPE Envelope><Envelope>", code: "xml.",
                hasLine: false, label: "a DOCTYPE"),
            Bad(
                sample: dossier, target: "BNNPTNT0600012</documentType>", replacement: "XYZ0000001</documentType>",
                code: "catalogue.unknown_procedure", family: "nsw", hasLine: false, label: "an unknown procedure"),
            Bad(
                sample: dossier, target: "<type>10</type>", replacement: "<type>77</type>",
                code: "catalogue.unknown_message", family: "nsw", hasLine: false, label: "an unknown type"),
            Bad(
                sample: dossier, target: "<CodeOfGoods>02032900</CodeOfGoods>", replacement: "", code: "xml.schema.",
                family: "nsw", label: "a missing element"),
            Bad(
                sample: dossier, target: "<sendDate>2026-11-20 08:30:00<", replacement: "<sendDate>yesterday<",
                code: "nsw.header.send_date", family: "nsw", label: "a header field of another form"),
            Bad(
                sample: declaration, target: "<Content>", replacement: "<Content>%%%", code: "customs.",
                family: "customs", hasLine: false, label: "bad base64"),
            Bad(
                sample: "schemas/payment/samples/301.xml", target: "<Message_Type>301</Message_Type>",
                replacement: "<Message_Type>777</Message_Type>", code: "", family: "payment", hasLine: false,
                label: "an unknown payment message"),
        ])
    func badInput(_ row: Bad) async throws {
        var text = row.replacement
        if let sample = row.sample {
            let original = try Repository.text(sample)
            try #require(original.contains(row.target), "the sample has changed")
            text = original.replacing(row.target, with: row.replacement, maxReplacements: 1)
        }
        let result = try await NSWTool.run(["validate", "-", "--json"], input: Array(text.utf8))
        #expect(result.status == 1)
        let report = try result.json(Report.self)
        #expect(!report.valid)
        #expect(report.family == row.family)
        let problem = try #require(report.problems.first)
        #expect(problem.code.hasPrefix(row.code), "\(problem.code)")
        #expect(problem.message["vi"]?.isEmpty == false)
        #expect(problem.message["en"]?.isEmpty == false)
        if row.hasLine { #expect(problem.line != nil, "\(problem)") }

        let people = try await NSWTool.run(["validate", "-"], input: Array(text.utf8))
        #expect(people.status == 1)
        #expect(people.text.contains(problem.code))
    }

    @Test func allProblemsAreReported() async throws {
        let text = try Repository.text(Self.dossier)
            .replacing("<CodeOfGoods>02032900</CodeOfGoods>", with: "<CodeOfGoods></CodeOfGoods>")
            .replacing("<NetWeight>24000</NetWeight>", with: "<NetWeight>much</NetWeight>")
        let result = try await NSWTool.run(["validate", "-", "--json"], input: Array(text.utf8))
        let report = try result.json(Report.self)
        #expect(report.problems.contains { $0.path?.contains("CodeOfGoods") == true })
        #expect(report.problems.contains { $0.path?.contains("NetWeight") == true })
    }
}
