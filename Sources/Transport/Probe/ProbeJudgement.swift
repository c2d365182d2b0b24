/// What a call and its handshake say of TLS, certificates and HTTP.
struct ProbeJudgement {
    let call: PreparedCall
    let facts: HandshakeFacts
    let outcome: Result<HTTPReply, TransportError>

    private var error: TransportError? {
        if case .failure(let error) = outcome { error } else { nil }
    }

    private var reply: HTTPReply? { try? outcome.get() }

    /// The steps from TLS on, up to and including the first that failed.
    var steps: [ProbeStep] {
        guard call.origin.scheme == "https" else {
            let skipped = [ProbeStep.Part.tls, .certificate, .identity].map {
                ProbeStep($0, .skipped, ProbeText.withoutTLS)
            }
            return skipped + [http]
        }
        var steps: [ProbeStep] = []
        for step in [tls, certificate, identity, http] {
            steps.append(step)
            if step.outcome == .failed { break }
        }
        return steps
    }

    private static let certificateCodes: [TransportError.Code] = [.untrusted, .expired, .hostMismatch, .trustUnusable]
    private static let identityCodes: [TransportError.Code] = [.identityRefused, .identityUnusable]

    private var tls: ProbeStep {
        if let error {
            let isOfTLS = !(Self.certificateCodes + Self.identityCodes).contains(error.code)
            if isOfTLS, error.phase == .tls || facts.version == nil { return ProbeStep(.tls, error) }
        }
        guard let version = facts.version else {
            // libcurl reads our roots and our certificate before it begins the handshake.
            return ProbeStep(.tls, .notReached, ProbeText.notReached)
        }
        let time = reply.map { $0.timings.tls - $0.timings.connect }
        return ProbeStep(.tls, .passed, ProbeText.tls, details: [version, facts.cipher ?? ""], time: time)
    }

    private var certificate: ProbeStep {
        if let error, Self.certificateCodes.contains(error.code) {
            var step = ProbeStep(.certificate, error)
            if let (text, depth) = facts.chainError {
                step.details.append("certificate " + String(depth + 1) + " of the chain: " + text)
            }
            return step
        }
        guard facts.version != nil else {
            return ProbeStep(.certificate, .notReached, ProbeText.notReached)
        }
        return ProbeStep(.certificate, .passed, ProbeText.certificate(call.origin.host, facts.chain.count))
    }

    private var identity: ProbeStep {
        if let error, Self.identityCodes.contains(error.code) {
            return ProbeStep(.identity, error)
        }
        return switch (facts.isCertificateAsked, call.call.tls.identity != nil) {
        case (true, true):
            // A broken connection right after our certificate may be the server's way to refuse it.
            reply == nil
                ? ProbeStep(.identity, .warning, ProbeText.identitySent)
                : ProbeStep(.identity, .passed, ProbeText.identityAccepted)
        case (true, false): ProbeStep(.identity, .warning, ProbeText.identityMissing)
        case (false, true): ProbeStep(.identity, .warning, ProbeText.identityNotAsked)
        case (false, false): ProbeStep(.identity, .skipped, ProbeText.noIdentity)
        }
    }

    private var http: ProbeStep {
        guard let reply else {
            return ProbeStep(.http, error ?? TransportError(.internal))
        }
        let isDoubtful = [401, 403, 407].contains(reply.status) || reply.status >= 500
        return ProbeStep(
            .http, isDoubtful ? .warning : .passed, ProbeText.answered(reply.status),
            details: ["HTTP/" + reply.httpVersion + " " + String(reply.status), reply.remoteAddress],
            time: reply.timings.firstByte - reply.timings.tls)
    }
}
