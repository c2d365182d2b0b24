internal import ArgumentParser
internal import FoundationEssentials
internal import Sandbox
internal import SingleWindow

/// `nsw demo`.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Play six consignments through the gateway and simulated counterparts.",
        discussion: """
            Starts a gateway and all its counterparts on loopback ports in a temporary folder, prints the timeline of \
            each case and a closing table, and stops everything. Exit status 0 only if every case ended as it must.
            """)

    @OptionGroup var place: SandboxPlace

    func run() async throws {
        try await CommandFailure.translating {
            let good = try await place.withFolder { folder in
                try await Demo.run(try place.settings(folder)) { Terminal.print($0) }
            }
            if !good { throw ExitCode(ExitStatus.no.rawValue) }
        }
    }
}

/// Where the sandbox finds what it needs.
struct SandboxPlace: ParsableArguments {
    @OptionGroup var schemas: SchemaOptions

    @Option(help: ArgumentHelp("Folder of the sample certificates.", valueName: "dir"))
    var certificates: String?

    /// What a sandbox in `folder` runs with.
    ///
    /// - Throws: `CommandFailure` (usage) where schemas or certificates are not found.
    func settings(_ folder: String) throws -> Demo.Settings {
        guard let certificates = certificates ?? ProgramFolder.find("certs-sample") else {
            throw CommandFailure(
                .usage, "command.no_certificates",
                Text(
                    vi: "Không tìm thấy thư mục certs-sample.", en: "The folder certs-sample was not found."),
                hint: Text(vi: "Dùng --certificates THƯ_MỤC.", en: "Use --certificates DIR."))
        }
        return Demo.Settings(
            executable: ProgramFolder.executable, schemas: absolute(try schemas.folder()),
            certificates: absolute(certificates), folder: folder)
    }

    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    /// A new temporary folder, removed when `body` is done.
    func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nsw-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(folder)
    }
}
