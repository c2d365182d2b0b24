import Foundation
import Messages
import SingleWindow
import Testing

/// Compares with a reader that shares no code with ours: integration/check/vnaccs_read.py.
@Suite("VNACCS read by Python")
struct VNACCSPythonTests {
    static let script = VNACCSFixture.folder + "/../../integration/check/vnaccs_read.py"
    static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first(
        where: FileManager.default.isExecutableFile)

    @Test(
        "what we write is read alike", .enabled(if: VNACCSPythonTests.python != nil),
        arguments: ["IDA", "EDA", "VAD1AC", "VAE1LF", "VAJP03", "VAD419", "MIC", "VAF801"])
    func alike(_ code: String) throws {
        var generator = SeededGenerator(seed: 42)
        let layout = VNACCSFixture.layout(code)
        let message = VNACCSRoundTripTests.message(
            layout, rows: min(7, layout.maximumRows), width: .characters, density: 0.6, using: &generator)
        let bytes = try VNACCSWriter().write(message)
        let file = FileManager.default.temporaryDirectory.appending(path: "vnaccs-\(code)-\(UUID().uuidString)")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        var expected: [String] = []
        for (row, record) in ([message.items] + message.rows).enumerated() {
            expected += record.filled.map { "\(row)\t\($0.item.id)\t\($0.value)" }
        }
        expected.append("length\t\(bytes.count)")
        #expect(try run([Self.script, VNACCSFixture.folder, file.path]) == expected)
    }

    private func run(_ arguments: [String]) throws -> [String] {
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.python))
        process.arguments = arguments
        process.environment = ["PYTHONIOENCODING": "utf-8"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
