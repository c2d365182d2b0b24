import FoundationEssentials
import Gateway
import GatewayServer
import Journal
import Messages
import SingleWindow
import Synchronization

/// A gateway that answers what a test tells it to, and remembers what it was asked.
final class StubGateway: GatewayUseCases {
    struct Received: Sendable {
        var bytes: [UInt8]
        var contentType: String?
        var partner: PartnerID
        var channelAuthenticated: Bool
    }

    struct Behaviour: Sendable {
        var answer: @Sendable ([UInt8], Caller) async -> IntakeAnswer = { _, _ in StubGateway.accepted }
        var validation = ValidationReport(family: .nsw, problems: [])
        var traces: [CaseTrace] = []
        var records: [CaseRecord] = []
        var messages: [StoredMessage] = []
        var readiness = StubGateway.readiness(#"{"store":true,"settings":true}"#)
        var statistics: Result<JournalStatistics, JournalError> = .success(
            JournalStatistics(accepted: 5, refused: 2, cases: 3, queued: 1, delivered: 7, parked: 0))
        var storeError: JournalError?
        /// SHA-256 of client certificates (hexadecimal) and whose they are.
        var certificates: [String: Partner] = [:]
    }

    let behaviour: Behaviour
    private let log = Mutex<[Received]>([])

    init(_ behaviour: Behaviour = Behaviour()) { self.behaviour = behaviour }

    /// With one behaviour changed.
    convenience init(_ change: (inout Behaviour) -> Void) {
        var behaviour = Behaviour()
        change(&behaviour)
        self.init(behaviour)
    }

    var received: [Received] { log.withLock { $0 } }

    // MARK: Samples

    static let key = "key-of-declarant-1"
    static let otherKey = "key-of-declarant-2"
    static let suspendedKey = "key-of-suspended"

    static func partner(_ id: String, suspended: Bool = false) -> Partner {
        Partner(
            id: PartnerID(accepted: id), role: .declarant, name: id, identities: ["0101234567"],
            party: PartyCode(name: id, identity: "0101234567"), certificates: [], apiKeyDigest: nil, endpoint: nil,
            suspended: suspended)
    }

    static let accepted = IntakeAnswer(
        kind: .accepted, key: MessageKey(accepted: "0190-1"), id: MessageID(accepted: "m-1"),
        answer: ("application/xml", Array("<Envelope>99</Envelope>".utf8)))

    static let problem = Problem(
        code: "xml.schema.pattern", line: 12, column: 5, path: "/Envelope/Body",
        message: Text(vi: "Sai mẫu.", en: "Not of the pattern."), hint: Text(vi: "Sửa lại.", en: "Mend it."))

    static func refusal(
        _ kind: IntakeAnswer.Kind, _ code: String, inFamily: Bool = true
    ) -> IntakeAnswer {
        var problem = problem
        problem.code = code
        return IntakeAnswer(
            kind: kind, key: kind == .unavailable ? nil : MessageKey(accepted: "0190-2"),
            id: MessageID(accepted: "m-2"),
            answer: inFamily ? ("application/xml", Array("<Envelope>00</Envelope>".utf8)) : nil, problems: [problem])
    }

    // MARK: GatewayUseCases

    func caller(apiKey: String) -> Caller? {
        switch apiKey {
        case StubGateway.key:
            Caller(partner: StubGateway.partner("declarant-1"), channelAuthenticated: false)
        case StubGateway.otherKey:
            Caller(partner: StubGateway.partner("declarant-2"), channelAuthenticated: false)
        case StubGateway.suspendedKey:
            Caller(partner: StubGateway.partner("suspended", suspended: true), channelAuthenticated: false)
        default: nil
        }
    }

    func caller(certificateDER: [UInt8]) -> Caller? {
        guard let digest = try? Sha256.hex(certificateDER), let partner = behaviour.certificates[digest] else {
            return nil
        }
        return Caller(partner: partner, channelAuthenticated: true)
    }

    func receive(_ bytes: [UInt8], contentType: String?, from caller: Caller) async -> IntakeAnswer {
        log.withLock {
            $0.append(
                Received(
                    bytes: bytes, contentType: contentType, partner: caller.partner.id,
                    channelAuthenticated: caller.channelAuthenticated))
        }
        return await behaviour.answer(bytes, caller)
    }

    func validate(_ bytes: [UInt8], contentType: String?, from caller: Caller) async -> ValidationReport {
        behaviour.validation
    }

    func trace(_ text: String, visibleTo partner: PartnerID) async throws -> [CaseTrace] {
        if let error = behaviour.storeError { throw error }
        return partner.rawValue == "declarant-1" ? behaviour.traces.filter { $0.isFound(text) } : []
    }

    func cases(holding keys: [CaseKey], visibleTo partner: PartnerID) async throws -> [CaseRecord] {
        if let error = behaviour.storeError { throw error }
        return behaviour.records.filter { record in
            record.state.partners.contains(partner) && keys.allSatisfy(record.state.keys.contains)
        }
    }

    func trace(_ record: CaseRecord) async throws -> CaseTrace {
        CaseTrace.sample(id: record.id.rawValue, reference: record.state.reference)
    }

    func message(_ id: String, visibleTo partner: PartnerID) async throws -> StoredMessage? {
        behaviour.messages.first {
            ($0.key.rawValue == id || $0.id?.rawValue == id) && $0.partner == partner
        }
    }

    func readiness() async -> GatewayNode.Readiness { behaviour.readiness }
    func statistics() async throws -> JournalStatistics { try behaviour.statistics.get() }
}

extension CaseTrace {
    static func sample(id: String, reference: String, declaration: String? = nil) -> CaseTrace {
        let number = declaration.map { #""declaration":"\#($0)","# } ?? ""
        return decoded(
            """
            {"id":"\(id)","kind":"declaration","reference":"\(reference)","phase":"numbered",\(number)
             "openedAt":"2026-01-01T07:00:00+07:00","changedAt":"2026-01-01T07:00:01+07:00","requirements":[],
             "permits":[],"timeline":[],"deliveries":[]}
            """)
    }

    fileprivate func isFound(_ text: String) -> Bool {
        [id.rawValue, reference, declaration?.rawValue, "0101234567"].contains(text)
    }
}

extension StubGateway {
    static func readiness(_ json: String) -> GatewayNode.Readiness { decoded(json) }
}

/// A value that only its module can make, from the JSON it is written as.
private func decoded<Value: Decodable>(_ json: String) -> Value {
    do {
        return try JSONDecoder().decode(Value.self, from: Data(json.utf8))
    } catch { preconditionFailure("\(error)") }
}
