import Foundation
import Testing
import Transport

/// A program run beside the tests, which is killed when this value goes.
///
/// Spawned and awaited by the system calls themselves: every descriptor but the three standard ones stays here, and
/// the wait needs no run loop.
final class ChildProcess: Sendable {
    private let pid: pid_t
    /// The far end of the program's standard input and output.
    private let stream: Int32

    /// Starts a program, looked up in PATH, with its arguments.
    init(_ command: [String]) throws {
        // A server that dies while it is written to must be an error, not the end of the tests.
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        let type = SocketType.stream | SocketType.closeOnExec
        try #require(socketpair(AF_UNIX, type, 0, &ends) == 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var arguments = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var pid = pid_t()
        let result = posix_spawnp(&pid, command[0], &actions, nil, &arguments, environ)
        close(ends[1])
        self.pid = pid
        stream = ends[0]
        try #require(result == 0, "\(command)")
    }

    deinit {
        close(stream)
        kill(pid, SIGKILL)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
    }

    /// Reads the program's output, a piece at a time, until `find` finds something in a whole line of it or it ends.
    func find<Found>(_ find: (String) -> Found?) -> Found? {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(stream, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            text += buffer[..<count]
            // The last piece is not a whole line yet.
            let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
            for line in lines {
                if let found = find(String(decoding: line, as: UTF8.self)) { return found }
            }
        }
    }

    /// The port in the first line of the program's output that is a JSON object with one.
    func port() throws -> Int {
        try #require(find { (try? JSONDecoder().decode([String: Int].self, from: Data($0.utf8)))?["port"] })
    }

    /// Whether there is such a program in PATH.
    static func exists(_ name: String) -> Bool {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.contains { FileManager.default.isExecutableFile(atPath: $0 + "/" + name) }
    }

    /// Everything the program writes until its end; fails when it does not end well.
    static func output(of command: [String]) throws -> [UInt8] {
        let child = try ChildProcess(command)
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(child.stream, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            content += buffer[..<count]
        }
        // Leaves the status for the deinit's own wait.
        var information = siginfo_t()
        try #require(waitid(P_PID, id_t(child.pid), &information, WEXITED | WNOWAIT) == 0)
        try #require(information.si_code == CLD_EXITED, "\(command)")
        return content
    }
}
