package import SingleWindow

/// A party as messages name it: F1 with its authority codes, F2 and F4 with name and identity only, F3 with its user.
package struct PartyCode: Hashable, Sendable, Codable {
    package var name: String
    /// Tax code of a trader, code of an authority.
    package var identity: String
    package var countryCode: String?
    package var ministryCode: String?
    package var organizationCode: String?
    package var unitCode: String?

    package init(
        name: String, identity: String, countryCode: String? = nil, ministryCode: String? = nil,
        organizationCode: String? = nil, unitCode: String? = nil
    ) {
        self.name = name
        self.identity = identity
        self.countryCode = countryCode
        self.ministryCode = ministryCode
        self.organizationCode = organizationCode
        self.unitCode = unitCode
    }
}

/// What a message says of itself, in all families.
///
/// As read from unverified bytes it only serves to find the sender and the catalogue entry; what counts is the header
/// of a `VerifiedMessage`.
package struct MessageHeader: Hashable, Sendable, Codable {
    package var code: MessageCode
    /// The sender's identifier. F3 has none on the wire: SHA-256 of the signed bytes, in hexadecimal.
    package var id: MessageID
    package var sender: PartyCode
    package var recipient: PartyCode
    /// F1 and F2: Subject/reference. F3: the input key (data info). F4: `Request_ID`.
    package var reference: String
    /// F1: Subject/preReference.
    package var previousReference: String?
    /// F1: Subject/documentYear.
    package var year: Int?
    package var sentAt: Timestamp?

    package init(
        code: MessageCode, id: MessageID, sender: PartyCode, recipient: PartyCode, reference: String,
        previousReference: String? = nil, year: Int? = nil, sentAt: Timestamp? = nil
    ) {
        self.code = code
        self.id = id
        self.sender = sender
        self.recipient = recipient
        self.reference = reference
        self.previousReference = previousReference
        self.year = year
        self.sentAt = sentAt
    }
}
