import Foundation
import Testing

@Suite("nsw translate")
struct TranslateTests {
    private static let signing = [
        "--key", Repository.certificate("declarant-1.key"), "--cert", Repository.certificate("declarant-1.crt"),
    ]

    private func signed(_ file: String, _ profile: String, in folder: TemporaryFolder) async throws -> String {
        let out = folder.path("signed-\(profile).xml")
        let result = try await NSWTool.run(
            ["sign", Repository.path(file), "--profile", profile, "-o", out] + Self.signing)
        try #require(result.status == 0, "\(result.errors)")
        return out
    }

    /// A document of the model without what a message is given anew each time.
    private func content(_ json: [UInt8], _ key: String) throws -> NSDictionary {
        let document = try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
        return try #require(document[key] as? NSDictionary)
    }

    @Test func declarationsSurviveTheWayThroughTheModel() async throws {
        let folder = try TemporaryFolder()
        let original = try await signed("schemas/customs/samples/929-8.xml", "customs", in: folder)
        let model = folder.path("model.json")
        let read = try await NSWTool.run("translate", original, "--to", "model", "--strict", "-o", model)
        #expect(read.status == 0, "\(read.errors)")
        let again = folder.path("again.xml")
        let written = try await NSWTool.run(
            ["translate", model, "--to", "customs", "--strict", "-o", again] + Self.signing)
        #expect(written.status == 0, "\(written.errors)")
        let back = try await NSWTool.run("translate", again, "--to", "model")
        #expect(try content(back.output, "declaration") == content(folder.bytes("model.json"), "declaration"))
        let checked = try await NSWTool.run("verify", again, "--core")
        #expect(checked.status == 0)
    }

    @Test func whatTheEngineCannotHoldIsNamed() async throws {
        let folder = try TemporaryFolder()
        let original = try await signed("schemas/customs/samples/929-8.xml", "customs", in: folder)
        let arguments = ["translate", original, "--to", "vnaccs", "--receipt", "000000000042"] + Self.signing
        let result = try await NSWTool.run(arguments + ["-o", folder.path("ida.txt")])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("lost: "))
        let strict = try await NSWTool.run(arguments + ["--strict"])
        #expect(strict.status == 1)
        let checked = try await NSWTool.run("validate", folder.path("ida.txt"), "--json")
        #expect(checked.text.contains("\"type\":\"IDA\""), "\(checked.text)")
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var file: String
        var profile: String
        var key: String
        var fragment: String
        var testDescription: String { file }
    }

    @Test(
        "every family into the model",
        arguments: [
            Row(
                file: "schemas/nsw/BNNPTNT0600012/samples/10-01.xml", profile: "nsw", key: "dossier",
                fragment: "\"kind\":\"submitted\""),
            Row(
                file: "schemas/payment/samples/301.xml", profile: "payment", key: "payments",
                fragment: "\"slip\":\"0001234\""),
            Row(
                file: "schemas/payment/samples/101.xml", profile: "payment", key: "debtQuery",
                fragment: "\"taxpayer\":"),
        ])
    func families(_ row: Row) async throws {
        let folder = try TemporaryFolder()
        let file = try await signed(row.file, row.profile, in: folder)
        let result = try await NSWTool.run("translate", file, "--to", "model")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.text.contains("\"\(row.key)\":"))
        #expect(result.text.contains(row.fragment), "\(result.text)")
    }

    @Test func onlyWhatIsSignedIsRead() async throws {
        let folder = try TemporaryFolder()
        let original = try await signed("schemas/payment/samples/301.xml", "payment", in: folder)
        let text = try String(contentsOfFile: original, encoding: .utf8)
        let tampered = try folder.write(
            "tampered.xml", text.replacing("<Message_Version>1.0", with: "<Message_Version>1.1"))
        let result = try await NSWTool.run("translate", tampered, "--to", "model")
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("signature.hash_failure"))
        #expect(result.errors.contains("nsw sign"))
    }

    @Test(
        "what can't be translated",
        arguments: [
            ("{}", ["--to", "customs"], 1, "translate.unsupported"), ("{", ["--to", "customs"], 1, "translate.model"),
            ("hello", ["--to", "model"], 1, "message.unrecognised"),
            ("{}", ["--to", "nsw"], 1, "translate.unsupported"),
            ("{}", ["--to", "vnaccs", "--receipt", "x"], 64, "receipt"),
        ] as [(String, [String], Int32, String)])
    func refusals(_ text: String, _ arguments: [String], _ status: Int32, _ code: String) async throws {
        let result = try await NSWTool.run(["translate", "-"] + arguments + Self.signing, input: Array(text.utf8))
        #expect(result.status == status)
        #expect(result.errors.contains(code), "\(result.errors)")
        #expect(result.output.isEmpty)
    }
}
