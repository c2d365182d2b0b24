internal import FoundationEssentials
internal import Journal
internal import Messages
internal import Signatures
internal import SingleWindow

/// One message as it arrived, with what it is judged by: the settings in force when it came.
struct Attempt: Sendable {
    var bytes: [UInt8]
    var contentType: String
    var caller: Caller
    var at: Timestamp
    var key: MessageKey
    var digest: String
    var settings: GatewaySettings

    /// The message as the journal keeps it.
    func stored(
        header: MessageHeader?, disposition: Disposition, caseID: CaseID?, verification: MessageVerification?,
        answer: StoredAnswer?, problems: [Problem]
    ) throws -> StoredMessage {
        StoredMessage(
            key: key, direction: .received, partner: caller.partner.id, id: header?.id, code: header?.code,
            disposition: disposition, at: at, caseID: caseID, contentType: contentType, bytes: bytes, digest: digest,
            answer: answer, verdict: try verification.map { try JSON.encode($0.report) },
            evidence: try verification.map { try JSON.encode($0.evidence) }, problems: problems)
    }
}

/// Why intake takes a message no further.
struct IntakeRefusal: Error {
    var family: Family?
    var header: MessageHeader?
    var verification: MessageVerification?
    var problems: [Problem]
    var kind: IntakeAnswer.Kind = .refused
    var caseID: CaseID?

    init(family: Family?, header: MessageHeader? = nil, problems: [Problem]) {
        self.family = family
        self.header = header
        self.problems = problems
    }

    init(
        header: MessageHeader, verification: MessageVerification? = nil, problems: [Problem],
        kind: IntakeAnswer.Kind = .refused, caseID: CaseID? = nil
    ) {
        family = header.code.family
        self.header = header
        self.verification = verification
        self.problems = problems
        self.kind = kind
        self.caseID = caseID
    }

    /// A signature that does not hold, or that can't be checked now: the two are never confused. What else is wrong with
    /// the message is said in the same answer.
    init(header: MessageHeader, verification: MessageVerification, alsoWrong: [Problem]) {
        self.init(
            header: header, verification: verification,
            problems: [Problem(refused: verification.report)] + alsoWrong,
            kind: verification.report.verdict == .cannotCheck ? .cannotCheck : .refused)
    }
}

/// Small JSON documents for the journal's columns.
package enum JSON {
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}

/// Faults of ours and of the store, as log lines name them.
enum GatewayFault {
    static func code(of error: any Error) -> String {
        if let error = error as? JournalError { return error.code.rawValue }
        return String(describing: type(of: error))
    }
}
