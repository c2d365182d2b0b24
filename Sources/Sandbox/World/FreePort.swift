internal import Glibc
internal import Transport

/// A loopback port that nobody listens on, so that a gateway that is killed comes back at the same address.
enum FreePort {
    /// - Throws: `SandboxError` where the system gives none.
    static func take() throws(SandboxError) -> Int {
        let socket = Glibc.socket(AF_INET, SocketType.stream, 0)
        guard socket >= 0 else { throw SandboxError("no socket: \(String(cString: strerror(errno)))") }
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(socket, generic, length) == 0 && getsockname(socket, generic, &length) == 0
            }
        }
        guard isBound else { throw SandboxError("no free port: \(String(cString: strerror(errno)))") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
