internal import Gateway
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import NIOSSL
internal import SingleWindow

/// Finds out which partner calls: by the client certificate of its connection, by its API key, or by both.
struct CallerAuthenticator: Sendable {
    let gateway: any GatewayUseCases
    /// Whether connections can carry client certificates.
    let isTLS: Bool

    /// - Throws: an `auth` problem (401).
    func caller(_ request: Request, _ context: GatewayContext) async throws -> Caller {
        let byKey = try callerByKey(request)
        guard let certificate = try await certificate(context.channel) else {
            guard let byKey else { throw HTTPProblem.authenticationMissing }
            return byKey
        }
        guard let byCertificate = gateway.caller(certificateDER: certificate) else {
            throw HTTPProblem.unknownCertificate
        }
        if let byKey, byKey.partner.id != byCertificate.partner.id { throw HTTPProblem.contradictingCredentials }
        return byCertificate
    }

    /// As `caller`, and not suspended: for everything but intake, which journals what a suspended partner sends.
    func reader(_ request: Request, _ context: GatewayContext) async throws -> Caller {
        let caller = try await caller(request, context)
        guard !caller.partner.suspended else { throw HTTPProblem.suspended(caller.partner.id) }
        return caller
    }

    private func callerByKey(_ request: Request) throws -> Caller? {
        guard let header = request.headers[.authorization] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1).map { $0.trimmingWhiteSpace() }
        guard parts.first?.lowercased() == "bearer" else { throw HTTPProblem.unsupportedScheme }
        guard parts.count == 2, let caller = gateway.caller(apiKey: parts[1]) else { throw HTTPProblem.unknownKey }
        return caller
    }

    /// The client certificate that the handshake has verified, DER.
    private func certificate(_ channel: any NIOCore.Channel) async throws -> [UInt8]? {
        guard isTLS else { return nil }
        return try await channel.nioSSL_peerCertificate().get()?.toDERBytes()
    }
}
