internal import ArgumentParser
internal import FoundationEssentials
internal import Gateway
internal import Journal
internal import Messages
internal import Signatures
package import SingleWindow
internal import Transport

/// Why a command can't go on, with the status it ends with.
package struct CommandFailure: Error, Sendable {
    package var status: ExitStatus
    package var problems: [Problem]

    package init(_ status: ExitStatus, problems: [Problem]) {
        self.status = status
        self.problems = problems
    }

    package init(_ status: ExitStatus, _ code: String, _ text: Text, hint: Text? = nil) {
        self.init(status, problems: [Problem(code: code, message: text, hint: hint)])
    }

    /// On standard error for people, on standard output for programs.
    func report(asJSON: Bool) {
        if asJSON { Terminal.json(FailureDocument(problems: problems)) }
        for problem in problems { Terminal.error(problem.line(Terminal.language)) }
    }
}

/// What `--json` prints where a command can't do its work.
private struct FailureDocument: Encodable {
    var problems: [Problem]
}

extension CommandFailure {
    /// The failure that `error` is to the user of a command; faults of ours for what nobody foresaw.
    static func of(_ error: any Error) -> CommandFailure {
        switch error {
        case let failure as CommandFailure: failure
        case let error as ConfigurationError:
            CommandFailure(.usage, "configuration.invalid", Text(vi: error.description, en: error.description))
        case let error as PartnerRegisterError:
            CommandFailure(.usage, "configuration.partners", Text(vi: error.description, en: error.description))
        case let error as CatalogueError: CommandFailure(.usage, problems: error.problems)
        case let error as SignaturesError: CommandFailure(.usage, problems: [error.problem])
        case let error as TransportError: CommandFailure(.cannot, problems: [error.problem])
        case let error as JournalError:
            CommandFailure(
                error.code == .internal ? .fault : .cannot, error.code.rawValue,
                Text(
                    vi: "Không dùng được kho lưu trữ: \(error.message)",
                    en: "The journal can't be used: \(error.message)"))
        default:
            CommandFailure(.fault, "command.internal", Text(vi: "Lỗi: \(error)", en: "Fault: \(error)"))
        }
    }

    /// Runs `work`; what it throws is thrown as a failure with the right status.
    static func translating<Result>(_ work: () async throws -> Result) async throws -> Result {
        do {
            return try await work()
        } catch let exit as ExitCode {
            throw exit
        } catch {
            throw CommandFailure.of(error)
        }
    }
}
