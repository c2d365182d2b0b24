internal import ArgumentParser
internal import FoundationEssentials
internal import Gateway
internal import Messages
internal import SingleWindow

/// How the outcome is told.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON document on standard output and nothing else.")
    var json = false

    @Option(help: "Language of texts: vi or en.")
    var language: TextLanguage?

    var text: Language { language?.value ?? Terminal.language }
}

/// A language as an argument.
enum TextLanguage: String, ExpressibleByArgument, CaseIterable {
    case vi
    case en

    var value: Language { self == .vi ? .vietnamese : .english }
}

/// Where the schema folder is.
struct SchemaOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Folder of schemas, procedures and layouts.",
            discussion: "Default: $NSW_SCHEMAS, else ./schemas, else the one above the executable.",
            valueName: "dir"))
    var schemas: String?

    /// - Throws: `CommandFailure` (usage) where there is none.
    func folder() throws -> String {
        if let schemas { return try existing(schemas) }
        if let named = ProcessInfo.processInfo.environment["NSW_SCHEMAS"], !named.isEmpty { return try existing(named) }
        guard let found = ProgramFolder.find("schemas") else {
            throw CommandFailure(
                .usage, "command.no_schemas",
                Text(vi: "Không tìm thấy thư mục schemas.", en: "No schema folder was found."),
                hint: Text(vi: "Dùng --schemas THƯ_MỤC.", en: "Use --schemas DIR."))
        }
        return found
    }

    /// Everything in the folder.
    ///
    /// - Throws: `CommandFailure` (usage) where there is none, or something in it is wrong.
    func load() throws -> SchemaFolder {
        let folder = try folder()
        do {
            return try SchemaFolder(folder)
        } catch { throw CommandFailure.of(error) }
    }

    private func existing(_ path: String) throws -> String {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder else {
            throw CommandFailure(
                .usage, "command.no_schemas",
                Text(vi: "\(path) không phải là thư mục.", en: "\(path) is no folder."))
        }
        return path
    }
}

/// Finds the project's folders from where the command runs.
enum ProgramFolder {
    /// `./NAME`, or `NAME` in a folder above the executable.
    static func find(_ name: String) -> String? {
        if isFolder(name) { return name }
        var parts = executable.split(separator: "/").map(String.init)
        while !parts.isEmpty {
            parts.removeLast()
            let candidate = "/" + (parts + [name]).joined(separator: "/")
            if isFolder(candidate) { return candidate }
        }
        return nil
    }

    /// The running executable's path.
    static var executable: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? CommandLine.arguments.first ?? ""
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }
}

/// Files named on the command line.
enum InputFile {
    /// The bytes of the file at `path`; `-` is standard input.
    ///
    /// - Throws: `CommandFailure` (usage) where it can't be read.
    static func bytes(_ path: String) throws -> [UInt8] {
        do {
            return try FileReader.bytes(path == "-" ? "/dev/stdin" : path)
        } catch {
            throw CommandFailure(
                .usage, "command.unreadable_file",
                Text(vi: "Không đọc được tệp: \(error)", en: "The file can't be read: \(error)"))
        }
    }

    /// Writes `bytes` to the file at `path`; nil or `-` is standard output.
    ///
    /// - Throws: `CommandFailure` (usage) where it can't be written.
    static func write(_ bytes: [UInt8], to path: String?) throws {
        guard let path, path != "-" else {
            Terminal.bytes(bytes)
            return
        }
        do {
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandFailure(
                .usage, "command.unwritable_file",
                Text(vi: "Không ghi được tệp \(path).", en: "The file \(path) can't be written."))
        }
    }
}
