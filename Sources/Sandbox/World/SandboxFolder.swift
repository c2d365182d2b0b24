internal import Gateway
internal import Messages
internal import SystemPackage

/// A folder with everything a sandbox gateway needs: its configuration, its partner register and its journal.
struct SandboxFolder: Sendable {
    /// A counterpart as the gateway's register lists it.
    struct Registration: Sendable {
        var partner: SandboxPartner
        var apiKey: String
        var endpoint: String
    }

    let path: String
    let certificates: String
    let schemas: String

    var configuration: String { "\(path)/gateway.yaml" }
    var journal: String { "\(path)/journal.sqlite" }

    /// Writes `gateway.yaml` and `partners.yaml`.
    func write(port: Int, partners: [Registration]) throws {
        try FileWriter.write(gatewayFile(port: port), to: configuration)
        try FileWriter.write(try partnersFile(partners), to: "\(path)/partners.yaml")
    }

    private func gatewayFile(port: Int) -> String {
        """
        mode: sandbox
        listen: {host: 127.0.0.1, port: \(port)}
        journal: "sqlite:\(journal)"
        schemas: "\(schemas)"
        partners: "\(path)/partners.yaml"
        identity:
          key: "\(certificates)/gateway.key"
          certificate: "\(certificates)/gateway.crt"
        trust:
          traders: ["\(certificates)/public-trust.pem"]
          agencies: ["\(certificates)/government-trust.pem"]
          revocationLists: ["\(certificates)/crls.pem"]
        # Short leases: what a killed gateway had in work is taken up soon after it is back.
        delivery: {firstRetry: 100, longestRetry: 1000, connectTimeout: 1, totalTimeout: 2, lease: 3}

        """
    }

    private func partnersFile(_ registrations: [Registration]) throws -> String {
        var text = "partners:\n"
        for registration in registrations {
            let partner = registration.partner
            let party = [
                ("name", partner.party.name), ("identity", partner.party.identity),
                ("ministryCode", partner.party.ministryCode), ("organizationCode", partner.party.organizationCode),
                ("unitCode", partner.party.unitCode),
            ].compactMap { key, value in value.map { "\(key): \"\($0)\"" } }
            text += """
                  - id: \(partner.id)
                    role: \(partner.part)
                    name: "\(partner.party.name)"
                    identities: [\(partner.identities.map { "\"\($0)\"" }.joined(separator: ", "))]
                    party: {\(party.joined(separator: ", "))}
                    certificates: ["\(certificates)/\(partner.certificate).crt"]
                    apiKeyDigest: "\(try Sha256.hex(Array(registration.apiKey.utf8)))"
                    endpoint: {url: "\(registration.endpoint)", form: \(partner.form)}

                """
        }
        return text
    }
}

/// Writes small files whole.
enum FileWriter {
    static func write(_ text: String, to path: String) throws {
        let file = try FileDescriptor.open(
            FilePath(path), .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite])
        _ = try file.closeAfter { try file.writeAll(Array(text.utf8)) }
    }
}
