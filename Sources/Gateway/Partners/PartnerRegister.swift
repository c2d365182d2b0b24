internal import Signatures
package import SingleWindow

/// The partners the gateway knows, by every way to find one. Immutable; replaced as a whole on reload.
package struct PartnerRegister: Sendable {
    package let partners: [Partner]
    private let byID: [PartnerID: Partner]
    private let byIdentity: [String: PartnerID]
    private let byKeyDigest: [String: PartnerID]
    private let byCertificate: [String: PartnerID]
    private let byRole: [PartnerRole: [PartnerID]]

    /// - Throws: `PartnerRegisterError` where two partners share an identity, a key or a certificate, so that a sender
    ///   could be taken for another.
    package init(_ partners: [Partner]) throws(PartnerRegisterError) {
        self.partners = partners
        var byID: [PartnerID: Partner] = [:]
        var identities: [String: PartnerID] = [:]
        var keys: [String: PartnerID] = [:]
        var certificates: [String: PartnerID] = [:]
        for partner in partners {
            guard byID.updateValue(partner, forKey: partner.id) == nil else {
                throw PartnerRegisterError("partner \(partner.id) is listed twice")
            }
            for identity in partner.identities {
                if let other = identities.updateValue(partner.id, forKey: identity) {
                    throw PartnerRegisterError("partners \(other) and \(partner.id) share the identity \(identity)")
                }
            }
            if let digest = partner.apiKeyDigest, let other = keys.updateValue(partner.id, forKey: digest) {
                throw PartnerRegisterError("partners \(other) and \(partner.id) share an API key")
            }
            for certificate in partner.certificates {
                if let other = certificates.updateValue(partner.id, forKey: certificate.fingerprint) {
                    throw PartnerRegisterError(
                        "partners \(other) and \(partner.id) share the certificate \(certificate.serialHex)")
                }
            }
        }
        self.byID = byID
        byIdentity = identities
        byKeyDigest = keys
        byCertificate = certificates
        byRole = Dictionary(grouping: partners, by: \.role).mapValues { $0.map(\.id) }
    }

    package subscript(id: PartnerID) -> Partner? { byID[id] }

    /// The partner that message headers name `identity`.
    package func partner(identity: String) -> Partner? { byIdentity[identity].flatMap { byID[$0] } }

    /// The partner whose API key has this SHA-256.
    package func partner(apiKeyDigest digest: String) -> Partner? { byKeyDigest[digest].flatMap { byID[$0] } }

    /// The partner that registered the certificate with this SHA-256.
    package func partner(certificate fingerprint: String) -> Partner? {
        byCertificate[fingerprint].flatMap { byID[$0] }
    }

    /// The partner in a role of which there is one: the engine, the treasury.
    package func first(_ role: PartnerRole) -> Partner? { byRole[role]?.first.flatMap { byID[$0] } }

    /// The partner that `recipient` means.
    package func resolve(_ recipient: Recipient) -> Partner? {
        switch recipient {
        case .partner(let id): self[id]
        case .clearanceEngine: first(.engine)
        case .treasury: first(.treasury)
        }
    }
}

/// A partner register that contradicts itself.
package struct PartnerRegisterError: Error, Hashable, CustomStringConvertible {
    package var description: String
    package init(_ description: String) { self.description = description }
}
