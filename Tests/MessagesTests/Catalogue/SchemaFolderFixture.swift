import Foundation
import Messages
import SingleWindow

/// The repository's schema folder, and copies of parts of it that a test may spoil.
enum SchemaFolderFixture {
    static let repository: String = {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(4)
        return "/" + parts.joined(separator: "/") + "/schemas"
    }()

    /// The repository's catalogue, loaded once for all tests.
    static let catalogue: Catalogue = {
        do {
            return try Catalogue.load(schemas: repository)
        } catch {
            preconditionFailure("the repository's schemas do not load:\n\(error)")
        }
    }()

    /// Runs `body` with a folder that holds one small procedure besides what every folder needs, changed by `files`:
    /// paths below the folder and their new text.
    static func with<T>(_ files: [String: String] = [:], _ body: (String) throws -> T) throws -> T {
        let folder = FileManager.default.temporaryDirectory.appending(path: "schemas-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, text) in small.merging(files, uniquingKeysWith: { _, new in new }) {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return try body(folder.path())
    }

    /// A made-up procedure: the least that a ministry has to give.
    static let procedure = """
        code: BXX0100001
        title: {vi: Thủ tục thử, en: A trial procedure}
        agency: trial-agency
        numbering: {prefix: TT, yearDigits: 2, sequenceDigits: 6}
        permit: {record: VAGP, type: THU}
        messages:
          - code: 10/01
            sender: applicant
            event: submitted
            schema: Application.xsd
            title: {vi: Hồ sơ mới, en: New dossier}
            fields: application
          - code: 12/05
            sender: agency
            event: accepted
            title: {vi: Tiếp nhận, en: Accepted}
          - code: 18/07
            sender: agency
            event: granted
            schema: Licence.xsd
            title: {vi: Giấy phép, en: Licence}
            fields: licence
        fields:
          application:
            holderName: Application/Name
          licence:
            number: Licence/No
            decision: {path: Licence/Result, passed: ["1"], failed: ["0"]}
        """

    static let small = [
        "routing.yaml": "rules: []\n",
        "party-codes.yaml": "authorities: []\n",
        "nsw/BXX0100001/procedure.yaml": procedure,
        "nsw/BXX0100001/Application.xsd": schema("Application", "Name"),
        "nsw/BXX0100001/Licence.xsd": schema("Licence", "No", "Result"),
    ]

    static func schema(_ root: String, _ fields: String...) -> String {
        let elements = fields.map { "<xs:element name=\"\($0)\" type=\"xs:string\"/>" }.joined()
        return """
            <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="\(root)"><xs:complexType>
            <xs:sequence>\(elements)</xs:sequence></xs:complexType></xs:element></xs:schema>
            """
    }
}
