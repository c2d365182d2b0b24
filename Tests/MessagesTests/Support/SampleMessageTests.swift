import Foundation
import Messages
import Signatures
import SingleWindow
import Testing

@Suite("The sample messages of F2 and F4")
struct SampleMessageTests {
    @Test("Written anew on demand", .enabled(if: ProcessInfo.processInfo.environment["WRITE_SAMPLES"] != nil))
    func write() throws {
        for message in try SampleMessages.all() {
            let file = SampleMessages.file(message.header.code)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(message.bytes).write(to: file)
        }
    }

    /// Refusals of other numbers have the form of 272.
    private static let entries = SchemaFolderFixture.catalogue.list.filter {
        ($0.family == .customs || $0.family == .payment) && !["271", "273"].contains($0.function)
    }

    @Test("Each message of the catalogue has a sample that is valid, signed and readable", arguments: entries)
    func valid(_ row: CatalogueRow) throws {
        let code = MessageCode(family: row.family, type: row.type, function: row.function)
        let bytes = Array(try Data(contentsOf: SampleMessages.file(code)))
        let entry = try #require(SchemaFolderFixture.catalogue.entry(for: code))
        let family: any MessageFamily =
            row.family == .customs ? try CustomsFixture().family : try PaymentFixture().family
        let received = try family.read(bytes, contentType: "application/xml")
        #expect(received.header.code == code)
        #expect(received.problems(by: entry) == [])
        let trust = try KnownSigners(
            SampleKeys.key("declarant-1"), SampleKeys.key("gateway"), SampleKeys.key("treasury"))
        let verification = received.verify(trust)
        #expect(verification.report.verdict == .accept)
        let message = try #require(verification.message)
        switch (row.family, row.function, row.type) {
        case (.customs, "8", _), (.customs, "13", _), (.payment, _, "101"), (.payment, _, "301"):
            #expect(throws: Never.self) { try message.content(by: entry) }
        case (.customs, _, _):
            #expect(throws: Never.self) { try CustomsFixture().family.readNotice(bytes, trust: trust) }
        default:
            #expect(throws: Never.self) { try PaymentFixture().family.readMessage(bytes, trust: trust) }
        }
    }

    @Test("xmllint agrees that they are valid", .enabled(if: Tools.has("xmllint")), arguments: entries)
    func xmllint(_ row: CatalogueRow) throws {
        let code = MessageCode(family: row.family, type: row.type, function: row.function)
        let file = SampleMessages.file(code)
        let schema = try #require(row.schema)
        var checks = [(file.path(), row.family == .customs ? "customs/envelope.xsd" : schema)]
        let folder = FileManager.default.temporaryDirectory.appending(path: "samples-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        if row.family == .customs {
            let content = CustomsFixture.content(of: Array(try Data(contentsOf: file)))
            try Data(content.utf8).write(to: folder.appending(path: "content.xml"))
            checks.append(("content.xml", schema))
        }
        for (document, schema) in checks {
            let path = SampleMessages.folder.appending(path: schema).path()
            #expect(try Tools.run("xmllint --noout --nonet --schema \(path) \(document)", in: folder) == 0)
        }
    }
}
