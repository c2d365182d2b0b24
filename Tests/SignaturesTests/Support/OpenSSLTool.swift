import Foundation
import Testing

/// The `openssl` command, as the other party of a test; works in a folder of its own that goes away with it.
final class OpenSSLTool: Sendable {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "openssl-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    /// Runs `openssl` with these words and gives what it prints.
    @discardableResult
    func run(_ words: String, environment: [String: String] = [:]) throws -> [UInt8] {
        try run(words.split(separator: " ").map(String.init), environment: environment)
    }

    @discardableResult
    func run(_ arguments: [String], environment: [String: String] = [:]) throws -> [UInt8] {
        try command("openssl", arguments, environment: environment)
    }

    /// Runs a command in the folder; throws what it says on standard error unless it exits with 0.
    @discardableResult
    func command(_ name: String, _ arguments: [String], environment: [String: String] = [:]) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let errors = folder.appending(path: "stderr-" + UUID().uuidString)
        try Data().write(to: errors)
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let text = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
            throw Failed(description: "\(name) \(arguments.joined(separator: " ")): \(text)")
        }
        return Array(bytes)
    }

    func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: name))) }

    func write(_ name: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: folder.appending(path: name)) }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    /// Makes a key and a self-signed certificate: `NAME.key`, `NAME.crt`.
    func selfSigned(_ name: String, key: [String], subject: String = "/C=VN/CN=Test") throws {
        try run(["genpkey"] + key + ["-out", name + ".key"])
        try run([
            "req", "-x509", "-new", "-key", name + ".key", "-subj", subject, "-days", "30", "-utf8", "-out",
            name + ".crt",
        ])
    }
}

/// Key kinds that tests sign with: the words for `openssl genpkey`.
enum KeyKind: String, CaseIterable, CustomTestStringConvertible {
    case rsa2048, rsa3072, rsaPSS, p256, p384

    var words: [String] {
        switch self {
        case .rsa2048: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
        case .rsa3072: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"]
        case .rsaPSS: ["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"]
        case .p256: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
        case .p384: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"]
        }
    }

    var testDescription: String { rawValue }
}
