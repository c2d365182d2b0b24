internal import GRDB
package import SingleWindow

extension SQLiteJournal {
    package func search(_ text: String, limit: Int) async throws -> [CaseRecord] {
        let text = text.trimmingWhiteSpace()
        guard !text.isEmpty, limit > 0 else { return [] }
        return try await read { [cache] db in
            let kinds = CaseKey.Kind.allCases.map(\.rawValue) + [StoredCaseKey.bareReference]
            var found: Set<Int64> = []
            for kind in kinds {
                // Kind by kind, so that each is a walk along the end of an index: a tax code is held by every case of
                // its trader.
                let rows = try db.rows(
                    "SELECT case_seq FROM case_keys WHERE value = ? AND kind = ? ORDER BY case_seq DESC LIMIT ?",
                    [text, kind, limit])
                for row in rows { found.insert(try row.value(0)) }
            }
            for sql in Self.messageSearches {
                for row in try db.rows(sql, [text]) {
                    if let seq = try row.optional(0, Int64.self) { found.insert(seq) }
                }
            }
            return try found.sorted(by: >).prefix(limit).compactMap { try CaseRecord.fetch(seq: $0, cache, db) }
        }
    }

    /// Cases by a key or an identifier of one of their messages.
    static let messageSearches = [
        "SELECT case_seq FROM messages WHERE key = ?",
        "SELECT case_seq FROM deliveries WHERE key = ?",
        "SELECT case_seq FROM messages WHERE id = ? AND disposition = 'accepted'",
        "SELECT case_seq FROM messages WHERE id = ? AND disposition = 'refused'",
    ]

    package func timeline(of id: CaseID) async throws -> [CaseEvent] {
        try await read { try CaseEvent.fetch(of: id, $0) }
    }

    package func message(_ key: MessageKey) async throws -> StoredMessage? {
        try await read { try StoredMessage.fetch(key: key, $0) }
    }

    package func messages(id: MessageID, limit: Int) async throws -> [StoredMessage] {
        guard limit > 0 else { return [] }
        return try await read { db in
            var found: [Int64] = []
            for sql in Self.identifierSearches {
                for row in try db.rows(sql, [id.rawValue, limit]) { found.append(try row.value(0)) }
            }
            return try found.sorted(by: >).prefix(limit).compactMap { try StoredMessage.fetch(seq: $0, db) }
        }
    }

    /// Messages by the sender's identifier, newest first, one index each.
    static let identifierSearches = [
        "SELECT seq FROM messages WHERE id = ? AND disposition = 'accepted' ORDER BY seq DESC LIMIT ?",
        "SELECT seq FROM messages WHERE id = ? AND disposition = 'refused' ORDER BY seq DESC LIMIT ?",
    ]

    package func deliveries(of id: CaseID) async throws -> [DeliveryRecord] {
        try await read { try DeliveryRecord.fetch(of: id, $0) }
    }

    package func attempts(of delivery: MessageKey) async throws -> [DeliveryAttempt] {
        try await read { try DeliveryAttempt.fetch(of: delivery, $0) }
    }
}
