internal import ArgumentParser
internal import Glibc
internal import SingleWindow

/// Runs `nsw`: parses the arguments, runs the command, and ends the process with the exit status it stands for.
package enum CommandLineTool {
    /// - Parameter arguments: what follows the command's name; nil takes the process's own.
    package static func main(_ arguments: [String]? = nil) async -> Never {
        // A reader that goes away (`nsw … | head`, a partner that hangs up) is an error of a write, not a death.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try NSW.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            exit(ExitStatus.yes.rawValue)
        } catch {
            end(error, arguments: arguments ?? Array(CommandLine.arguments.dropFirst()))
        }
    }

    private static func end(_ error: any Error, arguments: [String]) -> Never {
        if let failure = error as? CommandFailure {
            failure.report(asJSON: arguments.contains("--json"))
            exit(failure.status.rawValue)
        }
        switch NSW.exitCode(for: error) {
        case .success, .validationFailure: NSW.exit(withError: error)
        case let code where error is ExitCode:
            exit(code.rawValue)
        default:
            // ArgumentParser knows neither success, a wrong usage nor a status in it: nobody foresaw it.
            let failure = CommandFailure(
                .fault, "command.internal",
                Text(vi: "Lỗi không lường trước: \(error)", en: "Unforeseen fault: \(error)"))
            failure.report(asJSON: arguments.contains("--json"))
            exit(failure.status.rawValue)
        }
    }
}

/// What the command's end says (INTERFACE, section 2).
package enum ExitStatus: Int32, Sendable {
    /// Yes, done.
    case yes = 0
    /// No: invalid, refused, mismatch.
    case no = 1
    /// Could not check or could not reach.
    case cannot = 2
    /// Wrong usage.
    case usage = 64
    /// A fault of ours.
    case fault = 70
}
