internal import Messages
internal import Signatures
internal import SingleWindow
internal import Yams

/// The partner register as a YAML file.
///
/// ```yaml
/// partners:
///   - id: declarant-1
///     role: declarant
///     name: Công ty TNHH Thực phẩm Biển Đông
///     identities: ["0101234567"]
///     certificates: [declarant-1.crt]
///     apiKeyDigest: 9f86d0…           # SHA-256 of the key, hexadecimal
///     endpoint: {url: "http://127.0.0.1:9001/messages", form: http}
/// ```
struct PartnerFile: Decodable {
    var partners: [Row]

    private enum Keys: String, StrictCodingKey { case partners }

    init(from decoder: any Decoder) throws {
        partners = try decoder.strictContainer(Keys.self).decode([Row].self, forKey: .partners)
    }

    /// Reads the file's text; `certificate` reads a certificate file, relative to the register's folder.
    static func read(
        _ yaml: String, path: String, certificate: (String) throws -> [UInt8]
    ) throws -> PartnerRegister {
        let file: PartnerFile
        do {
            file = try YAMLDecoder().decode(PartnerFile.self, from: yaml)
        } catch {
            throw ConfigurationError(file: path, error)
        }
        let partners = try file.partners.map { row in
            do {
                return try row.partner(certificate: certificate)
            } catch {
                throw ConfigurationError("\(path): partner \(row.id): \(error)")
            }
        }
        return try PartnerRegister(partners)
    }

    struct Row: Decodable {
        var id: PartnerID
        var role: PartnerRole
        var name: String
        var identities: [String]
        var party: Party?
        var certificates: [String]
        var apiKeyDigest: String?
        var endpoint: Partner.Endpoint?
        var placement: SignaturePlacement
        var headerByChannel: Bool
        var suspended: Bool

        private enum Keys: String, StrictCodingKey {
            case id, role, name, identities, party, certificates, apiKeyDigest, endpoint, placement, headerByChannel,
                suspended
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.strictContainer(Keys.self)
            id = try container.decode(PartnerID.self, forKey: .id)
            role = try container.decode(PartnerRole.self, forKey: .role)
            name = try container.decode(String.self, forKey: .name)
            identities = try container.decode([String].self, forKey: .identities)
            party = try container.decodeIfPresent(Party.self, forKey: .party)
            certificates = try container.decodeIfPresent([String].self, forKey: .certificates) ?? []
            apiKeyDigest = try container.decodeIfPresent(String.self, forKey: .apiKeyDigest)
            endpoint = try container.decodeIfPresent(Partner.Endpoint.self, forKey: .endpoint)
            placement = try container.decodeIfPresent(SignaturePlacement.self, forKey: .placement) ?? .string
            headerByChannel = try container.decodeIfPresent(Bool.self, forKey: .headerByChannel) ?? false
            suspended = try container.decodeIfPresent(Bool.self, forKey: .suspended) ?? false
        }

        func partner(certificate: (String) throws -> [UInt8]) throws -> Partner {
            guard let first = identities.first else { throw ConfigurationError("no identities") }
            let loaded = try certificates.flatMap { try X509Certificate.pemBundle(certificate($0)) }
            return Partner(
                id: id, role: role, name: name, identities: Set(identities),
                party: PartyCode(
                    name: party?.name ?? name, identity: party?.identity ?? first,
                    countryCode: party?.countryCode ?? "VN", ministryCode: party?.ministryCode,
                    organizationCode: party?.organizationCode, unitCode: party?.unitCode), certificates: loaded,
                apiKeyDigest: apiKeyDigest?.lowercased(), endpoint: endpoint, placement: placement,
                headerByChannel: headerByChannel, suspended: suspended)
        }
    }

    /// How message headers name the partner, where that differs from its name and first identity.
    struct Party: Decodable {
        var name: String?
        var identity: String?
        var countryCode: String?
        var ministryCode: String?
        var organizationCode: String?
        var unitCode: String?

        private enum Keys: String, StrictCodingKey {
            case name, identity, countryCode, ministryCode, organizationCode, unitCode
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.strictContainer(Keys.self)
            name = try container.decodeIfPresent(String.self, forKey: .name)
            identity = try container.decodeIfPresent(String.self, forKey: .identity)
            countryCode = try container.decodeIfPresent(String.self, forKey: .countryCode)
            ministryCode = try container.decodeIfPresent(String.self, forKey: .ministryCode)
            organizationCode = try container.decodeIfPresent(String.self, forKey: .organizationCode)
            unitCode = try container.decodeIfPresent(String.self, forKey: .unitCode)
        }
    }
}
