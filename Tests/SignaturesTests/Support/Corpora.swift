import Foundation
import Testing

/// Test collections that are not part of the repository: `$CORPORA`, or `../shared/corpora` beside it.
enum Corpora {
    static let folder = URL(
        filePath: ProcessInfo.processInfo.environment["CORPORA"] ?? "../shared/corpora", directoryHint: .isDirectory)

    struct Entry: Decodable, Sendable {
        var file: String
        var family: String
        var expect: String

        var name: String { URL(filePath: file).deletingPathExtension().lastPathComponent }
    }

    /// The rows of the manifest; none when the collections are absent.
    static let manifest: [Entry] = {
        guard let data = try? Data(contentsOf: folder.appending(path: "manifest.json")) else { return [] }
        return (try? JSONDecoder().decode([Entry].self, from: data)) ?? []
    }()

    static func has(_ family: String) -> Bool { manifest.contains { $0.family.hasPrefix(family) } }

    static func read(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: path)))
    }
}
