package import Gateway
package import Journal
package import SingleWindow

/// What the HTTP interface asks of the gateway. Everything that is decided is decided behind it.
package protocol GatewayUseCases: Sendable {
    /// The partner that an API key belongs to.
    func caller(apiKey: String) -> Caller?
    /// The partner that registered a client certificate, which the TLS handshake has verified.
    func caller(certificateDER: [UInt8]) -> Caller?

    /// Takes one message of any family.
    func receive(_ bytes: [UInt8], contentType: String?, from caller: Caller) async -> IntakeAnswer
    /// Checks one message as intake would and stores nothing.
    func validate(_ bytes: [UInt8], contentType: String?, from caller: Caller) async -> ValidationReport

    /// Cases found by `text` (any key), newest first; only those that `partner` may see.
    func trace(_ text: String, visibleTo partner: PartnerID) async throws -> [CaseTrace]
    /// Cases that hold every one of `keys`, newest first; only those that `partner` may see.
    func cases(holding keys: [CaseKey], visibleTo partner: PartnerID) async throws -> [CaseRecord]
    /// Everything recorded of a case.
    func trace(_ record: CaseRecord) async throws -> CaseTrace
    /// A message by the gateway's key or the sender's identifier; only one of `partner`'s own.
    func message(_ id: String, visibleTo partner: PartnerID) async throws -> StoredMessage?

    func readiness() async -> GatewayNode.Readiness
    func statistics() async throws -> JournalStatistics
}
