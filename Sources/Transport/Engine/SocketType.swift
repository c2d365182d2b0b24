/// Types and flags of sockets, by the numbers of the Linux ABI (`bits/socket_type.h`).
///
/// Swift sees the C enumeration through Glibc only where no other C module has brought `<sys/socket.h>` in before it,
/// which depends on the order in which modules are built.
package enum SocketType {
    package static let stream: Int32 = 1
    package static let closeOnExec: Int32 = 0o2_000_000
    package static let nonBlocking: Int32 = 0o4000
}
