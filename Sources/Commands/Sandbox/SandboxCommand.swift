internal import ArgumentParser
internal import Sandbox
internal import SingleWindow
internal import UnixSignals

/// `nsw sandbox`.
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Run a gateway with simulated counterparts until it is stopped.",
        discussion: "Prints the gateway's address and the API keys of its partners. SIGINT or SIGTERM ends it.")

    @OptionGroup var place: SandboxPlace

    @Option(help: "The gateway's port; 0 takes a free one.")
    var port = 8080

    @Flag(help: "List the scenario values and end.")
    var scenarios = false

    func run() async throws {
        if scenarios {
            for scenario in Scenario.allCases {
                Terminal.print("\(scenario.rawValue)  \(scenario.title[Terminal.language])")
            }
            return
        }
        try await CommandFailure.translating {
            try await place.withFolder { folder in
                let settings = try place.settings(folder)
                let port = port
                try await withThrowingTaskGroup(of: Void.self) { group in
                    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
                    group.addTask { for await _ in signals { return } }
                    group.addTask {
                        try await SandboxService.run(settings, port: port) { Terminal.print($0) }
                    }
                    try await group.next()
                    group.cancelAll()
                }
            }
        }
    }
}
