internal import FoundationEssentials
internal import Gateway
internal import Glibc
package import SingleWindow

/// Standard output and standard error.
package enum Terminal {
    /// A line on standard output: what the command was asked for.
    package static func print(_ line: String) { write(Array((line + "\n").utf8), to: STDOUT_FILENO) }

    /// A line on standard error: what people should know beside it.
    package static func error(_ line: String) { write(Array((line + "\n").utf8), to: STDERR_FILENO) }

    /// One JSON document on standard output.
    package static func json(_ value: some Encodable) {
        do {
            write(try JSON.encode(value) + [UInt8(ascii: "\n")], to: STDOUT_FILENO)
        } catch { Terminal.error("nsw: \(error)") }
    }

    /// Bytes on standard output, unchanged.
    package static func bytes(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    /// Whether people look at standard error.
    package static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

    /// The language of texts: the one given on the command line, else that of the locale, else English.
    package static var language: Language {
        let given = CommandLine.arguments.firstIndex(of: "--language").flatMap { index in
            CommandLine.arguments.dropFirst(index + 1).first
        }
        let environment = ProcessInfo.processInfo.environment
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        let name = given ?? locale ?? ""
        return name.lowercased().hasPrefix("vi") ? .vietnamese : .english
    }

    /// Writes without a buffer: lines are seen when they are written, also by a program at the end of a pipe. Stops
    /// where the reader is gone.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                return
            }
            rest = rest.dropFirst(count)
        }
    }
}

extension Problem {
    /// `12:5: xml.schema.pattern: … (…)`, for terminals and logs of build systems.
    func line(_ language: Language, file: String? = nil) -> String {
        let place = [file, line.map(String.init), column.map(String.init)].compactMap { $0 }.joined(separator: ":")
        let spot = path.map { " (\($0))" } ?? ""
        let hint = hint.map { "\n    \($0[language])" } ?? ""
        return "\(place.isEmpty ? "" : place + ": ")\(code): \(message[language])\(spot)\(hint)"
    }
}
