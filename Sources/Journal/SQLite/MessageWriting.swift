internal import FoundationEssentials
internal import GRDB
internal import SingleWindow

/// A message made ready for the writer.
struct MessageWriting: Sendable {
    let message: StoredMessage
    private let problems: Data?

    init(_ message: StoredMessage) throws(JournalError) {
        self.message = message
        problems = message.problems.isEmpty ? nil : Data(try StoredJSON.encode(message.problems))
    }

    /// Bytes held in memory while the message waits.
    var bytes: Int {
        message.bytes.count + (message.answer?.bytes.count ?? 0) + (message.verdict?.count ?? 0)
            + (message.evidence?.count ?? 0)
    }

    /// The message accepted before under the same identifier of the same partner, where this one is to be accepted.
    func earlierAccepted(_ db: Database) throws -> StoredMessage? {
        guard message.direction == .received, message.disposition == .accepted, let partner = message.partner,
            let id = message.id
        else { return nil }
        guard try StoredMessage.isAccepted(from: partner, id: id, db) else { return nil }
        return try StoredMessage.accepted(from: partner, id: id, db)
    }

    @discardableResult
    func insert(caseSeq: Int64?, _ transaction: WriteTransaction) throws -> Int64 {
        let db = transaction.db
        let head: [(any DatabaseValueConvertible)?] = [
            message.key.rawValue, message.direction.rawValue, message.partner?.rawValue,
            message.direction == .sent ? nil : message.id?.rawValue,
        ]
        let tail: [(any DatabaseValueConvertible)?] = [
            caseSeq, message.contentType, message.digest, message.bytes.count, message.answer?.status,
            message.answer?.contentType, problems,
        ]
        try db.run(
            """
            INSERT INTO messages (
                key, direction, partner, id, family, document_type, type, function, disposition, at_ms, at_offset,
                case_seq, content_type, digest, size, answer_status, answer_type, problems)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            StatementArguments(
                head + message.code.columns + [message.disposition?.rawValue] + message.at.columns + tail))
        let seq = db.lastInsertedRowID
        try db.run(
            "INSERT INTO payloads (message_seq, body, answer, verdict, evidence) VALUES (?, ?, ?, ?, ?)",
            [
                seq, Data(message.bytes), message.answer.map { Data($0.bytes) }, message.verdict.map { Data($0) },
                message.evidence.map { Data($0) },
            ])
        switch message.disposition {
        case .accepted: transaction.counters[.accepted] += 1
        case .refused: transaction.counters[.refused] += 1
        case nil: break
        }
        return seq
    }
}
