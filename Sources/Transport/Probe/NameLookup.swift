internal import Glibc
internal import Synchronization

/// Resolves a host name the way libcurl does, through the system's resolver, and tries its addresses.
///
/// The resolver cannot be interrupted, so it runs on a thread of its own that is left behind when the time is over.
struct NameLookup: Sendable {
    let host: String
    let port: UInt16

    /// An address of the host with its port.
    struct Address: Hashable, Sendable, CustomStringConvertible {
        let ip: IPAddress
        let port: UInt16

        var description: String {
            let text = ip.description
            return (text.contains(":") ? "[" + text + "]" : text) + ":" + String(port)
        }
    }

    /// The addresses in the order they are preferred; nil when the time is over.
    func addresses(within limit: Duration) async -> Result<[Address], ResolverError>? {
        let answer = Answer<Result<[Address], ResolverError>>()
        return await answer.wait(atMost: limit) { resolve() }
    }

    /// How each address takes a connection, tried side by side: nil for a connection, or the reason against it.
    func connect(to addresses: [Address], within limit: Duration) async -> [Attempt] {
        let answer = Answer<[Attempt]>()
        // The attempts keep to the limit themselves; the second of grace is for a machine that is busy.
        return await answer.wait(atMost: limit + .seconds(1)) { ConnectAttempts.run(addresses, within: limit) } ?? []
    }

    /// The outcome of a connection.
    struct Attempt: Sendable {
        let address: Address
        /// nil when the connection was made.
        let reason: String?
        let time: Duration
    }

    /// The resolver's answer when it has no addresses.
    struct ResolverError: Error {
        let text: String
    }

    private func resolve() -> Result<[Address], ResolverError> {
        var hints = addrinfo()
        hints.ai_socktype = SocketType.stream
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else {
            return .failure(ResolverError(text: gai_strerror(code).map { String(cString: $0) } ?? String(code)))
        }
        defer { freeaddrinfo(list) }
        var addresses: [Address] = []
        var next = list
        while let entry = next {
            if let pointer = entry.pointee.ai_addr,
                let ip = IPAddress(family: entry.pointee.ai_family, address: UnsafeRawPointer(pointer))
            {
                let address = Address(ip: ip, port: port)
                if !addresses.contains(address) { addresses.append(address) }
            }
            next = entry.pointee.ai_next
        }
        return .success(addresses)
    }
}

/// A value that a thread computes and a task waits for, but not longer than a limit.
private final class Answer<Value: Sendable>: Sendable {
    private enum State {
        case pending(CheckedContinuation<Value?, Never>?)
        case given(Value?)
    }

    private let state = Mutex(State.pending(nil))

    /// Runs `work` on a thread; its value, or nil when the limit is over, the task is cancelled or there is no thread.
    func wait(atMost limit: Duration, _ work: @escaping @Sendable () -> Value) async -> Value? {
        guard let thread = try? WorkerThread({ self.give(work()) }) else { return nil }
        thread.detach()
        return await withTaskGroup(of: Value?.self) { group in
            group.addTask { await self.value() }
            group.addTask {
                try? await Task.sleep(for: limit)
                self.give(nil)
                return nil
            }
            // Both end once the value is given; the one that waits for it has it.
            var value: Value?
            if let first = await group.next(), let first { value = first }
            group.cancelAll()
            for await other in group { value = value ?? other }
            return value
        }
    }

    private func value() async -> Value? {
        await withCheckedContinuation { continuation in
            let given: State = state.withLock { state in
                if case .pending = state { state = .pending(continuation) }
                return state
            }
            if case .given(let value) = given { continuation.resume(returning: value) }
        }
    }

    /// The first value counts.
    private func give(_ value: Value?) {
        let waiting: CheckedContinuation<Value?, Never>? = state.withLock { state in
            guard case .pending(let continuation) = state else { return nil }
            state = .given(value)
            return continuation
        }
        waiting?.resume(returning: value)
    }
}
