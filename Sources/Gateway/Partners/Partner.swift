package import Messages
package import Signatures
package import SingleWindow

/// What a partner does at the single window.
package enum PartnerRole: String, Hashable, Sendable, Codable, CaseIterable {
    case declarant
    case agency
    case engine
    case treasury

    /// The senders of the catalogue that this role may speak as.
    package func maySend(_ sender: MessageSender) -> Bool {
        switch (self, sender) {
        case (.declarant, .declarant), (.declarant, .applicant), (.agency, .agency), (.engine, .engine),
            (.treasury, .treasury):
            true
        default: false
        }
    }

    /// What it is to the catalogue in the messages of `family`: a declarant is a dossier's applicant.
    package func sender(in family: Family) -> MessageSender {
        switch self {
        case .declarant: family == .nsw ? .applicant : .declarant
        case .agency: .agency
        case .engine: .engine
        case .treasury: .treasury
        }
    }

    /// Which certificate authorities its certificates come from (Decree 23/2025; reference/domain.md 1.8).
    package var anchors: AnchorSet { self == .declarant ? .traders : .agencies }
}

/// The two worlds of certificate authorities.
package enum AnchorSet: String, Hashable, Sendable, Codable, CaseIterable {
    /// Licensed public authorities, for traders.
    case traders
    /// The government authority, for agencies and the systems of the state.
    case agencies
}

/// A registered partner (Decree 85/2019 Art. 12: certificates are registered before they are used).
package struct Partner: Sendable {
    package var id: PartnerID
    package var role: PartnerRole
    package var name: String
    /// The codes it goes by in message headers: tax codes, authority codes, user identifiers.
    package var identities: Set<String>
    /// How messages to it name it.
    package var party: PartyCode
    package var certificates: [X509Certificate]
    /// SHA-256 of its API key, lower-case hexadecimal.
    package var apiKeyDigest: String?
    package var endpoint: Endpoint?
    package var placement: SignaturePlacement
    /// Header fields that no signature covers count when they came over its own mutually authenticated channel.
    package var headerByChannel: Bool
    /// Its registration is suspended: its messages are refused and nothing is sent to it.
    package var suspended: Bool

    /// Where and how messages are pushed to it.
    package struct Endpoint: Hashable, Sendable, Codable {
        package enum Form: String, Hashable, Sendable, Codable {
            /// The message is the body.
            case http
            /// The message is the payload of `receiveRequest` (reference/domain.md 1.7).
            case soap
        }

        package var url: String
        package var form: Form

        package init(url: String, form: Form) {
            self.url = url
            self.form = form
        }
    }

    package init(
        id: PartnerID, role: PartnerRole, name: String, identities: Set<String>, party: PartyCode,
        certificates: [X509Certificate], apiKeyDigest: String?, endpoint: Endpoint?,
        placement: SignaturePlacement = .string, headerByChannel: Bool = false, suspended: Bool = false
    ) {
        self.id = id
        self.role = role
        self.name = name
        self.identities = identities
        self.party = party
        self.certificates = certificates
        self.apiKeyDigest = apiKeyDigest
        self.endpoint = endpoint
        self.placement = placement
        self.headerByChannel = headerByChannel
        self.suspended = suspended
    }

    /// Whether a message header's party is this partner.
    package func isNamed(_ party: PartyCode) -> Bool { identities.contains(party.identity) }
}
