import Foundation
import Messages
import Signatures
import SingleWindow
import Testing

@Suite("F2: the raw signature")
struct CustomsSignatureTests {
    private let fixture: CustomsFixture

    init() throws { fixture = try CustomsFixture() }

    private func verify(_ bytes: [UInt8]) throws -> MessageVerification {
        try fixture.family.read(bytes, contentType: nil).verify(fixture.trust)
    }

    /// The pork declaration with one digit of the customs value changed after signing.
    private func tampered(_ key: SigningKey) throws -> [UInt8] {
        let bytes = try fixture.declaration(SampleDeclarations.pork, key: key).bytes
        let content = CustomsFixture.content(of: bytes)
        try #require(content.contains("<amount>1560600000<"))
        return CustomsFixture.replacingContent(
            of: bytes, with: content.replacing("<amount>1560600000<", with: "<amount>1460600000<"))
    }

    @Test("What passes names what is covered and who signed")
    func passed() throws {
        let bytes = try fixture.declaration(SampleDeclarations.pork).bytes
        let report = try verify(bytes).report
        #expect(report.verdict == .accept && report.indication == .totalPassed)
        #expect(report.covered.count == 1)
        #expect(report.covered.first?.path == "/Envelope/Body/Content")
        #expect(report.covered.first?.bytes == CustomsFixture.content(of: bytes).utf8.count)
        #expect(report.signers.first?.taxCode == "0101234567")
        #expect(report.signers.first?.algorithm == "RSA-2048/SHA-256")
    }

    @Test("One digit changed after signing: with RSA the digest inside says so")
    func tamperedRSA() throws {
        let verification = try verify(tampered(fixture.declarant))
        #expect(verification.message == nil)
        #expect(verification.report.verdict == .refuse)
        #expect(verification.report.indication == .totalFailed)
        #expect(verification.report.subIndication == .hashFailure)
        #expect(verification.report.code == "signature.hash_failure")
        #expect(verification.report.signers.first?.taxCode == "0101234567")
        #expect(verification.report.covered.isEmpty)
    }

    @Test("One digit changed after signing: with ECDSA the value alone fails")
    func tamperedECDSA() throws {
        let verification = try verify(tampered(fixture.ecDeclarant))
        #expect(verification.message == nil)
        #expect(verification.report.subIndication == .signatureCryptoFailure)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var subIndication: SubIndication
        var indication: Indication
        var change: @Sendable (CustomsFixture, [UInt8]) throws -> [UInt8]

        init(
            _ label: String, _ indication: Indication, _ subIndication: SubIndication,
            _ change: @escaping @Sendable (CustomsFixture, [UInt8]) throws -> [UInt8]
        ) {
            testDescription = label
            self.indication = indication
            self.subIndication = subIndication
            self.change = change
        }
    }

    private static func put(_ value: String, into name: String, _ bytes: [UInt8]) -> [UInt8] {
        let old = CustomsFixture.between(String(decoding: bytes, as: UTF8.self), "<\(name)>", "</\(name)>")
        return CustomsFixture.replacing("<\(name)>\(old)<", with: "<\(name)>\(value)<", in: bytes)
    }

    static let rows: [Row] = [
        Row("no signature value", .totalFailed, .formatFailure) { _, bytes in put("", into: "data", bytes) },
        Row("no certificate", .indeterminate, .noSigningCertificateFound) { _, bytes in
            put(" ", into: "fileCert", bytes)
        },
        Row("a value that is not base64", .totalFailed, .formatFailure) { _, bytes in put("===", into: "data", bytes) },
        Row("a certificate that is none", .totalFailed, .formatFailure) { _, bytes in
            put("AAAA", into: "fileCert", bytes)
        },
        Row("bytes behind the certificate", .totalFailed, .formatFailure) { fixture, bytes in
            put(Base64.string(fixture.declarant.certificate.der + [0]), into: "fileCert", bytes)
        },
        Row("a value one byte short", .totalFailed, .signatureCryptoFailure) { fixture, bytes in
            let old = CustomsFixture.between(String(decoding: bytes, as: UTF8.self), "<data>", "</data>")
            return put(Base64.string((Base64.decode(old) ?? []).dropLast()), into: "data", bytes)
        },
        Row("a value of zeros", .totalFailed, .signatureCryptoFailure) { _, bytes in
            put(Base64.string([UInt8](repeating: 0, count: 256)), into: "data", bytes)
        },
        Row("somebody else's certificate", .totalFailed, .signatureCryptoFailure) { fixture, bytes in
            put(Base64.string(fixture.gateway.certificate.der), into: "fileCert", bytes)
        },
        Row("a good signature of somebody unregistered", .indeterminate, .noCertificateChainFound) { fixture, bytes in
            let key = try SampleKeys.key("unregistered")
            let content = CustomsFixture.content(of: bytes)
            let signed = try CustomsFixture.resigning(bytes, content: content, key: key)
            return put(Base64.string(key.certificate.der), into: "fileCert", signed)
        },
        Row("a good signature with SHA-1, which the policy refuses", .indeterminate, .cryptoConstraintsFailure) {
            fixture, bytes in
            let content = Array(CustomsFixture.content(of: bytes).utf8)
            return put(
                Base64.string(try fixture.declarant.sign(.rsaPKCS1(.sha1), data: content)), into: "data", bytes)
        },
    ]

    @Test("What fails, and how it is called", arguments: rows)
    func failures(_ row: Row) throws {
        let good = try fixture.declaration(SampleDeclarations.pork).bytes
        let bytes = try row.change(fixture, good)
        try #require(bytes != good)
        let verification = try verify(bytes)
        #expect(verification.message == nil)
        #expect(verification.report.verdict == .refuse)
        #expect(verification.report.indication == row.indication)
        #expect(verification.report.subIndication == row.subIndication)
        #expect(verification.report.code != nil)
    }

    @Test("SHA-1 counts only where the sender's policy names the exception, and is shown then")
    func legacyDigest() throws {
        let good = try fixture.declaration(SampleDeclarations.pork).bytes
        let content = Array(CustomsFixture.content(of: good).utf8)
        let bytes = CustomsSignatureTests.put(
            Base64.string(try fixture.declarant.sign(.rsaPKCS1(.sha1), data: content)), into: "data", good)
        var trust = fixture.trust
        #expect(try fixture.family.read(bytes, contentType: nil).verify(trust).message == nil)
        trust.exceptions = [.sha1]
        let verification = try fixture.family.read(bytes, contentType: nil).verify(trust)
        #expect(verification.message != nil)
        #expect(verification.report.exceptions == [.sha1])
    }

    @Test(
        "A header that differs from the signed content is refused although the signature holds",
        arguments: [
            ("<type>929<", "<type>930<"),
            ("<function>8<", "<function>13<"),
            ("<reference>PORK20260001<", "<reference>PORK20260002<"),
            ("<identity>0101234567</identity></From>", "<identity>0301234568</identity></From>"),
        ])
    func headerMismatch(_ old: String, _ new: String) throws {
        let good = try fixture.declaration(SampleDeclarations.pork).bytes
        let bytes = CustomsFixture.replacing(old, with: new, in: good)
        try #require(bytes != good)
        let verification = try verify(bytes)
        #expect(verification.message == nil)
        #expect(verification.report.verdict == .refuse)
        #expect(verification.report.indication == .indeterminate)
        #expect(verification.report.subIndication == .signatureConstraintsFailure)
        #expect(verification.report.code == "customs.header_mismatch")
    }

    @Test("The header of a verified message comes from the signed content")
    func signedHeader() throws {
        let good = try fixture.declaration(SampleDeclarations.pork).bytes
        let bytes = CustomsFixture.replacing(
            "<name>\(CustomsFixture.declarantCode.name)</name><identity>0101234567</identity></From>",
            with: "<name>NGƯỜI KHÁC</name><identity>0101234567</identity></From>", in: good)
        try #require(bytes != good)
        let message = try #require(try verify(bytes).message)
        #expect(message.header.sender.name == CustomsFixture.declarantCode.name)
        #expect(message.header.recipient.identity == "03TG")
    }

    @Test("openssl verifies what we sign, and we verify what openssl signs")
    func openssl() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "customs-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let keys = SampleKeys.repository.appending(path: "certs-sample/")
        let bytes = try fixture.declaration(SampleDeclarations.pork).bytes
        let text = String(decoding: bytes, as: UTF8.self)
        let content = CustomsFixture.content(of: bytes)
        try Data(content.utf8).write(to: folder.appending(path: "content"))
        try Data(Base64.decode(CustomsFixture.between(text, "<data>", "</data>")) ?? []).write(
            to: folder.appending(path: "value"))
        try run("openssl x509 -in \(keys.path())declarant-1.crt -noout -pubkey -out public.pem", in: folder)
        try run("openssl dgst -sha256 -verify public.pem -signature value content", in: folder)
        try run("openssl dgst -sha256 -sign \(keys.path())declarant-1.key -out theirs content", in: folder)
        let theirs = Array(try Data(contentsOf: folder.appending(path: "theirs")))
        let resigned = CustomsFixture.replacing(
            "<data>" + CustomsFixture.between(text, "<data>", "</data>"), with: "<data>" + Base64.string(theirs),
            in: bytes)
        #expect(try verify(resigned).report.verdict == .accept)
    }

    private func run(_ command: String, in folder: URL) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command.split(separator: " ").map(String.init)
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(command)")
    }
}
