import Journal
import SingleWindow
import Testing

@Suite("Journal contract: traces")
struct TraceConformance {
    /// What case 2 of three is found by.
    static let keys: [(label: Comment, text: String)] = [
        ("partner and reference", "trader/GRANT-2"),
        ("the reference alone", "GRANT-2"),
        ("dossier number", "NSW-2026-2"),
        ("bill of lading", "BL2"),
        ("spaces around it", "  BL2\n"),
        ("the sender's message identifier", Sample.messageID(2).rawValue),
        ("the gateway's message key", Sample.key(2).rawValue),
        ("the key of an outgoing message not yet written", Sample.delivery(2, of: Sample.caseID(2)).key.rawValue),
        ("the identifier of a refused message", Sample.messageID(22).rawValue),
    ]

    @Test("a case is found by any of its keys", arguments: Backend.allCases, keys)
    func search(_ backend: Backend, _ row: (label: Comment, text: String)) async throws {
        try await backend.withStore { store in
            for n in 1...3 { _ = try await store.journal.commit(Sample.submission(n)) }
            let refused = Sample.message(22, disposition: .refused, caseID: Sample.caseID(2))
            _ = try await store.journal.commit(Commit(message: refused))
            #expect(try await store.journal.search(row.text, limit: 10).map(\.id) == [Sample.caseID(2)], row.label)
        }
    }

    @Test("several cases of one key come newest first, as many as asked for", arguments: Backend.allCases)
    func limit(_ backend: Backend) async throws {
        try await backend.withStore { store in
            for n in 1...5 { _ = try await store.journal.commit(Sample.submission(n)) }
            let found = try await store.journal.search("0101234567", limit: 3)
            #expect(found.map(\.id) == [5, 4, 3].map { Sample.caseID($0) })
            for text in ["", "  ", "NSW-2026", "%", "nsw-2026-1", "' OR 1=1 --"] {
                #expect(try await store.journal.search(text, limit: 3).isEmpty, "\(text)")
            }
            #expect(try await store.journal.search("0101234567", limit: 0).isEmpty)
            #expect(try await store.journal.messages(id: Sample.messageID(1), limit: 0).isEmpty)
        }
    }

    @Test("a timeline keeps the order things were recorded in", arguments: Backend.allCases)
    func timeline(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let id = Sample.caseID(1)
            var expected: [CaseEvent] = []
            for (n, kind) in [(1, CaseEvent.Kind.received), (3, .state), (2, .note)] {
                var event = Sample.event(n, of: id, kind: kind)
                if kind == .note { (event.message, event.partner, event.code, event.phase) = (nil, nil, nil, nil) }
                expected.append(event)
                _ = try await store.journal.commit(
                    Commit(message: nil, changes: n == 1 ? [Sample.opening(1)] : [], events: [event]))
            }
            #expect(try await store.journal.timeline(of: id) == expected)
        }
    }

    @Test("timestamps keep the offset they were written in", arguments: Backend.allCases)
    func offsets(_ backend: Backend) async throws {
        try await backend.withStore { store in
            for (n, offset) in [(1, 0), (2, 420), (3, -330)] {
                var message = Sample.message(n)
                message.at = Timestamp(milliseconds: -5, offset: offset)
                _ = try await store.journal.commit(Commit(message: message))
                #expect(try await store.journal.message(message.key)?.at == message.at)
            }
        }
    }
}
