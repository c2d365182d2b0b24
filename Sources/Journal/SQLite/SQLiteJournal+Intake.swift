internal import GRDB
package import SingleWindow

extension SQLiteJournal {
    package func commit(_ commit: Commit) async throws -> CommitOutcome {
        if commit.message != nil { try freeSpace.require() }
        // Encoded here, on the caller's thread: the writer is the one place all messages pass through.
        let writing = try CommitWriting(commit)
        let outcome = try await writer.submit(bytes: writing.bytes) { try writing.run($0) }
        if outcome == .committed { writing.remember(in: cache) }
        return outcome
    }

    package func acceptedMessage(from partner: PartnerID, id: MessageID) async throws -> StoredMessage? {
        // Mostly there is none. Where there is one, its payload is read off the pool.
        guard try shortReads.read({ try StoredMessage.isAccepted(from: partner, id: id, $0) }) else { return nil }
        return try await read { try StoredMessage.accepted(from: partner, id: id, $0) }
    }

    package func cases(holding keys: [CaseKey]) async throws -> [CaseRecord] {
        if keys.isEmpty { return [] }
        return try shortReads.read { db in
            var found: Set<Int64> = []
            for key in keys { found.formUnion(try key.holders(db).map(\.seq)) }
            return try found.sorted().compactMap { try CaseRecord.fetch(seq: $0, cache, db) }
        }
    }

    package func caseRecord(_ id: CaseID) async throws -> CaseRecord? {
        try shortReads.read { try CaseRecord.fetch(id: id, cache, $0) }
    }

    package func reserveNumbers(series: String, count: Int) async throws -> Int64 {
        guard count > 0 else { throw JournalError(.internal, "\(count) numbers can't be reserved") }
        return try await writer.submit { transaction in
            let row = try transaction.db.row(
                """
                INSERT INTO numbers (series, next) VALUES (?, ? + 1)
                ON CONFLICT (series) DO UPDATE SET next = next + ? RETURNING next
                """, [series, count, count])
            guard let next = try row?.value(0, Int64.self) else {
                throw JournalError(.internal, "no number was reserved")
            }
            return .keep(next - Int64(count))
        }
    }
}
