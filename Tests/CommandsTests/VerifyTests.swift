import Foundation
import Testing

@Suite("nsw sign and nsw verify")
struct VerifyTests {
    struct Report: Decodable {
        var profile: String
        var verdict: String
        var indication: String
        var subIndication: String?
        var code: String?
        var reason: String?
        var signers: [Signer]
        var covered: [Part]
        var exceptions: [String]

        struct Signer: Decodable {
            var subject: String
            var serial: String
            var algorithm: String
        }

        struct Part: Decodable {
            var uri: String
            var path: String?
            var bytes: Int
            var sha256: String
        }
    }

    /// A sample, the profile it is signed by, and whose key does.
    struct Sample: Sendable, CustomTestStringConvertible {
        var file: String
        var profile: String
        var signer: String
        var trust: String
        var more: [String] = []
        /// A part of the signed file, and what it is changed into.
        var change: (String, String)
        var covered: String?
        var testDescription: String { "\(profile) \(more.joined(separator: " ")) by \(signer)" }

        /// The signed text with one thing in it changed; of F2 within the base64 of its content.
        func tampered(_ text: String) throws -> String {
            guard profile == "customs" else {
                try #require(text.contains(change.0), "the sample has changed")
                return text.replacing(change.0, with: change.1, maxReplacements: 1)
            }
            let match = try #require(text.firstMatch(of: /<Content>(.*)<\/Content>/))
            let content = String(decoding: try #require(Data(base64Encoded: String(match.1))), as: UTF8.self)
            try #require(content.contains(change.0), "the sample has changed")
            let changed = Data(content.replacing(change.0, with: change.1, maxReplacements: 1).utf8)
            return text.replacing(match.1, with: changed.base64EncodedString())
        }

        static let all = [
            Sample(
                file: "schemas/nsw/BNNPTNT0600012/samples/10-01.xml", profile: "nsw", signer: "declarant-1",
                trust: "public", change: ("02032900", "02032901"), covered: "/Envelope"),
            Sample(
                file: "schemas/nsw/BNNPTNT0600012/samples/10-01.xml", profile: "nsw", signer: "declarant-2",
                trust: "public", more: ["--placement", "element"], change: ("02032900", "02032901"),
                covered: "/Envelope"),
            Sample(
                file: "schemas/customs/samples/929-8.xml", profile: "customs", signer: "declarant-1", trust: "public",
                change: ("02032900", "02032901"), covered: "/Envelope/Body/Content"),
            Sample(
                file: "schemas/payment/samples/301.xml", profile: "payment", signer: "treasury", trust: "government",
                change: ("<Message_Version>1.0", "<Message_Version>1.1"), covered: "/Customs"),
            Sample(
                file: "schemas/payment/samples/304.xml", profile: "payment", signer: "quality", trust: "government",
                more: ["--c14n", "exclusive"], change: ("<Message_Version>1.0", "<Message_Version>1.1"),
                covered: "/Customs"),
        ]
    }

    private func signed(_ sample: Sample, in folder: TemporaryFolder, by signer: String? = nil) async throws -> String {
        let name = signer ?? sample.signer
        let out = folder.path("signed.xml")
        let result = try await NSWTool.run(
            [
                "sign", Repository.path(sample.file), "--profile", sample.profile, "--key",
                Repository.certificate("\(name).key"), "--cert", Repository.certificate("\(name).crt"), "-o", out,
            ] + sample.more)
        try #require(result.status == 0, "\(result.errors)")
        return out
    }

    private func verify(_ arguments: [String]) async throws -> (status: Int32, report: Report) {
        let result = try await NSWTool.run(["verify", "--json"] + arguments)
        return (result.status, try result.json(Report.self))
    }

    private func trust(_ name: String) -> [String] {
        ["--trust", Repository.certificate("\(name)-trust.pem"), "--crl", Repository.certificate("crls.pem")]
    }

    @Test("what is signed verifies, and only unchanged", arguments: Sample.all)
    func families(_ sample: Sample) async throws {
        let folder = try TemporaryFolder()
        let file = try await signed(sample, in: folder)
        let good = try await verify([file] + trust(sample.trust))
        #expect(good.status == 0, "\(good.report)")
        #expect(good.report.verdict == "accept")
        #expect(good.report.indication == "TOTAL-PASSED")
        #expect(good.report.subIndication == nil)
        #expect(good.report.profile == sample.profile)
        #expect(good.report.signers.allSatisfy { $0.algorithm.hasSuffix("SHA-256") })
        #expect(!good.report.signers.isEmpty)
        #expect(good.report.covered.contains { $0.path == sample.covered && $0.bytes > 0 && $0.sha256.count == 64 })

        let text = String(decoding: try folder.bytes("signed.xml"), as: UTF8.self)
        let tampered = try folder.write("tampered.xml", try sample.tampered(text))
        let bad = try await verify([tampered] + trust(sample.trust))
        #expect(bad.status == 1)
        #expect(bad.report.verdict == "refuse")
        #expect(bad.report.indication == "TOTAL-FAILED")
        #expect(bad.report.subIndication == "HASH_FAILURE")
        #expect(bad.report.covered.isEmpty)
        #expect(bad.report.reason?.isEmpty == false)
    }

    struct Trust: Sendable, CustomTestStringConvertible {
        var signer = "declarant-1"
        var arguments: [String]
        var status: Int32
        var indication: String
        var subIndication: String?
        var label: String
        var testDescription: String { label }
    }

    @Test(
        "the signer's certificate",
        arguments: [
            Trust(
                arguments: ["--trust", "public-trust.pem", "--crl", "crls.pem"], status: 0, indication: "TOTAL-PASSED",
                label: "trusted, not revoked"),
            Trust(
                arguments: ["--trust", "", "--crl", "crls.pem"], status: 0, indication: "TOTAL-PASSED",
                label: "trust from a folder"),
            Trust(
                arguments: ["--trust", "public-trust.pem"], status: 2, indication: "INDETERMINATE",
                subIndication: "TRY_LATER", label: "no revocation answer"),
            Trust(
                arguments: ["--trust", "public-trust.pem", "--revocation", "off"], status: 0,
                indication: "TOTAL-PASSED", label: "no revocation asked for"),
            Trust(
                arguments: ["--trust", "government-trust.pem", "--crl", "crls.pem"], status: 1,
                indication: "INDETERMINATE", subIndication: "NO_CERTIFICATE_CHAIN_FOUND", label: "another authority"),
            Trust(
                arguments: [], status: 1, indication: "INDETERMINATE", subIndication: "NO_CERTIFICATE_CHAIN_FOUND",
                label: "no anchors at all"),
            Trust(arguments: ["--core"], status: 0, indication: "TOTAL-PASSED", label: "mathematics only"),
            Trust(
                signer: "revoked", arguments: ["--trust", "public-trust.pem", "--crl", "crls.pem"], status: 1,
                indication: "TOTAL-FAILED", subIndication: "REVOKED", label: "revoked"),
            Trust(
                signer: "expired", arguments: ["--trust", "public-trust.pem", "--crl", "crls.pem"], status: 1,
                indication: "TOTAL-FAILED", subIndication: "EXPIRED", label: "expired"),
            Trust(
                arguments: ["--trust", "public-trust.pem", "--crl", "crls.pem", "--at", "2024-06-01"], status: 1,
                indication: "TOTAL-FAILED", subIndication: "NOT_YET_VALID", label: "before its validity"),
        ])
    func certificates(_ row: Trust) async throws {
        let folder = try TemporaryFolder()
        let file = try await signed(Sample.all[2], in: folder, by: row.signer)
        let arguments = row.arguments.map { argument in
            argument.isEmpty || argument.hasSuffix(".pem") ? Repository.certificate(argument) : argument
        }
        let outcome = try await verify([file] + arguments)
        #expect(outcome.status == row.status, "\(outcome.report)")
        #expect(outcome.report.indication == row.indication)
        #expect(outcome.report.subIndication == row.subIndication)
    }

    @Test(
        "what must be covered",
        arguments: [
            ("/doc/data", "data", 0, nil), ("/doc/other", "data", 1, "SIG_CONSTRAINTS_FAILURE"),
            ("/doc", "data", 1, "SIG_CONSTRAINTS_FAILURE"), ("/doc/missing", "data", 1, "SIG_CONSTRAINTS_FAILURE"),
            ("/doc/data | /doc/data[@Id]", "data", 0, nil), ("///", "data", 64, nil),
            ("/doc", nil, 0, nil), ("/doc/other", nil, 0, nil),
        ] as [(String, String?, Int32, String?)])
    func coverage(_ xpath: String, _ id: String?, _ status: Int32, _ subIndication: String?) async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("doc.xml", "<doc><data Id=\"data\">1</data><other>2</other></doc>")
        let out = folder.path("signed.xml")
        let signed = try await NSWTool.run(
            [
                "sign", file, "--profile", "xmldsig", "--key", Repository.certificate("declarant-2.key"), "--cert",
                Repository.certificate("declarant-2.crt"), "-o", out,
            ] + (id.map { ["--id", $0] } ?? []))
        try #require(signed.status == 0, "\(signed.errors)")
        let result = try await NSWTool.run(["verify", out, "--core", "--covers", xpath, "--json"])
        #expect(result.status == status, "\(result.text)")
        guard status != 64 else { return }
        let report = try result.json(Report.self)
        #expect(report.profile == "xmldsig")
        #expect(report.subIndication == subIndication)
    }

    /// Without a known family and without --core, the document element must be covered.
    @Test func aSignedPartIsNotASignedDocument() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("doc.xml", "<doc><data Id=\"data\">1</data><other>2</other></doc>")
        let out = folder.path("signed.xml")
        _ = try await NSWTool.run(
            "sign", file, "--profile", "xmldsig", "--key", Repository.certificate("declarant-1.key"), "--cert",
            Repository.certificate("declarant-1.crt"), "--id", "data", "-o", out)
        let outcome = try await verify([out] + trust("public"))
        #expect(outcome.status == 1)
        #expect(outcome.report.subIndication == "SIG_CONSTRAINTS_FAILURE")
        let named = try await verify([out, "--covers", "/doc/data"] + trust("public"))
        #expect(named.status == 0)
    }

    @Test("the oracle agrees with what is signed", arguments: ["exclusive", "inclusive"])
    func xmlsec(_ canonicalization: String) async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "doc.xml", "<d:doc xmlns:d=\"urn:d\" xmlns:e=\"urn:e\">\n  <d:a e:b=\"1\"/>\n</d:doc>\n")
        let out = folder.path("signed.xml")
        _ = try await NSWTool.run(
            "sign", file, "--profile", "xmldsig", "--c14n", canonicalization, "--key",
            Repository.certificate("declarant-1.key"), "--cert", Repository.certificate("declarant-1.crt"), "-o", out)
        let result = try await NSWTool.command(
            "xmlsec1",
            [
                "--verify", "--enabled-key-data", "x509", "--trusted-pem", Repository.certificate("public-root.crt"),
                "--untrusted-pem", Repository.certificate("public-issuing.crt"), out,
            ])
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test(
        "files that are nothing of the kind",
        arguments: [
            ("hello", "FORMAT_FAILURE"), ("<a>", "FORMAT_FAILURE"), ("<a/>", nil),
            ("<!DOCTYPE a><a/>", "FORMAT_FAILURE"), ("<Envelope/>", "FORMAT_FAILURE"),
        ] as [(String, String?)])
    func unsigned(_ text: String, _ subIndication: String?) async throws {
        let result = try await NSWTool.run(["verify", "-", "--core", "--json"], input: Array(text.utf8))
        #expect(result.status == 1)
        let report = try result.json(Report.self)
        #expect(report.verdict == "refuse")
        #expect(report.covered.isEmpty)
        if let subIndication { #expect(report.subIndication == subIndication) }
    }

    @Test func signingNeedsTheMatchingKey() async throws {
        let result = try await NSWTool.run(
            "sign", Repository.path(Sample.all[2].file), "--profile", "customs", "--key",
            Repository.certificate("declarant-1.key"), "--cert", Repository.certificate("declarant-2.crt"))
        #expect(result.status == 64)
        #expect(result.errors.contains("signature.key.mismatch"))
        #expect(result.output.isEmpty)
    }
}
