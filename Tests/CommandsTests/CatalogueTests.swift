import Foundation
import Testing

@Suite("nsw catalogue")
struct CatalogueTests {
    private struct Row: Decodable {
        var family: String
        var code: String
        var type: String
        var function: String
        var direction: String
        var event: String?
        var schema: String?
        var title: [String: String]
    }

    @Test func listIsAnArrayWithARowAMessage() async throws {
        let result = try await NSWTool.run("catalogue", "list", "--json")
        #expect(result.status == 0)
        let rows = try result.json([Row].self)
        #expect(Set(rows.map(\.family)) == ["nsw", "customs", "vnaccs", "payment"])
        #expect(rows.allSatisfy { $0.title.keys.sorted() == ["en", "vi"] && !$0.direction.isEmpty })
        #expect(rows.contains { $0.code == "BNNPTNT0600012" && $0.event == "granted" })
        #expect(rows.contains { $0.family == "vnaccs" && $0.type == "VAD1AC" })
    }

    @Test("rows are chosen", arguments: [("nsw", "BNNPTNT0600012"), ("payment", "301")])
    func families(_ family: String, _ text: String) async throws {
        let result = try await NSWTool.run("catalogue", "list", "--family", family)
        #expect(result.status == 0)
        let lines = result.text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix(family) })
        #expect(lines.contains { $0.contains(text) })
    }

    private struct Shown: Decodable {
        var procedure: Procedure?
        var messages: [Row]

        struct Procedure: Decodable { var agency: String }
    }

    @Test(
        "a procedure, a type, an output code", arguments: [("BNNPTNT0600012", true), ("929", false), ("VAD1AG", false)])
    func show(_ code: String, _ isProcedure: Bool) async throws {
        let result = try await NSWTool.run("catalogue", "show", code, "--json")
        #expect(result.status == 0)
        let shown = try result.json(Shown.self)
        #expect((shown.procedure != nil) == isProcedure)
        #expect(!shown.messages.isEmpty)
    }

    private struct Checked: Decodable {
        var valid: Bool
        var messages: Int
        var problems: [Problem]

        struct Problem: Decodable {
            var code: String
            var path: String?
        }
    }

    @Test func theFolderOfTheRepositoryIsValid() async throws {
        let result = try await NSWTool.run("catalogue", "check", "--json")
        #expect(result.status == 0)
        let checked = try result.json(Checked.self)
        #expect(checked.valid)
        #expect(checked.messages > 100)
    }

    @Test func aBrokenPackIsRefusedWithItsFile() async throws {
        let folder = try TemporaryFolder()
        let copied = try await NSWTool.command("cp", ["-r", Repository.path("schemas"), folder.path("schemas")])
        try #require(copied.status == 0)
        try folder.write("schemas/nsw/BNNPTNT0600012/procedure.yaml", "code: [\n")
        let result = try await NSWTool.run("catalogue", "check", "--schemas", folder.path("schemas"), "--json")
        #expect(result.status == 1)
        let checked = try result.json(Checked.self)
        #expect(!checked.valid)
        #expect(checked.problems.contains { $0.path?.contains("BNNPTNT0600012/procedure.yaml") == true })
        let people = try await NSWTool.run("catalogue", "check", "--schemas", folder.path("schemas"))
        #expect(people.text.contains("nsw/BNNPTNT0600012/procedure.yaml"))
    }
}
