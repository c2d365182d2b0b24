package import Messages
internal import Signatures
package import SingleWindow
internal import Synchronization

/// The settings in force, loaded from files and replaced as a whole.
///
/// A reload reads everything anew; where anything in it is bad, the old settings stay in force untouched.
package final class SettingsStore: SettingsSource {
    private let configuration: GatewayConfiguration
    private let state: Mutex<GatewaySettings>

    /// Loads partners, schemas, trust and keys as the configuration names them.
    ///
    /// - Throws: `ConfigurationError` and its like for the first file that can't be used.
    package init(_ configuration: GatewayConfiguration) throws {
        self.configuration = configuration
        state = Mutex(try SettingsStore.load(configuration))
    }

    package var current: GatewaySettings { state.withLock { $0 } }

    /// Reads all files again and puts them in force together.
    package func reload() throws {
        let loaded = try SettingsStore.load(configuration)
        state.withLock { $0 = loaded }
    }

    private static func load(_ configuration: GatewayConfiguration) throws -> GatewaySettings {
        let file = configuration.resolve(configuration.partners)
        let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let register = try PartnerFile.read(try FileReader.text(file), path: file) { name in
            try FileReader.bytes(name.hasPrefix("/") ? name : "\(folder)/\(name)")
        }
        let trust = try self.trust(configuration)
        let key = try SigningKey(
            pem: FileReader.bytes(configuration.resolve(configuration.identity.key)),
            certificatesPEM: FileReader.bytes(configuration.resolve(configuration.identity.certificate)))
        if configuration.mode == .production {
            try refuseSamples(register, key: key, trust: trust)
        }
        let schemas = try SchemaFolder(configuration.resolve(configuration.schemas))
        return GatewaySettings(
            register: register, catalogue: schemas.catalogue, families: FamilyRegistry(schemas.families), trust: trust,
            identity: GatewayIdentity(parties: GatewayParties.parties(configuration.identity), key: key))
    }

    private static func trust(_ configuration: GatewayConfiguration) throws -> TrustSettings {
        func files(_ names: [String]) throws -> [[UInt8]] {
            try names.map { try FileReader.bytes(configuration.resolve($0)) }
        }
        let lists = try files(configuration.trust.revocationLists).flatMap { try CertificateRevocationList.load($0) }
        let source = RevocationFiles(lists: lists)
        return TrustSettings(validators: [
            .traders: CertificateValidator(
                anchors: try TrustAnchors(name: "public", files: files(configuration.trust.traders)),
                revocation: source),
            .agencies: CertificateValidator(
                anchors: try TrustAnchors(name: "government", files: files(configuration.trust.agencies)),
                revocation: source),
        ])
    }

    /// The sample keys are public: whoever runs with them lets anybody sign for anybody (DESIGN, section 4).
    private static func refuseSamples(_ register: PartnerRegister, key: SigningKey, trust: TrustSettings) throws {
        let certificates =
            [key.certificate] + register.partners.flatMap(\.certificates)
            + trust.validators.values.flatMap { $0.anchors.anchors + $0.anchors.intermediates }
        if let sample = certificates.first(where: SampleCertificates.contains) {
            throw ConfigurationError(
                "\(sample.subject) is a sample certificate: production mode refuses it; set mode: sandbox to try it")
        }
    }
}

/// The gateway's own names in each family.
package enum GatewayParties {
    /// As a configuration names it.
    package static func parties(_ identity: GatewayConfiguration.Identity) -> [Family: PartyCode] {
        [
            // reference/domain.md 1.2: the single window's own codes.
            .nsw: PartyCode(
                name: "NSW", identity: "NSW", countryCode: "VN", ministryCode: "BTC", organizationCode: "TCHQ",
                unitCode: "NSW"),
            .customs: PartyCode(name: identity.customsName, identity: identity.customsIdentity),
            .vnaccs: PartyCode(name: identity.engineUser, identity: identity.engineUser),
            .payment: PartyCode(name: identity.paymentName, identity: identity.paymentCode),
        ]
    }

    /// As a configuration without names of its own has it.
    package static let sandbox = parties(GatewayConfiguration.Identity(key: "", certificate: ""))
}
