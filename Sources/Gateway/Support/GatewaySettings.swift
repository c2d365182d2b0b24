package import Messages
package import Signatures
package import SingleWindow

/// What the gateway judges and writes by: partners, catalogue, trust, its own names and key. One immutable value,
/// replaced as a whole on reload, so that a message is never judged half by the old and half by the new.
package struct GatewaySettings: Sendable {
    package var register: PartnerRegister
    package var catalogue: any MessageCatalogue
    package var families: FamilyRegistry
    package var trust: TrustSettings
    package var identity: GatewayIdentity

    package init(
        register: PartnerRegister, catalogue: any MessageCatalogue, families: FamilyRegistry, trust: TrustSettings,
        identity: GatewayIdentity
    ) {
        self.register = register
        self.catalogue = catalogue
        self.families = families
        self.trust = trust
        self.identity = identity
    }

    /// How signatures of `partner` are judged.
    package func trust(for partner: Partner, at time: Timestamp, channelAuthenticated: Bool = false) -> PartnerTrust {
        PartnerTrust(
            partner: partner, settings: trust, at: time,
            headerByChannel: partner.headerByChannel && channelAuthenticated)
    }

    /// What a message of `family` to `partner` is written with.
    package func writingContext(
        for partner: Partner, family: Family, id: MessageKey, at time: Timestamp
    ) -> WritingContext {
        WritingContext(
            id: id, at: time, sender: identity.party(family), recipient: partner.party, key: identity.key,
            placement: partner.placement)
    }
}

/// The gateway's own names in each family, and its signing key.
package struct GatewayIdentity: Sendable {
    package var parties: [Family: PartyCode]
    package var key: SigningKey

    package init(parties: [Family: PartyCode], key: SigningKey) {
        self.parties = parties
        self.key = key
    }

    package func party(_ family: Family) -> PartyCode {
        parties[family] ?? PartyCode(name: "NSW", identity: "NSW")
    }
}

/// Where the settings in force are to be had.
package protocol SettingsSource: Sendable {
    var current: GatewaySettings { get }
}
