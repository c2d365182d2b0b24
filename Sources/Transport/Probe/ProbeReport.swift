package import SingleWindow

/// One part of a probe.
package struct ProbeStep: Hashable, Sendable, Codable {
    /// The parts in the order they are tried.
    package enum Part: String, Hashable, Sendable, Codable, CaseIterable {
        /// The URL, the limits, the files.
        case settings
        /// The host's addresses, or those of the proxy.
        case dns
        /// A TCP connection to each address.
        case tcp
        /// Protocol version and cipher suite.
        case tls
        /// The server's certificate, its chain and its name.
        case certificate
        /// Our own certificate.
        case identity
        /// A request and its answer.
        case http
    }

    /// How a part went.
    package enum Outcome: String, Hashable, Sendable, Codable {
        case passed
        /// It works, but somebody should look at it.
        case warning
        case failed
        /// Not needed for this address.
        case skipped
        /// Not tried, because a part before it failed. Says nothing either way.
        case notReached = "not-reached"
    }

    package var part: Part
    package var outcome: Outcome
    /// The stable code of a failure; see `TransportError.Code`.
    package var code: String?
    /// What was found, for people.
    package var message: Text
    /// What was found in detail, one line each, in English or in the protocol's own words.
    package var details: [String]
    /// How long it took, in milliseconds, where that is known.
    package var milliseconds: Int64?

    init(
        _ part: Part, _ outcome: Outcome, code: String? = nil, _ message: Text, details: [String] = [],
        time: Duration? = nil
    ) {
        self.part = part
        self.outcome = outcome
        self.code = code
        self.message = message
        self.details = details
        self.milliseconds = time?.wholeMilliseconds
    }
}

/// What a probe found.
package struct ProbeReport: Hashable, Sendable {
    /// One step for each part, in order.
    package internal(set) var steps: [ProbeStep] = []
    /// The certificates the server sent, its own first, DER; empty without TLS or when none came.
    package internal(set) var chain: [[UInt8]] = []
    /// The answer to the request; nil when there was none.
    package internal(set) var reply: HTTPReply?

    /// Whether a delivery could go this way: every part passed or was not needed, warnings included.
    package var isReachable: Bool {
        steps.count == ProbeStep.Part.allCases.count
            && steps.allSatisfy { [.passed, .warning, .skipped].contains($0.outcome) }
    }
}
