import Foundation

/// A command of the system as the other party of a test (curl, bash).
struct Command: Sendable {
    struct Result: Sendable {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Runs `name` and waits for its end without holding a thread of the pool that the server under test needs.
    static func run(_ name: String, _ arguments: [String]) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Swift.Result { try runBlocking(name, arguments) })
            }
        }
    }

    private static func runBlocking(_ name: String, _ arguments: [String]) throws -> Result {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // Both are small: neither can fill its pipe while the other is read.
        let outputBytes = output.fileHandleForReading.readDataToEndOfFile()
        let errorBytes = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: String(decoding: outputBytes, as: UTF8.self),
            errors: String(decoding: errorBytes, as: UTF8.self))
    }

    /// What curl reports: the exit status, the HTTP status, the body and the header fields.
    struct Answer: Sendable {
        var exit: Int32
        var status: Int
        var body: String
        var headers: String
        var errors: String
    }

    static func curl(_ url: String, _ arguments: String...) async throws -> Answer {
        let mark = "\n--status--"
        let result = try await run(
            "curl",
            [
                "--silent", "--show-error", "--max-time", "20", "--dump-header", "/dev/stderr", "--write-out",
                mark + "%{http_code}",
            ] + arguments + [url])
        let parts = result.output.components(separatedBy: mark)
        return Answer(
            exit: result.status, status: parts.count > 1 ? Int(parts[1]) ?? 0 : 0, body: parts.first ?? "",
            headers: result.errors, errors: result.errors)
    }
}

/// The files of `certs-sample/`.
enum Samples {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "certs-sample")

    static func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: name)))
    }
}
