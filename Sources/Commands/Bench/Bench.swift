internal import ArgumentParser
internal import FoundationEssentials
internal import Gateway
internal import SingleWindow

/// `nsw bench NAME`.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure, beside a floor taken in the same run.",
        discussion: """
            EXAMPLES
              nsw bench intake
              nsw bench intake --messages 20000 --connections 128 --ack-key p256
              BENCH_OUT=bench.json nsw bench all
            """,
        subcommands: [BenchIntake.self, BenchAll.self])
}

/// `nsw bench all`: every benchmark, as a table and as a file.
struct BenchAll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "all", abstract: "Run all; print a table, write JSON to $BENCH_OUT.")

    @OptionGroup var schemas: SchemaOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let results = try await CommandFailure.translating {
            let folder = try schemas.folder()
            var results: [BenchResult] = []
            for key in AcknowledgementKey.allCases {
                Terminal.error("intake, acknowledgements signed with \(key.name) …")
                results.append(try await IntakeBench(schemas: folder, acknowledgementKey: key).run())
            }
            return results
        }
        let path = ProcessInfo.processInfo.environment["BENCH_OUT"] ?? ".build/bench.json"
        try InputFile.write(try JSON.encode(results), to: path)
        if output.json {
            Terminal.json(results)
        } else {
            let head = ["benchmark", "ours", "floor", "ratio", "unit", "p50 ms", "p99 ms"]
            let rows = results.map { result in
                [
                    result.name, BenchResult.text(result.ours), BenchResult.text(result.floor),
                    BenchResult.text(result.ratio), result.unit, BenchResult.text(result.p50),
                    BenchResult.text(result.p99),
                ]
            }
            for line in TextTable.lines([head] + rows) { Terminal.print(line) }
            Terminal.error("written to \(path)")
        }
    }
}

/// `nsw bench intake`.
struct BenchIntake: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "intake", abstract: "Durable acknowledgements a second, end to end over HTTP.",
        discussion: """
            Signed F2 declarations, each new, go over loopback HTTP through reading, schema check, signature check, the \
            case step, one synced transaction with the outgoing delivery, and the signed acknowledgement.

            The floor is what parsing, canonicalizing, SHA-256, verifying the signature and one synced SQLite insert \
            take by themselves, one message after the other on one thread. Prints JSON.
            """)

    @Option(help: "Messages to send after the warm-up.") var messages = 5000
    @Option(help: "Requests under way at once.") var connections = 64
    @Option(help: "Key that signs the acknowledgements: rsa2048 or p256.") var ackKey: AcknowledgementKey = .rsa2048
    @Option(help: ArgumentHelp("Folder for the journal, on the disk to measure.", valueName: "dir"))
    var folder = "/var/tmp"
    @OptionGroup var schemas: SchemaOptions

    func validate() throws {
        guard messages > 0, connections > 0 else { throw ValidationError("Counts must be at least 1.") }
    }

    func run() async throws {
        let result = try await CommandFailure.translating {
            try await IntakeBench(
                schemas: try schemas.folder(), acknowledgementKey: ackKey, messages: messages,
                connections: connections, parent: folder
            ).run()
        }
        Terminal.json(result)
    }
}

/// The gateway's signing key, by the name of a sample.
enum AcknowledgementKey: String, ExpressibleByArgument, CaseIterable {
    case rsa2048
    case p256

    var name: String { self == .rsa2048 ? "RSA-2048" : "P-256" }
    var sample: String { self == .rsa2048 ? "gateway" : "gateway-ec" }
}
