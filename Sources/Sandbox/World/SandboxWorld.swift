internal import Gateway
internal import Messages
internal import Signatures
internal import SingleWindow
internal import Synchronization
internal import Transport

/// The gateway as a process of its own and all its counterparts as servers on loopback ports, wired to one another.
final class SandboxWorld: Sendable {
    struct Settings: Sendable {
        /// The command `nsw`.
        var executable: String
        var schemas: String
        var certificates: String
        /// An empty folder for configuration and journal.
        var folder: String
        /// The gateway's port; 0 takes a free one.
        var port = 0
    }

    let settings: Settings
    let transcript = Transcript()
    let gateway: GatewayProcess
    let url: String
    let declarants: [String: Declarant]
    let apiKeys: [String: String]
    let transport: HTTPTransport
    private let counterparts: [any Counterpart]
    private let folder: SandboxFolder
    private let port: Int
    private let clock = SystemClock()

    /// Loads keys and schemas and chooses the ports; nothing runs yet.
    init(_ settings: Settings) throws {
        self.settings = settings
        port = settings.port == 0 ? try FreePort.take() : settings.port
        url = "http://127.0.0.1:\(port)"
        folder = SandboxFolder(
            path: settings.folder, certificates: settings.certificates, schemas: settings.schemas)
        gateway = GatewayProcess(executable: settings.executable, configuration: folder.configuration)
        transport = HTTPTransport()
        let schemas = try SchemaFolder(settings.schemas)
        let catalogue = schemas.catalogue
        let families = SandboxFamilies(schemas, parties: GatewayParties.sandbox)
        let endpoint = GatewayEndpoint(url: url)
        let trust = try SandboxTrust(certificates: settings.certificates)
        var counterparts: [any Counterpart] = []
        var declarants: [String: Declarant] = [:]
        var apiKeys: [String: String] = [:]
        for partner in SandboxPartner.all {
            let apiKey = SandboxWorld.makeKey()
            apiKeys[partner.id] = apiKey
            guard let id = PartnerID(partner.id) else { throw SandboxError("partner \(partner.id)") }
            let kit = CounterpartKit(
                id: id, party: partner.party, key: try trust.key(partner.certificate), families: families,
                trust: trust.counterpart,
                gateway: GatewayClient(transport: transport, endpoint: endpoint, apiKey: apiKey),
                transcript: transcript, clock: clock)
            switch partner.part {
            case .declarant:
                let declarant = Declarant(kit: kit, catalogue: catalogue)
                declarants[partner.id] = declarant
                counterparts.append(declarant)
            case .agency: counterparts.append(Agency(kit: kit, catalogue: catalogue))
            case .engine: counterparts.append(ClearanceEngine(kit: kit, routing: catalogue.routing))
            case .treasury: counterparts.append(Treasury(kit: kit))
            }
        }
        self.counterparts = counterparts
        self.declarants = declarants
        self.apiKeys = apiKeys
    }

    private static func makeKey() -> String {
        var generator = SystemRandomNumberGenerator()
        return "sb-" + Hex.string((0..<24).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    /// Starts everything, runs `body` once the gateway listens, and stops everything.
    func run<Result: Sendable>(_ body: @escaping @Sendable (SandboxWorld) async throws -> Result) async throws -> Result
    {
        try transport.start()
        do {
            let result = try await withThrowingTaskGroup(of: Result?.self) { group in
                let ports = PortBoard()
                for (counterpart, partner) in zip(counterparts, SandboxPartner.all) {
                    let server = CounterpartServer(name: partner.id, isSOAP: partner.form == "soap") {
                        await counterpart.receive($0, contentType: $1)
                    }
                    group.addTask {
                        try await server.run { ports.set($0, of: partner.id) }
                        return nil
                    }
                    group.addTask {
                        await counterpart.agenda.run()
                        return nil
                    }
                }
                try folder.write(port: port, partners: try await registrations(ports))
                let ready = WakeSignal()
                group.addTask {
                    try await self.gateway.run { ready.signal() }
                    return nil
                }
                group.addTask {
                    await ready.wait(atMost: .seconds(60))
                    return try await body(self)
                }
                while let outcome = try await group.next() {
                    guard let result = outcome else { continue }
                    gateway.stop()
                    group.cancelAll()
                    return result
                }
                throw SandboxError("the sandbox ended by itself")
            }
            await transport.stop()
            return result
        } catch {
            gateway.stop()
            await transport.stop()
            throw error
        }
    }

    private func registrations(_ ports: PortBoard) async throws -> [SandboxFolder.Registration] {
        var registrations: [SandboxFolder.Registration] = []
        for partner in SandboxPartner.all {
            let port = try await ports.port(of: partner.id)
            registrations.append(
                SandboxFolder.Registration(
                    partner: partner, apiKey: apiKeys[partner.id] ?? "",
                    endpoint: "http://127.0.0.1:\(port)/messages"))
        }
        return registrations
    }
}

/// Keys and trust of the sample PKI.
struct SandboxTrust: Sendable {
    private let certificates: String
    private let traders: CertificateValidator
    private let agencies: CertificateValidator

    init(certificates: String) throws {
        self.certificates = certificates
        let lists = RevocationFiles(
            lists: try CertificateRevocationList.load(FileReader.bytes("\(certificates)/crls.pem")))
        traders = CertificateValidator(
            anchors: try TrustAnchors(name: "public", files: [FileReader.bytes("\(certificates)/public-trust.pem")]),
            revocation: lists)
        agencies = CertificateValidator(
            anchors: try TrustAnchors(
                name: "government", files: [FileReader.bytes("\(certificates)/government-trust.pem")]),
            revocation: lists)
    }

    func key(_ name: String) throws -> SigningKey {
        try SigningKey(
            pem: FileReader.bytes("\(certificates)/\(name).key"),
            certificatesPEM: FileReader.bytes("\(certificates)/\(name).crt"))
    }

    var counterpart: @Sendable (Timestamp) -> CounterpartTrust {
        { [traders, agencies] in CounterpartTrust(traders: traders, agencies: agencies, at: $0) }
    }
}

/// The ports the counterparts' servers got.
private final class PortBoard: Sendable {
    private let ports = Mutex<[String: Int]>([:])
    private let signal = WakeSignal()

    func set(_ port: Int, of id: String) {
        ports.withLock { $0[id] = port }
        signal.signal()
    }

    /// - Throws: `CancellationError` when a server failed meanwhile.
    func port(of id: String) async throws -> Int {
        while true {
            if let port = ports.withLock({ $0[id] }) { return port }
            try Task.checkCancellation()
            await signal.wait(atMost: .seconds(1))
        }
    }
}
