package import SingleWindow

/// Who called, as the connection proves it.
package struct Caller: Sendable {
    package var partner: Partner
    /// The connection was mutually authenticated with a certificate the partner registered.
    package var channelAuthenticated: Bool

    package init(partner: Partner, channelAuthenticated: Bool) {
        self.partner = partner
        self.channelAuthenticated = channelAuthenticated
    }
}

/// What intake answers.
package struct IntakeAnswer: Sendable {
    package enum Kind: Sendable, Hashable {
        /// Durably stored.
        case accepted
        /// Stored before; this is the same answer again.
        case repeated
        /// Journalled as refused; changed nothing else.
        case refused
        /// The identifier belongs to another message.
        case idReused
        /// A check could not be made; nothing was decided and the same bytes may be sent again.
        case cannotCheck
        /// Nothing could be stored.
        case unavailable
    }

    package var kind: Kind
    /// The gateway's key of the message; nil where nothing was stored.
    package var key: MessageKey?
    package var id: MessageID?
    /// The answer in the message's family; nil where the family is unknown or nothing could be signed.
    package var answer: (contentType: String, bytes: [UInt8])?
    package var problems: [Problem]

    package init(
        kind: Kind, key: MessageKey?, id: MessageID?, answer: (contentType: String, bytes: [UInt8])?,
        problems: [Problem] = []
    ) {
        self.kind = kind
        self.key = key
        self.id = id
        self.answer = answer
        self.problems = problems
    }

    /// The HTTP status of the answer (INTERFACE, section 3).
    package var status: Int {
        switch kind {
        case .accepted, .repeated: 200
        case .refused: 422
        case .idReused: 409
        case .cannotCheck, .unavailable: 503
        }
    }
}
