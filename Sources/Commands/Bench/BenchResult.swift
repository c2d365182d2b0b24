internal import FoundationEssentials
internal import SingleWindow

/// One figure beside its floor (INTERFACE, section 2).
struct BenchResult: Encodable, Sendable {
    var name: String
    var ours: Double
    var floor: Double
    /// Figures of other programs that do the same, by name.
    var peers: [String: Double] = [:]
    var unit: String
    /// Ours by the floor.
    var ratio: Double
    /// Milliseconds that half, and all but one in a hundred, of the answers took at most.
    var p50: Double
    var p99: Double
    /// Milliseconds of processor time a message, of the whole process: the gateway and the callers in it.
    var processorTime: Double
    /// The same work called within the process, without HTTP.
    var direct: Direct
    /// Microseconds a message of each part of the floor.
    var floorParts: [String: Double]
    var conditions: [String: String]
    var machine: String

    struct Direct: Encodable, Sendable {
        var perSecond: Double
        var p50: Double
        var p99: Double
        var processorTime: Double
    }

    static func text(_ value: Double) -> String {
        let digits = abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : 2
        let scale = [1.0, 10.0, 100.0][digits]
        let rounded = (value * scale).rounded() / scale
        return digits == 0 ? String(Int(rounded)) : String(rounded)
    }
}

/// What the figures were taken on.
enum Machine {
    static var description: String {
        let info = (try? String(contentsOf: URL(filePath: "/proc/cpuinfo"), encoding: .utf8)) ?? ""
        let model = info.split(separator: "\n").first { $0.hasPrefix("model name") }
            .flatMap { $0.split(separator: ":").last.map { $0.trimmingWhiteSpace() } }
        return "\(ProcessInfo.processInfo.activeProcessorCount) x \(model ?? "unknown processor")"
    }
}
