internal import FoundationEssentials
internal import GRDB
internal import SingleWindow

extension CaseID {
    /// The case's row.
    ///
    /// - Throws: `notFound` where the store has no such case.
    func seq(_ db: Database) throws -> Int64 {
        guard let row = try db.row("SELECT seq FROM cases WHERE id = ?", [rawValue]) else {
            throw JournalError(.notFound, "no case \(rawValue)")
        }
        return try row.value(0)
    }
}

extension CaseKey {
    /// The cases that hold this key.
    func holders(_ db: Database) throws -> [(seq: Int64, id: CaseID)] {
        try db.rows(
            """
            SELECT cases.seq, cases.id FROM case_keys JOIN cases ON cases.seq = case_keys.case_seq
            WHERE case_keys.value = ? AND case_keys.kind = ?
            """, [value, kind.rawValue]
        ).map { (try $0.value(0), try $0.identifier(1)) }
    }
}

extension CaseRecord {
    private static let columns =
        "seq, id, version, opened_ms, opened_offset, changed_ms, changed_offset, parked_vi, parked_en"

    static func fetch(seq: Int64, _ cache: CaseCache, _ db: Database) throws -> CaseRecord? {
        try db.row("SELECT \(columns) FROM cases WHERE seq = ?", [seq]).map { try CaseRecord($0, cache, db) }
    }

    static func fetch(id: CaseID, _ cache: CaseCache, _ db: Database) throws -> CaseRecord? {
        try db.row("SELECT \(columns) FROM cases WHERE id = ?", [id.rawValue]).map { try CaseRecord($0, cache, db) }
    }

    private init(_ row: Row, _ cache: CaseCache, _ db: Database) throws {
        let (id, version): (CaseID, Int64) = (try row.identifier(1), try row.value(2))
        self.init(
            id: id, version: version,
            state: try cache.state(of: id, version: version)
                ?? Self.state(of: id, version: version, seq: row.value(0), cache, db),
            openedAt: try row.timestamp(3), changedAt: try row.timestamp(5), parked: try row.text(7))
    }

    private static func state(
        of id: CaseID, version: Int64, seq: Int64, _ cache: CaseCache, _ db: Database
    ) throws -> CaseState {
        guard let bytes = try db.row("SELECT state FROM cases WHERE seq = ?", [seq])?.bytes(0) else {
            throw JournalError(.corrupt, "case \(id) has no state")
        }
        let state = try StoredJSON.decode(bytes, as: CaseState.self)
        cache.put(state, of: id, version: version, cost: bytes.count)
        return state
    }
}

extension StoredMessage {
    private static let selection = """
        SELECT messages.key, messages.direction, messages.partner, messages.id,
            messages.family, messages.document_type, messages.type, messages.function, messages.disposition,
            messages.at_ms, messages.at_offset, cases.id, messages.content_type, messages.digest,
            messages.answer_status, messages.answer_type, messages.problems,
            payloads.body, payloads.answer, payloads.verdict, payloads.evidence
        FROM messages
        LEFT JOIN payloads ON payloads.message_seq = messages.seq
        LEFT JOIN cases ON cases.seq = messages.case_seq
        """

    static func accepted(from partner: PartnerID, id: MessageID, _ db: Database) throws -> StoredMessage? {
        try db.row(
            selection + " WHERE messages.id = ? AND messages.partner = ? AND messages.disposition = 'accepted'",
            [id.rawValue, partner.rawValue]
        ).map { try StoredMessage($0) }
    }

    static func isAccepted(from partner: PartnerID, id: MessageID, _ db: Database) throws -> Bool {
        try db.row(
            "SELECT 1 FROM messages WHERE id = ? AND partner = ? AND disposition = 'accepted'",
            [id.rawValue, partner.rawValue]) != nil
    }

    static func fetch(key: MessageKey, _ db: Database) throws -> StoredMessage? {
        try db.row(selection + " WHERE messages.key = ?", [key.rawValue]).map { try StoredMessage($0) }
    }

    static func fetch(seq: Int64, _ db: Database) throws -> StoredMessage? {
        try db.row(selection + " WHERE messages.seq = ?", [seq]).map { try StoredMessage($0) }
    }

    private init(_ row: Row) throws {
        let key = try row.identifier(0, MessageKey.self)
        let direction = try row.word(1, MessageDirection.self)
        let problems = try row.bytes(16)
        self.init(
            key: key, direction: direction, partner: try row.optionalIdentifier(2),
            // The identifier of a message we send is its key.
            id: direction == .sent ? MessageID(rawValue: key.rawValue) : try row.optionalIdentifier(3),
            code: try row.code(4), disposition: try row.optional(8, String.self).flatMap { Disposition(rawValue: $0) },
            at: try row.timestamp(9), caseID: try row.optionalIdentifier(11), contentType: try row.value(12),
            bytes: try row.bytes(17) ?? [], digest: try row.value(13), answer: try Self.answer(row),
            verdict: try row.bytes(19), evidence: try row.bytes(20),
            problems: try problems.map { bytes throws(JournalError) in try StoredJSON.decode(bytes) } ?? [])
    }

    private static func answer(_ row: Row) throws -> StoredAnswer? {
        guard let status = try row.optional(14, Int.self) else { return nil }
        return StoredAnswer(status: status, contentType: try row.value(15), bytes: try row.bytes(18) ?? [])
    }
}

extension CaseEvent {
    func insert(caseSeq: Int64, _ db: Database) throws {
        let head: [(any DatabaseValueConvertible)?] = [caseSeq]
        let middle: [(any DatabaseValueConvertible)?] = [
            kind.rawValue, text.vi, text.en, message?.rawValue, partner?.rawValue,
        ]
        try db.run(
            """
            INSERT INTO case_events (
                case_seq, at_ms, at_offset, kind, vi, en, message, partner, family, document_type, type, function,
                phase)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, StatementArguments(head + at.columns + middle + code.columns + [phase]))
    }

    static func fetch(of id: CaseID, _ db: Database) throws -> [CaseEvent] {
        guard let seq = try db.row("SELECT seq FROM cases WHERE id = ?", [id.rawValue])?.value(0, Int64.self) else {
            return []
        }
        return try db.rows(
            """
            SELECT at_ms, at_offset, kind, vi, en, message, partner, family, document_type, type, function, phase
            FROM case_events WHERE case_seq = ? ORDER BY seq
            """, [seq]
        ).map { row in
            CaseEvent(
                caseID: id, at: try row.timestamp(0), kind: try row.word(2),
                text: Text(vi: try row.value(3), en: try row.value(4)), message: try row.optionalIdentifier(5),
                partner: try row.optionalIdentifier(6), code: try row.code(7), phase: try row.optional(11))
        }
    }
}
