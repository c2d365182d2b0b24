internal import ArgumentParser
internal import Logging

/// A log level as an argument.
enum LogLevelName: String, ExpressibleByArgument, CaseIterable {
    case trace
    case debug
    case info
    case notice
    case warning
    case error
    case critical

    var value: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}

/// How log lines look.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}
