import Foundation
import Testing
import Transport

/// A port of the loopback interface that nobody listens on.
func closedPort() throws -> Int {
    let (descriptor, port) = try bound()
    close(descriptor)
    return port
}

/// A listening socket that accepts nothing and whose queue is full.
final class FullListener: Sendable {
    let port: Int
    private let descriptors: [Int32]

    init() throws {
        let (listener, port) = try bound()
        var descriptors = [listener]
        try #require(listen(listener, 0) == 0)
        // Connections the kernel completes by itself until the queue is full; the last attempts stay unanswered.
        for _ in 0..<4 {
            let client = socket(AF_INET, SocketType.stream | SocketType.nonBlocking, 0)
            _ = withLoopback(port) { connect(client, $0, $1) }
            descriptors.append(client)
        }
        self.port = port
        self.descriptors = descriptors
    }

    deinit { for descriptor in descriptors { close(descriptor) } }
}

private func bound() throws -> (descriptor: Int32, port: Int) {
    let descriptor = socket(AF_INET, SocketType.stream, 0)
    try #require(descriptor >= 0)
    try #require(withLoopback(0) { bind(descriptor, $0, $1) } == 0)
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    try #require(result == 0)
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
}

private func withLoopback<Result>(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
}
