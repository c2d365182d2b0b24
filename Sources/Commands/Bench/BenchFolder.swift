internal import FoundationEssentials
internal import Gateway
internal import SingleWindow

/// A folder with the configuration, the partners and the journal of a gateway that is measured; goes away with it.
final class BenchFolder: Sendable {
    let path: String
    let certificates: String

    /// The API key of the declarant that sends.
    static let apiKey = "bench-key-of-declarant-1"

    /// - Throws: `CommandFailure` (usage) where a folder is missing or can't be written to.
    init(parent: String, schemas: String, acknowledgementKey: AcknowledgementKey) throws {
        guard let certificates = ProgramFolder.find("certs-sample") else {
            throw CommandFailure(
                .usage, "command.no_certificates",
                Text(vi: "Không tìm thấy thư mục certs-sample.", en: "No folder certs-sample was found."))
        }
        self.certificates = certificates
        path = "\(parent)/nsw-bench-\(UUID().uuidString)"
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(
                .usage, "command.unwritable_file",
                Text(vi: "Không ghi được vào \(parent).", en: "\(parent) can't be written to."))
        }
        let root = URL(filePath: schemas).path
        try InputFile.write(Array(gateway(schemas: root, acknowledgementKey).utf8), to: "\(path)/gateway.yaml")
        try InputFile.write(Array(try partners().utf8), to: "\(path)/partners.yaml")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func gateway(schemas: String, _ key: AcknowledgementKey) -> String {
        """
        mode: sandbox
        listen: {host: 127.0.0.1, port: 0}
        journal: "sqlite:journal.sqlite"
        schemas: "\(absolute(schemas))"
        partners: partners.yaml
        identity: {key: "\(absolute(certificates))/\(key.sample).key", certificate: "\(absolute(certificates))/\(key.sample).crt"}
        trust:
          traders: ["\(absolute(certificates))/public-trust.pem"]
          agencies: ["\(absolute(certificates))/government-trust.pem"]
          revocationLists: ["\(absolute(certificates))/crls.pem"]
        limits: {concurrentMessages: 100000}

        """
    }

    private func partners() throws -> String {
        """
        partners:
          - {id: declarant-1, role: declarant, name: Declarant, identities: ["0101234567"], \
        certificates: ["\(absolute(certificates))/declarant-1.crt"], \
        apiKeyDigest: "\(try Sha256.hex(Array(BenchFolder.apiKey.utf8)))"}
          - {id: clearance-engine, role: engine, name: VNACCS, identities: [VNACCS], \
        certificates: ["\(absolute(certificates))/clearance-engine.crt"], \
        endpoint: {url: "http://127.0.0.1:9/", form: http}}

        """
    }

    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }
}
