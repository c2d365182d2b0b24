import Testing

@Suite("Exit statuses and forms of output")
struct UsageTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        var status: Int32
        var output: String = ""
        var errors: String = ""
        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(
        "what is asked without a file",
        arguments: [
            Row(arguments: ["--version"], status: 0, output: "."),
            Row(arguments: ["--help"], status: 0, output: "Exit status: 0 yes or done; 1 no"),
            Row(arguments: ["help", "verify"], status: 0, output: "EXAMPLES"),
            Row(arguments: ["serve", "--help"], status: 0, output: "SIGHUP"),
            Row(arguments: ["submit", "--help"], status: 0, output: "EXAMPLES"),
            Row(arguments: ["frobnicate"], status: 64, errors: "frobnicate"),
            Row(arguments: ["--frobnicate"], status: 64, errors: "frobnicate"),
            Row(arguments: ["validate"], status: 64, errors: "file"),
            Row(arguments: ["validate", "/no/such/file"], status: 64, errors: "command.unreadable_file"),
            Row(arguments: ["validate", "/etc/hostname", "--schemas", "/no/such"], status: 64, errors: "no_schemas"),
            Row(arguments: ["verify", "/etc/hostname", "--at", "yesterday"], status: 64, errors: "yesterday"),
            Row(arguments: ["verify", "/etc/hostname", "--profile", "x"], status: 64, errors: "'x'"),
            Row(arguments: ["verify", "/etc/hostname", "--allow", "md5"], status: 64, errors: "md5"),
            Row(arguments: ["verify", "/etc/hostname", "--trust", "/etc/hostname"], status: 64, errors: "certificate"),
            Row(arguments: ["verify", "/etc/hostname", "--crl", "/etc/hostname"], status: 64, errors: "crl"),
            Row(arguments: ["sign", "/etc/hostname", "--profile", "nsw"], status: 64, errors: "--key"),
            Row(
                arguments: ["sign", "/etc/hostname", "--profile", "customs", "--key", "k", "--id", "x"], status: 64,
                errors: "--id"),
            Row(arguments: ["submit", "/etc/hostname"], status: 64, errors: "command.no_url"),
            Row(arguments: ["submit", "/etc/hostname", "--client-cert", "x"], status: 64, errors: "--client-key"),
            Row(
                arguments: ["submit", "/etc/hostname", "--url", "ftp://x"], status: 2, errors: "transport.invalid_url"),
            Row(
                arguments: ["submit", "/etc/hostname", "--url", "http://127.0.0.1:1"], status: 2,
                errors: "transport.connect"),
            Row(arguments: ["trace", "x"], status: 64, errors: "command.no_url"),
            Row(arguments: ["serve"], status: 64, errors: "--config"),
            Row(arguments: ["serve", "--config", "/no/such/file"], status: 64, errors: "No such file"),
            Row(arguments: ["catalogue", "show", "NOTHING"], status: 1, errors: "catalogue.unknown_message"),
            Row(arguments: ["bench", "intake", "--messages", "0"], status: 64, errors: "at least 1"),
        ])
    func statuses(_ row: Row) async throws {
        let result = try await NSWTool.run(row.arguments)
        #expect(result.status == row.status, "\(result.text)\(result.errors)")
        #expect(result.text.contains(row.output), "\(result.text)")
        #expect(result.errors.contains(row.errors), "\(result.errors)")
        if row.status != 0 { #expect(result.output.isEmpty, "messages for people go to standard error") }
    }

    private struct Failure: Decodable {
        var problems: [Problem]

        struct Problem: Decodable {
            var code: String
            var message: [String: String]
        }
    }

    @Test(
        "failures as JSON",
        arguments: [
            (["validate", "/no/such/file", "--json"], 64, "command.unreadable_file"),
            (["verify", "/no/such/file", "--json"], 64, "command.unreadable_file"),
            (["submit", "/etc/hostname", "--url", "http://127.0.0.1:1", "--json"], 2, "transport.connect"),
            (["trace", "x", "--url", "http://127.0.0.1:1", "--json"], 2, "transport.connect"),
            (["catalogue", "show", "NOTHING", "--json"], 1, "catalogue.unknown_message"),
        ] as [([String], Int32, String)])
    func failuresAsJSON(_ arguments: [String], _ status: Int32, _ code: String) async throws {
        let result = try await NSWTool.run(arguments)
        #expect(result.status == status)
        let failure = try result.json(Failure.self)
        #expect(failure.problems.first?.code == code)
        #expect(failure.problems.first?.message.keys.sorted() == ["en", "vi"])
    }

    @Test(
        "the language of texts",
        arguments: [
            ([], "C", "can't be read"), ([], "vi_VN.UTF-8", "Không đọc được"),
            (["--language", "vi"], "en_US.UTF-8", "Không đọc được"), (["--language", "en"], "vi_VN", "can't be read"),
        ] as [([String], String, String)])
    func languages(_ arguments: [String], _ locale: String, _ text: String) async throws {
        let result = try await NSWTool.run(["validate", "/no/such"] + arguments, environment: ["LC_ALL": locale])
        #expect(result.errors.contains(text), "\(result.errors)")
    }
}
