import Foundation

/// Where the built command and the project's data are.
enum SandboxPaths {
    /// The project's root, from this file's place in it.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()

    static let schemas = root + "schemas"
    static let certificates = root + "certs-sample"

    /// The command `nsw`, built beside the tests.
    static func executable() throws -> String {
        let test = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        for folder in [test.deletingLastPathComponent(), URL(filePath: root + ".build/debug")] {
            let path = folder.appending(path: "nsw").path()
            if FileManager.default.isExecutableFile(atPath: path) { return path }
        }
        throw MissingExecutable()
    }

    /// A new empty folder, removed when `body` is done.
    static func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nsw-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        do {
            let result = try await body(folder)
            try FileManager.default.removeItem(atPath: folder)
            return result
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    struct MissingExecutable: Error {}
}
