internal import FoundationEssentials
internal import Gateway
internal import Logging
internal import SingleWindow

/// Log lines as JSON on standard error, one object a line, for collectors.
struct JSONLogHandler: LogHandler {
    let label: String
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(label: String) {
        self.label = label
        metadataProvider = LoggingSystem.metadataProvider
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields: [String: String] = [:]
        for source in [metadata, metadataProvider?.get() ?? [:], event.metadata ?? [:]] {
            for (key, value) in source { fields[key] = "\(value)" }
        }
        fields["time"] = SystemClock().now.rfc3339
        fields["level"] = event.level.rawValue
        fields["logger"] = label
        fields["message"] = "\(event.message)"
        guard let line = try? JSON.encode(fields) else { return }
        Terminal.error(String(decoding: line, as: UTF8.self))
    }
}
