/// Tries a partner's address part by part, with the settings deliveries will have, and says which part fails and why.
///
/// Name and TCP are tried by the system's own calls; TLS, certificates and HTTP by a call through the transport, over a
/// connection of its own, so that what passes here is what a delivery meets.
package struct ConnectionProbe: Sendable {
    private let transport: HTTPTransport

    /// - Parameter transport: One that is running.
    package init(_ transport: HTTPTransport) { self.transport = transport }

    /// Methods that change nothing at the other side (RFC 9110, section 9.2.1).
    private static let safeMethods: Set<String> = ["GET", "HEAD", "OPTIONS"]
    /// Most addresses that are tried.
    private static let addressLimit = 8

    /// Probes an address.
    ///
    /// - Parameters:
    ///   - call: What to try, with a method that changes nothing: GET, HEAD or OPTIONS.
    ///   - report: Told of each step as soon as it is known.
    /// - Returns: All steps; those after a failure are `notReached`.
    package func run(_ call: HTTPCall, report: (ProbeStep) -> Void = { _ in }) async -> ProbeReport {
        var result = ProbeReport()
        func add(_ step: ProbeStep) {
            result.steps.append(step)
            report(step)
        }
        func end() -> ProbeReport {
            for part in ProbeStep.Part.allCases.dropFirst(result.steps.count) {
                add(ProbeStep(part, .notReached, ProbeText.notReached))
            }
            return result
        }
        var prepared: PreparedCall
        do throws(TransportError) {
            prepared = try prepare(call)
        } catch {
            add(ProbeStep(.settings, error))
            return end()
        }
        add(ProbeStep(.settings, .passed, ProbeText.settings, details: [prepared.origin.description]))

        let (steps, isReachable) = await network(prepared)
        steps.forEach(add)
        guard isReachable else { return end() }

        let observer = HandshakeObserver()
        prepared.observer = observer
        let outcome: Result<HTTPReply, TransportError>
        do throws(TransportError) {
            outcome = .success(try await transport.send(prepared))
        } catch {
            outcome = .failure(error)
        }
        let facts = observer.facts
        result.chain = facts.chain
        result.reply = try? outcome.get()
        ProbeJudgement(call: prepared, facts: facts, outcome: outcome).steps.forEach(add)
        return end()
    }

    private func prepare(_ call: HTTPCall) throws(TransportError) -> PreparedCall {
        guard ConnectionProbe.safeMethods.contains(call.method) else {
            throw TransportError(.invalidCall, detail: "method " + call.method + " may have effects")
        }
        return try transport.prepare(call)
    }

    // MARK: Name and TCP

    /// The steps for name and connection, and whether at least one address took a connection.
    private func network(_ prepared: PreparedCall) async -> ([ProbeStep], Bool) {
        let clock = ContinuousClock()
        let limit = prepared.call.timeouts.connect
        let lookup = target(of: prepared)
        let start = clock.now
        let answer = await lookup.addresses(within: limit)
        let time = clock.now - start
        let addresses: [NameLookup.Address]
        switch answer {
        case nil:
            return ([ProbeStep(.dns, TransportError(.timeout, phase: .dns, detail: lookup.host), time: time)], false)
        case .failure(let error):
            let detail = lookup.host + ": " + error.text
            return ([ProbeStep(.dns, TransportError(.dns, phase: .dns, detail: detail), time: time)], false)
        case .success(let all):
            addresses = all
        }
        let isLiteral = IPAddress(lookup.host) != nil
        let dns = ProbeStep(
            .dns, isLiteral ? .skipped : .passed, isLiteral ? ProbeText.literal : ProbeText.name(lookup.host),
            details: addresses.map(\.ip.description), time: time)
        let tcp = await connect(lookup, addresses, prepared)
        return ([dns, tcp], tcp.outcome != .failed)
    }

    private func connect(
        _ lookup: NameLookup, _ all: [NameLookup.Address], _ prepared: PreparedCall
    ) async -> ProbeStep {
        let isChecked = prepared.call.reach == .publicOnly && prepared.call.proxy == nil
        let allowed = isChecked ? all.filter(\.ip.isPublic) : all
        guard !allowed.isEmpty else {
            return ProbeStep(.tcp, TransportError(.addressRefused, phase: .connect))
        }
        let attempts = await lookup.connect(
            to: Array(allowed.prefix(ConnectionProbe.addressLimit)), within: prepared.call.timeouts.connect)
        let details = attempts.map { attempt in
            let end = attempt.reason ?? "connected"
            return attempt.address.description + ": " + end + ", " + String(attempt.time.wholeMilliseconds) + " ms"
        }
        let connected = attempts.filter { $0.reason == nil }
        guard let fastest = connected.min(by: { $0.time < $1.time }) else {
            var step = ProbeStep(.tcp, TransportError(.connect, phase: .connect))
            step.details = details
            return step
        }
        let isComplete = connected.count == attempts.count && allowed.count == all.count
        return ProbeStep(
            .tcp, isComplete ? .passed : .warning,
            isComplete ? ProbeText.connected : ProbeText.partlyConnected(connected.count, of: all.count),
            details: details, time: fastest.time)
    }

    /// Where the TCP connection goes: to the proxy, to the address that replaces the host's, or to the host.
    private func target(of prepared: PreparedCall) -> NameLookup {
        if let proxy = prepared.call.proxy, let origin = try? URLParts(proxy.url).origin {
            return lookup(origin.host, origin.port)
        }
        if let replacement = prepared.call.connectTo, let colon = replacement.lastIndex(of: ":") {
            return lookup(String(replacement[..<colon]), String(replacement[replacement.index(after: colon)...]))
        }
        return lookup(prepared.origin.host, prepared.origin.port)
    }

    private func lookup(_ host: String, _ port: String) -> NameLookup {
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        return NameLookup(host: isBracketed ? String(host.dropFirst().dropLast()) : host, port: UInt16(port) ?? 0)
    }
}

extension ProbeStep {
    /// A step that failed.
    init(_ part: Part, _ error: TransportError, time: Duration? = nil) {
        self.init(
            part, .failed, code: error.code.rawValue, error.code.text,
            details: [error.detail].compactMap { $0 }, time: time)
    }
}
