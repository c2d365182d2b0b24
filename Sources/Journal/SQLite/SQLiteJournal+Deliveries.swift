internal import FoundationEssentials
internal import GRDB
internal import Signatures
package import SingleWindow

extension SQLiteJournal {
    package func leaseDeliveries(
        owner: String, now: Timestamp, lease: Int64, limit: Int
    ) async throws -> [LeasedDelivery] {
        guard limit > 0 else { return [] }
        // Looked at first, so that a worker that polls an idle store writes nothing.
        guard try shortReads.read({ try Self.available($0, now, limit: 1) }).isEmpty == false else { return [] }
        return try await writer.submit { transaction in
            let db = transaction.db
            return .keep(
                try Self.available(db, now, limit: limit).map { seq in
                    try db.run(
                        """
                        UPDATE deliveries SET lease_owner = ?, leased_ms = ?, leased_offset = ?, available_ms = ?
                        WHERE seq = ?
                        """, [owner, now.milliseconds, now.offset, now.milliseconds + max(lease, 1), seq])
                    return try LeasedDelivery.fetch(seq: seq, db)
                })
        }
    }

    /// Deliveries that may be leased at `now`, those that have waited longest first.
    private static func available(_ db: Database, _ now: Timestamp, limit: Int) throws -> [Int64] {
        try db.rows(availableSearch, [now.milliseconds, limit]).map { try $0.value(0) }
    }

    static let availableSearch = """
        SELECT seq FROM deliveries WHERE head = 1 AND state = 'queued' AND available_ms <= ?
        ORDER BY available_ms, seq LIMIT ?
        """

    package func fix(
        _ bytes: PreparedMessage, of delivery: MessageKey, owner: String
    ) async throws -> PreparedMessage {
        let digest = try Self.digest(bytes.bytes)
        return try await writer.submit(bytes: bytes.bytes.count) { transaction in
            let db = transaction.db
            let row = try DeliveryRow.fetch(delivery, db)
            if let prepared = try row.prepared(db) { return .keep(prepared) }
            let message = StoredMessage(
                key: delivery, direction: .sent, partner: row.partner, id: nil, code: bytes.code, disposition: nil,
                at: row.leasedAt ?? row.queuedAt, caseID: row.caseID, contentType: bytes.contentType,
                bytes: bytes.bytes, digest: digest, answer: nil, verdict: nil, evidence: nil, problems: [])
            let seq = try MessageWriting(message).insert(caseSeq: row.caseSeq, transaction)
            try db.run("UPDATE deliveries SET message_seq = ? WHERE seq = ?", [seq, row.seq])
            return .keep(bytes)
        }
    }

    /// SHA-256, lower-case hexadecimal.
    static func digest(_ bytes: [UInt8]) throws(JournalError) -> String {
        do {
            return Hex.string(try Digest.of(bytes, .sha256))
        } catch {
            throw JournalError(.internal, "no SHA-256")
        }
    }

    package func recordAttempt(
        _ attempt: DeliveryAttempt, of delivery: MessageKey, owner: String, outcome: DeliveryOutcome
    ) async throws -> Bool {
        try await writer.submit(bytes: attempt.answer.count) { transaction in
            let db = transaction.db
            let row = try DeliveryRow.fetch(delivery, db)
            try attempt.insert(deliverySeq: row.seq, db)
            try db.run("UPDATE deliveries SET attempts = attempts + 1 WHERE seq = ?", [row.seq])
            guard row.state == .queued, row.owner == owner else { return .keep(false) }
            try row.settle(outcome, attempt, transaction)
            return .keep(true)
        }
    }

    package func postpone(_ delivery: MessageKey, owner: String, until: Timestamp) async throws {
        try await writer.submit { transaction in
            try transaction.db.run(
                """
                UPDATE deliveries SET due_ms = ?, due_offset = ?, available_ms = ?, lease_owner = NULL
                WHERE key = ? AND state = 'queued' AND lease_owner = ?
                """,
                [until.milliseconds, until.offset, until.milliseconds, delivery.rawValue, owner])
            return .keep(())
        }
    }

    package func nextDue(after now: Timestamp) async throws -> Timestamp? {
        try shortReads.read { db in
            guard let row = try db.row(Self.nextDueSearch),
                let milliseconds = try row.optional(0, Int64.self)
            else { return nil }
            return Timestamp(milliseconds: milliseconds, offset: now.offset)
        }
    }

    static let nextDueSearch = "SELECT min(available_ms) FROM deliveries WHERE head = 1 AND state = 'queued'"

    package func resume(_ id: CaseID, now: Timestamp, by operatorName: String) async throws {
        try await writer.submit { transaction in
            let db = transaction.db
            let caseSeq = try id.seq(db)
            try db.run("UPDATE cases SET parked_vi = NULL, parked_en = NULL WHERE seq = ?", [caseSeq])
            try db.run(
                """
                UPDATE deliveries SET state = 'queued', due_ms = ?, due_offset = ?, available_ms = ?,
                    lease_owner = NULL, attempts_before_resume = attempts, resumed_ms = ?, resumed_offset = ?
                WHERE case_seq = ? AND state = 'parked'
                """,
                [now.milliseconds, now.offset, now.milliseconds, now.milliseconds, now.offset, caseSeq])
            let resumed = db.changesCount
            if resumed == 0 { return .keep(()) }
            transaction.counters[.parked] -= resumed
            transaction.counters[.queued] += resumed
            let text = Text(
                vi: "\(operatorName) cho gửi lại \(resumed) thông điệp",
                en: "\(operatorName) put \(resumed) deliveries back in the queue")
            try CaseEvent(caseID: id, at: now, kind: .resumed, text: text).insert(caseSeq: caseSeq, db)
            return .keep(())
        }
    }

    package func abandon(
        _ delivery: MessageKey, now: Timestamp, by operatorName: String, reason: Text
    ) async throws -> Bool {
        try await writer.submit { transaction in
            let db = transaction.db
            let row = try DeliveryRow.fetch(delivery, db)
            guard row.state == .queued || row.state == .parked else { return .keep(false) }
            try row.finish(.abandoned, at: now, transaction)
            try row.unparkCase(db)
            let text = Text(
                vi: "\(operatorName) bỏ thông điệp gửi tới \(row.partner): \(reason.vi)",
                en: "\(operatorName) gave up the delivery to \(row.partner): \(reason.en)")
            try row.event(.note, at: now, text: text, db)
            return .keep(true)
        }
    }
}

extension LeasedDelivery {
    static func fetch(seq: Int64, _ db: Database) throws -> LeasedDelivery {
        guard let found = try db.row(DeliveryRow.selection + " WHERE deliveries.seq = ?", [seq]),
            let instruction = try db.row("SELECT instruction FROM deliveries WHERE seq = ?", [seq])
        else { throw JournalError(.corrupt, "a delivery is not in its table") }
        let row = try DeliveryRow(found)
        return LeasedDelivery(
            key: row.key, caseID: row.caseID, partner: row.partner,
            instruction: try StoredJSON.decode(try instruction.bytes(0) ?? []), prepared: try row.prepared(db),
            attempts: row.attempts - row.attemptsBeforeResume, queuedAt: row.resumedAt ?? row.queuedAt)
    }
}

extension DeliveryRow {
    /// Brings the delivery to where an attempt has led it, and says so in its case's timeline.
    func settle(_ outcome: DeliveryOutcome, _ attempt: DeliveryAttempt, _ transaction: WriteTransaction) throws {
        let db = transaction.db
        let end = attempt.startedAt.advanced(byMilliseconds: Int64(attempt.milliseconds))
        switch outcome {
        case .delivered(let at):
            try finish(.delivered, at: at, transaction)
            let text = Text(vi: "Đã giao cho \(partner)", en: "Delivered to \(partner)")
            try event(.delivered, at: at, text: text, db)
        case .retry(let at):
            try db.run(
                """
                UPDATE deliveries SET due_ms = ?, due_offset = ?, available_ms = ?, lease_owner = NULL WHERE seq = ?
                """, [at.milliseconds, at.offset, at.milliseconds, seq])
            try event(.attemptFailed, at: end, text: failure(attempt), db)
        case .park(let reason, let at):
            try db.run("UPDATE deliveries SET state = 'parked', lease_owner = NULL WHERE seq = ?", [seq])
            try db.run("UPDATE cases SET parked_vi = ?, parked_en = ? WHERE seq = ?", [reason.vi, reason.en, caseSeq])
            transaction.counters[.queued] -= 1
            transaction.counters[.parked] += 1
            if attempt.error != nil { try event(.attemptFailed, at: end, text: failure(attempt), db) }
            try event(.parked, at: at, text: reason, db)
        }
    }

    /// Takes the delivery out of its lane.
    func finish(_ state: DeliveryState, at: Timestamp, _ transaction: WriteTransaction) throws {
        let db = transaction.db
        try db.run(
            """
            UPDATE deliveries SET state = ?, head = 0, lease_owner = NULL, finished_ms = ?, finished_offset = ?
            WHERE seq = ?
            """, [state.rawValue, at.milliseconds, at.offset, seq])
        try lane.advance(db)
        if self.state == .parked { transaction.counters[.parked] -= 1 } else { transaction.counters[.queued] -= 1 }
        if state == .delivered { transaction.counters[.delivered] += 1 }
    }

    /// Takes the mark off the case when no delivery of it is parked any more.
    func unparkCase(_ db: Database) throws {
        try db.run(
            """
            UPDATE cases SET parked_vi = NULL, parked_en = NULL WHERE seq = ?
            AND NOT EXISTS (SELECT 1 FROM deliveries WHERE case_seq = cases.seq AND state = 'parked')
            """, [caseSeq])
    }

    private func failure(_ attempt: DeliveryAttempt) -> Text {
        let reason = attempt.text ?? Text(vi: attempt.error ?? "không rõ", en: attempt.error ?? "unknown")
        return Text(
            vi: "Lần gửi thứ \(attempts + 1) tới \(partner) không thành công: \(reason.vi)",
            en: "Attempt \(attempts + 1) to \(partner) failed: \(reason.en)")
    }
}
