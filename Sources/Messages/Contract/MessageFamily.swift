package import Signatures
package import SingleWindow

/// One message family: bytes in, bytes out.
///
/// Stateless apart from what it was loaded with (schemas, layouts); safe to use from many tasks.
package protocol MessageFamily: Sendable {
    var family: Family { get }

    /// Parses under limits and recognises. Throws `MessageRefusal` with a stable code for each kind of bad input.
    func read(_ bytes: [UInt8], contentType: String?) throws(MessageRefusal) -> any ReceivedMessage

    /// The signed technical answer to a message; `header` is nil where the message's could not be read (F1 then writes
    /// `00` for type and dossier). Throws `SignaturesError` where the key can't sign.
    func answer(_ answer: TechnicalAnswer, to header: MessageHeader?, context: WritingContext) throws -> WrittenMessage

    /// An outgoing message, signed. Throws `MessageRefusal` where a value does not fit the family's width or form, since
    /// nothing is ever cut, and `SignaturesError` where the key can't sign.
    func write(_ content: OutgoingContent, context: WritingContext) throws -> WrittenMessage

    /// What a partner's answer to a message of ours (whose header was `sent`) says, its signature checked.
    func readAnswer(_ bytes: [UInt8], contentType: String?, to sent: MessageHeader, trust: any SignerTrust)
        -> AnswerReading
}

/// What writing a message needs besides what it says.
package struct WritingContext: Sendable {
    /// The message's identifier on the wire.
    package var id: MessageKey
    package var at: Timestamp
    package var sender: PartyCode
    package var recipient: PartyCode
    package var key: SigningKey
    /// Where F1 puts its signatures on the way out (DESIGN: a setting per partner).
    package var placement: SignaturePlacement
    /// The received message whose document is sent on, for `OutgoingContent.forwarded`.
    package var source: [UInt8]?
    /// Permit numbers that stand for longer ones where the engine's 20 characters are too few.
    package var permitAliases: [PermitNumber: PermitNumber]

    package init(
        id: MessageKey, at: Timestamp, sender: PartyCode, recipient: PartyCode, key: SigningKey,
        placement: SignaturePlacement = .string, source: [UInt8]? = nil,
        permitAliases: [PermitNumber: PermitNumber] = [:]
    ) {
        self.id = id
        self.at = at
        self.sender = sender
        self.recipient = recipient
        self.key = key
        self.placement = placement
        self.source = source
        self.permitAliases = permitAliases
    }
}

/// Where F1 signatures stand; the published schemas declare the fields as plain strings.
package enum SignaturePlacement: String, Hashable, Sendable, Codable, CaseIterable {
    /// Base64 of a detached CMS inside `Body/Signature` and `SystemSignature`.
    case string
    /// `ds:Signature` elements inside those fields.
    case element
}

/// A message as written, with what the family's form could not hold.
package struct WrittenMessage: Hashable, Sendable {
    package var header: MessageHeader
    package var contentType: String
    package var bytes: [UInt8]
    /// Values of the model that this form does not carry, by model path.
    package var losses: [String]

    package init(header: MessageHeader, contentType: String, bytes: [UInt8], losses: [String] = []) {
        self.header = header
        self.contentType = contentType
        self.bytes = bytes
        self.losses = losses
    }
}

/// A partner's technical answer.
package enum AnswerReading: Sendable {
    /// Received, with a valid signature of the partner.
    case acknowledged(SignatureReport)
    /// The partner says that it can't take the message.
    case refused([Problem], SignatureReport)
    /// The partner is busy (engine A0011 and its like): try again later.
    case busy([Problem])
    /// Not an answer of the family, not signed, or its signature does not hold: not a delivery.
    case invalid([Problem])
}
