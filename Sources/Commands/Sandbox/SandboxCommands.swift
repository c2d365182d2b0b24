internal import ArgumentParser

/// The commands that run simulated counterparts. The module `Sandbox` does the work; what is listed here is shown by
/// `nsw --help`.
enum SandboxCommands {
    static let all: [any ParsableCommand.Type] = [DemoCommand.self, SandboxCommand.self]
}
