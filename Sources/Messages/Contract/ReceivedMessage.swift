package import Signatures
package import SingleWindow

/// Why a message can't be taken: all problems found, and what could be read of its header.
package struct MessageRefusal: Error, Sendable {
    /// Nil where not even the family could be recognised.
    package var family: Family?
    package var header: MessageHeader?
    package var problems: [Problem]

    package init(family: Family?, header: MessageHeader? = nil, problems: [Problem]) {
        self.family = family
        self.header = header
        self.problems = problems
    }
}

/// A message that was parsed and recognised, and not yet verified.
package protocol ReceivedMessage: Sendable {
    /// What it claims to be.
    var header: MessageHeader { get }

    /// What its schema and its own rules find wrong, all of it; empty for a valid message. The entry is the message's
    /// in the catalogue. XSD checks look at the message without its signatures.
    func problems(by entry: MessageEntry) -> [Problem]

    /// Checks every signature in the message; nothing may be read from it otherwise.
    func verify(_ trust: any SignerTrust) -> MessageVerification

    /// Why its signatures fail, found by trying what signers and transports get wrong; a row for each signature.
    func explainSignatures(_ effort: SignatureDoctor.Effort) -> [SignatureExplanation]
}

extension ReceivedMessage {
    /// Nothing, for a family whose messages are never made when their signatures do not hold.
    package func explainSignatures(_ effort: SignatureDoctor.Effort) -> [SignatureExplanation] { [] }
}

/// The outcome of checking a message's signatures.
package struct MessageVerification: Sendable {
    package var report: SignatureReport
    /// The message as its signatures cover it; nil unless the verdict is `accept`.
    package var message: (any VerifiedMessage)?
    /// Certificates and answers the verdict rests on, for the journal.
    package var evidence: [SignerDecision]

    package init(report: SignatureReport, message: (any VerifiedMessage)?, evidence: [SignerDecision] = []) {
        self.report = report
        self.message = message
        self.evidence = evidence
    }
}

/// A message whose signatures hold, reduced to what they cover.
package protocol VerifiedMessage: Sendable {
    /// The header, from covered bytes (or from the partner's authenticated channel where its policy says so).
    var header: MessageHeader { get }

    /// The message in the words of the model.
    ///
    /// - Throws: `MessageRefusal` with every field that can't be read.
    func content(by entry: MessageEntry) throws -> MessageContent

    /// What the message says and `content(by:)` does not hold, by element path or item: the translation loss. It is not
    /// gone: the original bytes keep it.
    func losses(by entry: MessageEntry) -> [String]
}

extension VerifiedMessage {
    /// Nothing known to be lost; families that read selectively say more.
    package func losses(by entry: MessageEntry) -> [String] { [] }
}

/// What a signature in a message stands for.
package enum SignerRole: String, Hashable, Sendable, Codable, CaseIterable {
    /// F1 `Body/Signature`: the declarant's or officer's, over the document. It survives forwarding, so in a message that
    /// the gateway sends on it is not the sender's.
    case document
    /// The sending system's, over the message. In the families with one signature it is this one.
    case message
}

/// Decides whether a signer is to be trusted: registered for the sender, chain, key, revocation.
///
/// The gateway implements it with its partner register; tools implement it with trust anchors given by hand.
package protocol SignerTrust: Sendable {
    /// Decides about `certificate`, as found in a signature made with `algorithm`; certificates found beside it
    /// (`intermediates`) help to build the chain and are never trusted by themselves.
    func decide(_ certificate: X509Certificate, intermediates: [X509Certificate], algorithm: SignatureAlgorithm)
        -> SignerDecision

    /// As above, where it matters which signature of the message it is: a receiver of forwarded messages trusts other
    /// signers for documents than for messages.
    func decide(
        _ certificate: X509Certificate, intermediates: [X509Certificate], algorithm: SignatureAlgorithm,
        role: SignerRole
    ) -> SignerDecision

    /// Which algorithms count, and the time at which exceptions are judged.
    var algorithms: (policy: AlgorithmPolicy, time: Timestamp) { get }

    /// Whether header fields that no signature covers count, because the message came over the partner's own mutually
    /// authenticated channel and its policy says so.
    var headerByChannel: Bool { get }
}

extension SignerTrust {
    /// The same for every signature.
    package func decide(
        _ certificate: X509Certificate, intermediates: [X509Certificate], algorithm: SignatureAlgorithm,
        role: SignerRole
    ) -> SignerDecision { decide(certificate, intermediates: intermediates, algorithm: algorithm) }

    /// The profile without exceptions, which is the same at any time.
    package var algorithms: (policy: AlgorithmPolicy, time: Timestamp) { (.profile, Timestamp(milliseconds: 0)) }
}

/// What was decided about a signer, in the words of EN 319 102-1.
package struct SignerDecision: Sendable, Hashable, Codable {
    package var verdict: Verdict
    package var indication: Indication
    package var subIndication: SubIndication?
    package var code: String?
    package var reason: Text?
    /// SHA-256 of the signer's certificate.
    package var fingerprint: String
    /// DER of the chain used, signer first.
    package var chain: [[UInt8]]
    /// Where the revocation answer came from and when it was made; nil where revocation was not asked.
    package var revocation: String?
    package var checkedAt: Timestamp

    package init(
        verdict: Verdict, indication: Indication, subIndication: SubIndication? = nil, code: String? = nil,
        reason: Text? = nil, fingerprint: String, chain: [[UInt8]] = [], revocation: String? = nil,
        checkedAt: Timestamp
    ) {
        self.verdict = verdict
        self.indication = indication
        self.subIndication = subIndication
        self.code = code
        self.reason = reason
        self.fingerprint = fingerprint
        self.chain = chain
        self.revocation = revocation
        self.checkedAt = checkedAt
    }
}
