internal import Glibc

/// Connections to several addresses at once, without data, closed as soon as they are there.
enum ConnectAttempts {
    private struct Socket {
        let address: NameLookup.Address
        let descriptor: Int32
    }

    /// Blocks for at most `limit`.
    static func run(_ addresses: [NameLookup.Address], within limit: Duration) -> [NameLookup.Attempt] {
        let start = ContinuousClock.now
        var outcomes: [NameLookup.Address: NameLookup.Attempt] = [:]
        var pending: [Socket] = []
        func conclude(_ address: NameLookup.Address, _ reason: String?) {
            outcomes[address] = NameLookup.Attempt(address: address, reason: reason, time: ContinuousClock.now - start)
        }
        for address in addresses {
            switch open(address) {
            case .connected: conclude(address, nil)
            case .failed(let number): conclude(address, describe(errno: number))
            case .pending(let descriptor): pending.append(Socket(address: address, descriptor: descriptor))
            }
        }
        while !pending.isEmpty {
            let left = (start + limit - .now).wholeMilliseconds
            guard left > 0 else { break }
            var polled = pending.map { pollfd(fd: $0.descriptor, events: Int16(POLLOUT), revents: 0) }
            let count = poll(&polled, nfds_t(polled.count), Int32(min(left + 1, 60_000)))
            if count < 0, errno != EINTR { break }
            var rest: [Socket] = []
            for (socket, result) in zip(pending, polled) {
                if count > 0, result.revents != 0 {
                    let number = pendingError(socket.descriptor)
                    conclude(socket.address, number == 0 ? nil : describe(errno: number))
                    close(socket.descriptor)
                } else {
                    rest.append(socket)
                }
            }
            pending = rest
        }
        for socket in pending {
            conclude(socket.address, "no answer within the time limit")
            close(socket.descriptor)
        }
        return addresses.compactMap { outcomes[$0] }
    }

    private enum Opening {
        case connected
        case pending(Int32)
        case failed(Int32)
    }

    private static func open(_ address: NameLookup.Address) -> Opening {
        let isV6 = address.ip.bytes.count == 16
        let type = SocketType.stream | SocketType.closeOnExec | SocketType.nonBlocking
        let descriptor = socket(isV6 ? AF_INET6 : AF_INET, type, 0)
        guard descriptor >= 0 else { return .failed(errno) }
        let result = isV6 ? connect6(descriptor, address) : connect4(descriptor, address)
        let number = errno
        if result != 0, number == EINPROGRESS { return .pending(descriptor) }
        close(descriptor)
        return result == 0 ? .connected : .failed(number)
    }

    private static func connect4(_ descriptor: Int32, _ address: NameLookup.Address) -> Int32 {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = address.port.bigEndian
        withUnsafeMutableBytes(of: &name.sin_addr) { $0.copyBytes(from: address.ip.bytes) }
        return withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func connect6(_ descriptor: Int32, _ address: NameLookup.Address) -> Int32 {
        var name = sockaddr_in6()
        name.sin6_family = sa_family_t(AF_INET6)
        name.sin6_port = address.port.bigEndian
        withUnsafeMutableBytes(of: &name.sin6_addr) { $0.copyBytes(from: address.ip.bytes) }
        return withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
            }
        }
    }

    private static func pendingError(_ descriptor: Int32) -> Int32 {
        var number: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &length) == 0 ? number : errno
    }
}
