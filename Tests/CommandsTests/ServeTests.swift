import Foundation
import Testing

@Suite("nsw serve, submit, trace", .timeLimit(.minutes(5)))
struct ServeTests {
    private struct Submitted: Decodable {
        var status: Int
        var taken: Bool
        var repeated: Bool
        var key: String?
        var code: String?
        var answer: String
    }

    private struct Case: Decodable {
        var reference: String
        var phase: String
        var timeline: [Event]

        struct Event: Decodable { var kind: String }
    }

    /// A signed declaration of the sample declarant.
    private func declaration(in folder: TemporaryFolder) async throws -> String {
        let out = folder.path("declaration.xml")
        let result = try await NSWTool.run(
            "sign", Repository.path("schemas/customs/samples/929-8.xml"), "--profile", "customs", "--key",
            Repository.certificate("declarant-1.key"), "--cert", Repository.certificate("declarant-1.crt"), "-o", out)
        try #require(result.status == 0, "\(result.errors)")
        return out
    }

    private func submit(_ file: String, to url: String, _ more: String...) async throws -> (Int32, Submitted) {
        let result = try await NSWTool.run(
            ["submit", file, "--url", url, "--key", GatewayFolder.key, "--json"] + more)
        return (result.status, try result.json())
    }

    @Test func aMessageLivesThroughTheGateway() async throws {
        let folder = try GatewayFolder()
        let file = try await declaration(in: folder.folder)
        var gateway = try await RunningGateway(configuration: folder.configuration)
        try #require(!gateway.url.isEmpty, "\(gateway.errors)")
        #expect(gateway.output.split(separator: "\n").count == 1, "one line on standard output")

        let (first, taken) = try await submit(file, to: gateway.url)
        #expect(first == 0, "\(taken)")
        #expect(taken.taken)
        #expect(!taken.repeated)
        #expect(taken.answer.contains("<function>29</function>"))
        let (second, again) = try await submit(file, to: gateway.url)
        #expect(second == 0)
        #expect(again.repeated)
        #expect(again.answer == taken.answer)

        let text = String(decoding: try folder.folder.bytes("declaration.xml"), as: UTF8.self)
        let value = try #require(text.firstMatch(of: /<data>(....)/))
        let tampered = try folder.folder.write(
            "tampered.xml",
            text.replacing("<data>\(value.1)", with: "<data>AAAA")
                .replacing(/<messageId>[^<]*/, with: "<messageId>\(UUID().uuidString.lowercased())"))
        let (third, refused) = try await submit(tampered, to: gateway.url)
        #expect(third == 1)
        #expect(refused.status == 422)
        #expect(refused.code?.hasPrefix("signature.") == true, "\(refused)")
        #expect(refused.answer.contains("<function>272</function>"))

        let reused = try folder.folder.write("reused.xml", text.replacing("<data>\(value.1)", with: "<data>AAAA"))
        let (fourth, conflict) = try await submit(reused, to: gateway.url)
        #expect(fourth == 1)
        #expect(conflict.status == 409)
        #expect(conflict.code == "message.id_reused")

        let asked = try await NSWTool.run(
            "trace", "PORK20260001", "--url", gateway.url, "--key", GatewayFolder.key, "--json")
        #expect(asked.status == 0)
        let cases = try asked.json([Case].self)
        #expect(cases.map(\.reference) == ["PORK20260001"])
        #expect(cases.first?.timeline.contains { $0.kind == "refused" } == true, "the refused attempt is shown")
        let read = try await NSWTool.run("trace", "PORK20260001", "--config", folder.configuration)
        #expect(read.status == 0, "\(read.errors)")
        #expect(read.text.contains("Declaration PORK20260001: submitted"))
        let nothing = try await NSWTool.run("trace", "NOTHING", "--config", folder.configuration, "--json")
        #expect(nothing.status == 1)
        #expect(try nothing.json([Case].self).isEmpty)

        #expect(await gateway.stop() == 0, "\(gateway.errors)")
        gateway = try await RunningGateway(configuration: folder.configuration)
        let (fifth, afterwards) = try await submit(file, to: gateway.url)
        #expect(fifth == 0)
        #expect(afterwards.repeated)
        #expect(afterwards.answer == taken.answer)
        #expect(await gateway.stop() == 0)
    }

    @Test func settingsAreReloadedWholeOrNotAtAll() async throws {
        let folder = try GatewayFolder()
        let gateway = try await RunningGateway(configuration: folder.configuration)
        try #require(!gateway.url.isEmpty, "\(gateway.errors)")
        func read() async throws -> (Int32, String) {
            let result = try await NSWTool.run("trace", "x", "--url", gateway.url, "--key", GatewayFolder.key)
            return (result.status, result.errors)
        }
        #expect(try await read().0 == 1)
        try folder.folder.write("partners.yaml", "partners: [{id: \"\"}]\n")
        gateway.hangUp()
        await gateway.logged("settings not reloaded")
        #expect(try await read().0 == 1, "the old register stays in force")
        try folder.writePartners(suspended: true)
        gateway.hangUp()
        await gateway.logged("settings reloaded")
        let (status, errors) = try await read()
        #expect(status == 64)
        #expect(errors.contains("partner.suspended"))
        #expect(await gateway.stop() == 0)
    }

    @Test func clientCertificatesAreTakenOverTLS() async throws {
        let folder = try GatewayFolder(
            listen: """
                {host: 127.0.0.1, port: 0, tls: {certificate: "\(Repository.certificate("localhost.crt"))", \
                key: "\(Repository.certificate("localhost.key"))", \
                clientRoots: "\(Repository.certificate("public-trust.pem"))"}}
                """)
        let file = try await declaration(in: folder.folder)
        let gateway = try await RunningGateway(configuration: folder.configuration)
        try #require(gateway.url.hasPrefix("https://"), "\(gateway.errors)")
        func submit(_ more: String...) async throws -> NSWTool.Result {
            try await NSWTool.run(["submit", file, "--url", gateway.url, "--json"] + more)
        }
        let roots = ["--cacert", Repository.certificate("public-trust.pem")]
        let untrusted = try await submit("--key", GatewayFolder.key)
        #expect(untrusted.status == 2)
        #expect(untrusted.errors.contains("transport.tls.untrusted"))
        let anonymous = try await submit(roots[0], roots[1])
        #expect(anonymous.status == 64)
        #expect(try anonymous.json(Submitted.self).code == "auth.missing")
        let taken = try await submit(
            roots[0], roots[1], "--client-cert", Repository.certificate("declarant-1.crt"), "--client-key",
            Repository.certificate("declarant-1.key"))
        #expect(taken.status == 0, "\(taken.text)\(taken.errors)")
        #expect(await gateway.stop() == 0)
    }

    @Test func aDryRunTakesNothing() async throws {
        let folder = try GatewayFolder()
        let file = try await declaration(in: folder.folder)
        let gateway = try await RunningGateway(configuration: folder.configuration)
        let checked = try await NSWTool.run(
            "submit", file, "--url", gateway.url, "--key", GatewayFolder.key, "--dry-run")
        #expect(checked.status == 0, "\(checked.text)")
        #expect(checked.text.contains("\"valid\":true"))
        #expect(checked.text.contains("TOTAL-PASSED"))
        let trace = try await NSWTool.run("trace", "PORK20260001", "--url", gateway.url, "--key", GatewayFolder.key)
        #expect(trace.status == 1)
        #expect(await gateway.stop() == 0)
    }

    @Test func aTakenPortIsSaid() async throws {
        let folder = try GatewayFolder()
        let gateway = try await RunningGateway(configuration: folder.configuration)
        let port = try #require(gateway.url.split(separator: ":").last)
        let other = try GatewayFolder(listen: "{host: 127.0.0.1, port: \(port)}")
        let second = try await RunningGateway(configuration: other.configuration)
        #expect(await second.ended() == 2)
        #expect(second.errors.contains("server.listen"), "\(second.errors)")
        #expect(await gateway.stop() == 0)
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        var mode = "sandbox"
        var listen = "{host: 127.0.0.1, port: 0}"
        var more = ""
        var text: String
        var label: String
        var testDescription: String { label }
    }

    @Test(
        "configurations that are refused",
        arguments: [
            Refused(mode: "production", text: "listen.tls", label: "production without TLS"),
            Refused(
                mode: "production",
                listen: """
                    {tls: {certificate: "\(Repository.certificate("localhost.crt"))", \
                    key: "\(Repository.certificate("localhost.key"))"}}
                    """, text: "sample", label: "production with the sample keys"),
            Refused(listen: "{host: 0.0.0.0}", text: "loopback", label: "a sandbox open to the network without TLS"),
            Refused(listen: "{hots: 127.0.0.1}", text: "hots", label: "a misspelt key"),
            Refused(listen: "{port: many}", text: "listen", label: "a value of another type"),
            Refused(more: "journal: 7", text: "gateway.yaml", label: "a key twice"),
            Refused(
                listen: "{tls: {certificate: /no/such, key: /no/such}}", text: "/no/such: No such file",
                label: "a certificate that is not there"),
            Refused(
                listen: """
                    {tls: {certificate: "\(Repository.certificate("README.md"))", \
                    key: "\(Repository.certificate("localhost.key"))"}}
                    """, text: "listen.tls", label: "a certificate that is none"),
        ])
    func refusedConfigurations(_ row: Refused) async throws {
        let folder = try GatewayFolder(mode: row.mode, listen: row.listen, more: row.more)
        let gateway = try await RunningGateway(configuration: folder.configuration)
        #expect(await gateway.ended() == 64)
        #expect(gateway.errors.contains(row.text), "\(gateway.errors)")
        #expect(gateway.output.isEmpty)
    }

    @Test func logLinesCanBeJSON() async throws {
        let folder = try GatewayFolder()
        let gateway = try await RunningGateway(
            configuration: folder.configuration, arguments: ["--log-format", "json", "--log-level", "info"])
        let file = try folder.folder.write("bad.xml", "<Envelope/>")
        _ = try await NSWTool.run("submit", file, "--url", gateway.url, "--key", GatewayFolder.key)
        _ = try await NSWTool.run("trace", "x", "--url", gateway.url)
        await gateway.logged("\"401\"")
        #expect(await gateway.stop() == 0)
        let lines = gateway.errors.split(separator: "\n")
        for line in lines {
            let fields = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
            #expect(fields["time"] != nil && fields["level"] != nil && fields["message"] != nil)
        }
        #expect(lines.contains { $0.contains("\"trace.id\":") && $0.contains("\"http.status\":\"401\"") })
        #expect(
            lines.contains { $0.contains("\"trace.id\":") && $0.contains("\"message.key\":") }, "intake's own lines")
    }
}
