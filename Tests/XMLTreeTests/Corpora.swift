import Foundation
import Testing

/// Public test suites kept outside the repository: `$CORPORA`, by default `../shared/corpora` beside the package.
enum Corpora {
    struct Entry: Decodable, Sendable, CustomTestStringConvertible {
        var file: String
        var family: String
        var expect: String
        var rec: String?

        var testDescription: String { file }

        func bytes() throws -> [UInt8] { try Corpora.bytes(file) }
    }

    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["CORPORA"] { return URL(fileURLWithPath: path) }
        return URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
            .appendingPathComponent("../shared/corpora").standardized
    }()

    static let manifest: [Entry] = {
        guard let data = try? Data(contentsOf: folder.appendingPathComponent("manifest.json")) else { return [] }
        return (try? JSONDecoder().decode([Entry].self, from: data)) ?? []
    }()

    static var isPresent: Bool { !manifest.isEmpty }

    static func family(_ name: String) -> [Entry] { manifest.filter { $0.family == name } }

    static func bytes(_ file: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appendingPathComponent(file)))
    }
}
