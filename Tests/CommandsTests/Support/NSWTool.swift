import Foundation

/// The built `nsw`, run as people run it: a process of its own.
struct NSWTool: Sendable {
    struct Result: Sendable {
        var status: Int32
        var output: [UInt8]
        var errors: String

        var text: String { String(decoding: output, as: UTF8.self) }

        /// Standard output as exactly one JSON document.
        func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            try JSONDecoder().decode(type, from: Data(output))
        }
    }

    /// The executable, beside that of the tests.
    static let path =
        URL(filePath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "")
        .deletingLastPathComponent().appending(path: "nsw").path(percentEncoded: false)

    /// Runs `nsw` with these arguments to its end.
    static func run(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
    ) async throws -> Result {
        try await command(path, arguments, input: input, environment: environment)
    }

    static func run(
        _ arguments: String..., input: [UInt8] = [], environment: [String: String] = [:]
    ) async throws -> Result {
        try await run(arguments, input: input, environment: environment)
    }

    /// Runs any command; no thread of the concurrency pool waits for it.
    static func command(
        _ path: String, _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Swift.Result { try blocking(path, arguments, input: input, environment: environment) })
            }
        }
    }

    private static func blocking(
        _ path: String, _ arguments: [String], input: [UInt8], environment: [String: String]
    ) throws -> Result {
        let folder = try TemporaryFolder()
        let (outputFile, errorFile) = (folder.path("output"), folder.path("errors"))
        let inputFile = folder.path("input")
        for (file, bytes) in [(outputFile, []), (errorFile, []), (inputFile, input)] {
            try Data(bytes).write(to: URL(filePath: file))
        }
        let process = Process()
        process.executableURL = URL(filePath: path.contains("/") ? path : "/usr/bin/env")
        process.arguments = path.contains("/") ? arguments : [path] + arguments
        process.environment = Self.environment(environment)
        process.standardInput = try FileHandle(forReadingFrom: URL(filePath: inputFile))
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: outputFile))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: errorFile))
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: Array(try Data(contentsOf: URL(filePath: outputFile))),
            errors: try String(contentsOf: URL(filePath: errorFile), encoding: .utf8))
    }

    /// The tests' environment without what would change the command's answers.
    static func environment(_ more: [String: String]) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("NSW_") }
        environment["LC_ALL"] = "C"
        environment["NSW_SCHEMAS"] = Repository.path("schemas")
        return environment.merging(more) { $1 }
    }
}

/// Files of the repository.
enum Repository {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

    static func certificate(_ name: String) -> String { path("certs-sample/\(name)") }

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }
}

/// A folder of a test's own, which goes away with it.
final class TemporaryFolder: Sendable {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "nsw-test-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var path: String { folder.path(percentEncoded: false) }

    func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

    func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: name))) }

    /// Writes a file and gives its path.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: folder.appending(path: name))
        return path(name)
    }
}
