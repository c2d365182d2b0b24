internal import FoundationEssentials
internal import GRDB
internal import SingleWindow

/// The deliveries of one case to one partner, which are sent in the order they were queued.
struct Lane: Hashable {
    var caseSeq: Int64
    var partner: String

    /// The delivery the lane's others wait for: the earliest that is neither delivered nor abandoned.
    func firstUnfinished(_ db: Database) throws -> Int64? {
        try db.row(
            """
            SELECT seq FROM deliveries WHERE case_seq = ? AND partner = ? AND state IN ('queued', 'parked')
            ORDER BY seq LIMIT 1
            """, [caseSeq, partner]
        )?.value(0)
    }

    /// Lets the next delivery have its turn, once one has finished.
    func advance(_ db: Database) throws {
        guard let next = try firstUnfinished(db) else { return }
        try db.run("UPDATE deliveries SET head = 1 WHERE seq = ?", [next])
    }
}

/// What the changes of a delivery need to know of it.
struct DeliveryRow {
    var seq: Int64
    var key: MessageKey
    var caseSeq: Int64
    var caseID: CaseID
    var partner: PartnerID
    var state: DeliveryState
    var owner: String?
    var leasedAt: Timestamp?
    var queuedAt: Timestamp
    /// Attempts recorded, whatever became of them.
    var attempts: Int
    var attemptsBeforeResume: Int
    /// When an operator last put it back in the queue.
    var resumedAt: Timestamp?
    /// The sent message's row, once its bytes are fixed.
    var messageSeq: Int64?

    var lane: Lane { Lane(caseSeq: caseSeq, partner: partner.rawValue) }

    /// - Throws: `notFound` where the store has no such delivery.
    static func fetch(_ key: MessageKey, _ db: Database) throws -> DeliveryRow {
        guard let row = try db.row(selection + " WHERE deliveries.key = ?", [key.rawValue]) else {
            throw JournalError(.notFound, "no delivery \(key)")
        }
        return try DeliveryRow(row)
    }

    static let selection = """
        SELECT deliveries.seq, deliveries.key, deliveries.case_seq, cases.id, deliveries.partner, deliveries.state,
            deliveries.lease_owner, deliveries.leased_ms, deliveries.leased_offset,
            deliveries.queued_ms, deliveries.queued_offset, deliveries.attempts, deliveries.attempts_before_resume,
            deliveries.message_seq, deliveries.resumed_ms, deliveries.resumed_offset
        FROM deliveries JOIN cases ON cases.seq = deliveries.case_seq
        """

    init(_ row: Row) throws {
        seq = try row.value(0)
        key = try row.identifier(1)
        caseSeq = try row.value(2)
        caseID = try row.identifier(3)
        partner = try row.identifier(4)
        state = try row.word(5)
        owner = try row.optional(6)
        leasedAt = try row.optionalTimestamp(7)
        queuedAt = try row.timestamp(9)
        attempts = try row.value(11)
        attemptsBeforeResume = try row.value(12)
        messageSeq = try row.optional(13)
        resumedAt = try row.optionalTimestamp(14)
    }

    /// The bytes the delivery sends, where they are fixed.
    func prepared(_ db: Database) throws -> PreparedMessage? {
        guard let messageSeq else { return nil }
        guard let message = try StoredMessage.fetch(seq: messageSeq, db), let code = message.code else {
            throw JournalError(.corrupt, "delivery \(key) has lost its message")
        }
        return PreparedMessage(code: code, contentType: message.contentType, bytes: message.bytes)
    }

    func event(_ kind: CaseEvent.Kind, at: Timestamp, text: Text, _ db: Database) throws {
        let code = try messageSeq.flatMap {
            try db.row("SELECT family, document_type, type, function FROM messages WHERE seq = ?", [$0])?.code(0)
        }
        try CaseEvent(caseID: caseID, at: at, kind: kind, text: text, message: key, partner: partner, code: code)
            .insert(caseSeq: caseSeq, db)
    }
}

extension DeliveryRecord {
    static func fetch(of id: CaseID, _ db: Database) throws -> [DeliveryRecord] {
        try db.rows(
            """
            SELECT deliveries.key, deliveries.partner, deliveries.state,
                messages.family, messages.document_type, messages.type, messages.function,
                deliveries.queued_ms, deliveries.queued_offset, deliveries.due_ms, deliveries.due_offset,
                deliveries.attempts, deliveries.finished_ms, deliveries.finished_offset
            FROM cases
            JOIN deliveries ON deliveries.case_seq = cases.seq
            LEFT JOIN messages ON messages.seq = deliveries.message_seq
            WHERE cases.id = ? ORDER BY deliveries.seq
            """, [id.rawValue]
        ).map { row in
            DeliveryRecord(
                key: try row.identifier(0), caseID: id, partner: try row.identifier(1), state: try row.word(2),
                code: try row.code(3), queuedAt: try row.timestamp(7), due: try row.timestamp(9),
                attempts: try row.value(11), finishedAt: try row.optionalTimestamp(12))
        }
    }
}

extension DeliveryAttempt {
    func insert(deliverySeq: Int64, _ db: Database) throws {
        let values: [(any DatabaseValueConvertible)?] = [
            milliseconds, status, error, text?.vi, text?.en, answerVerified, answer.isEmpty ? nil : Data(answer),
        ]
        try db.run(
            """
            INSERT INTO attempts (
                delivery_seq, started_ms, started_offset, milliseconds, status, error, vi, en, verified, answer)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, StatementArguments([deliverySeq] + startedAt.columns + values))
    }

    static func fetch(of delivery: MessageKey, _ db: Database) throws -> [DeliveryAttempt] {
        try db.rows(
            """
            SELECT attempts.started_ms, attempts.started_offset, attempts.milliseconds, attempts.status,
                attempts.error, attempts.vi, attempts.en, attempts.verified, attempts.answer
            FROM deliveries JOIN attempts ON attempts.delivery_seq = deliveries.seq
            WHERE deliveries.key = ? ORDER BY attempts.seq
            """, [delivery.rawValue]
        ).map { row in
            DeliveryAttempt(
                startedAt: try row.timestamp(0), milliseconds: try row.value(2), status: try row.optional(3),
                error: try row.optional(4), text: try row.text(5), answer: try row.bytes(8) ?? [],
                answerVerified: try row.optional(7))
        }
    }
}
