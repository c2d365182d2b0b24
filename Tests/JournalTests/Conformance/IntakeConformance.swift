import Journal
import SingleWindow
import Testing

@Suite("Journal contract: intake")
struct IntakeConformance {
    @Test("a commit is found again, every part of it", arguments: Backend.allCases)
    func wholeCommit(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let commit = Sample.submission(1)
            #expect(try await store.journal.commit(commit) == .committed)
            try await store.reopen()
            let journal = store.journal
            #expect(try await journal.message(Sample.key(1)) == commit.message)
            #expect(try await journal.acceptedMessage(from: Sample.trader, id: Sample.messageID(1)) == commit.message)
            let record = try #require(try await journal.caseRecord(Sample.caseID(1)))
            #expect(record.version == 1)
            #expect(record.state == commit.changes[0].state)
            #expect(record.openedAt == Sample.time(1) && record.changedAt == Sample.time(1) && record.parked == nil)
            #expect(try await journal.timeline(of: Sample.caseID(1)) == commit.events)
            let deliveries = try await journal.deliveries(of: Sample.caseID(1))
            #expect(deliveries.map(\.key) == commit.deliveries.map(\.key))
            #expect(deliveries.allSatisfy { $0.state == .queued && $0.attempts == 0 && $0.code == nil })
            #expect(
                try await journal.statistics()
                    == JournalStatistics(accepted: 1, refused: 0, cases: 1, queued: 1, delivered: 0, parked: 0))
        }
    }

    @Test("a change of a case raises its version and moves its keys", arguments: Backend.allCases)
    func changedCase(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let journal = store.journal
            _ = try await journal.commit(Sample.submission(1))
            let change = CaseChange(
                id: Sample.caseID(1), expected: 1, state: Sample.dossier(2, phase: .accepted), at: Sample.time(9))
            #expect(try await journal.commit(Commit(message: nil, changes: [change])) == .committed)
            let record = try #require(try await journal.caseRecord(Sample.caseID(1)))
            #expect(record.version == 2 && record.state.phase == "accepted")
            #expect(record.openedAt == Sample.time(1) && record.changedAt == Sample.time(9))
            let number = { CaseKey(.dossier, Sample.dossierNumber($0).rawValue) }
            #expect(try await journal.cases(holding: [number(1)]).isEmpty)
            #expect(try await journal.cases(holding: [number(2), number(1)]).map(\.id) == [Sample.caseID(1)])
            #expect(try await journal.search("GRANT-1", limit: 5).isEmpty)
        }
    }

    @Test("a conflict writes nothing at all", arguments: Backend.allCases)
    func conflict(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let journal = store.journal
            _ = try await journal.commit(Sample.submission(1))
            let before = try await journal.statistics()
            let stale = CaseChange(id: Sample.caseID(1), expected: 7, state: Sample.dossier(1), at: Sample.start)
            // The opened case comes first, so that something was written before the conflict is found.
            let commit = Commit(
                message: Sample.message(2, caseID: Sample.caseID(2)), changes: [Sample.opening(2), stale],
                events: [Sample.event(2, of: Sample.caseID(2))],
                deliveries: [Sample.delivery(2, of: Sample.caseID(2))])
            #expect(try await journal.commit(commit) == .conflict)
            #expect(try await journal.message(Sample.key(2)) == nil)
            #expect(try await journal.caseRecord(Sample.caseID(2)) == nil)
            #expect(try await journal.deliveries(of: Sample.caseID(2)).isEmpty)
            #expect(try await journal.statistics() == before)
            let again = Commit(message: nil, changes: [Sample.opening(1)])
            #expect(try await journal.commit(again) == .conflict, "the case exists already")
        }
    }

    @Test("a commit that can't be carried out throws and writes nothing", arguments: Backend.allCases)
    func failure(_ backend: Backend) async throws {
        try await backend.withStore { (store: TestStore) async throws in
            let journal = store.journal
            let commit = Commit(
                message: Sample.message(1, caseID: Sample.caseID(1)), changes: [Sample.opening(1)],
                events: [Sample.event(1, of: Sample.caseID(99))])
            await expectError(.notFound) { _ = try await journal.commit(commit) }
            #expect(try await journal.caseRecord(Sample.caseID(1)) == nil)
            #expect(try await journal.message(Sample.key(1)) == nil)
            #expect(try await journal.statistics().cases == 0)
        }
    }

    @Test("an accepted identifier is answered with what was stored, whatever the bytes", arguments: Backend.allCases)
    func duplicate(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let journal = store.journal
            let first = Sample.message(1)
            _ = try await journal.commit(Commit(message: first))
            for bytes in ["<Envelope/>", "<Envelope>other</Envelope>"] {
                let repeated = Sample.message(2, id: first.id, bytes: Array(bytes.utf8))
                let commit = Commit(message: repeated, changes: [Sample.opening(2)])
                #expect(try await journal.commit(commit) == .duplicate(first))
                #expect(try await journal.message(Sample.key(2)) == nil)
                #expect(try await journal.caseRecord(Sample.caseID(2)) == nil)
            }
            let other = Sample.message(3, id: first.id, partner: Sample.agency)
            #expect(try await journal.commit(Commit(message: other)) == .committed, "another partner's identifier")
        }
    }

    @Test("a refused attempt does not use its identifier up", arguments: Backend.allCases)
    func refused(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let journal = store.journal
            let id = Sample.messageID(1)
            for n in 1...2 {
                let refused = Sample.message(n, id: id, disposition: .refused)
                #expect(try await journal.commit(Commit(message: refused)) == .committed)
            }
            #expect(try await journal.acceptedMessage(from: Sample.trader, id: id) == nil)
            #expect(try await journal.commit(Commit(message: Sample.message(3, id: id))) == .committed)
            let late = Sample.message(4, id: id, disposition: .refused)
            #expect(try await journal.commit(Commit(message: late)) == .committed, "refused after it was accepted")
            #expect(try await journal.acceptedMessage(from: Sample.trader, id: id)?.key == Sample.key(3))
            #expect(try await journal.messages(id: id, limit: 3).map(\.key) == [4, 3, 2].map { Sample.key($0) })
            let statistics = try await journal.statistics()
            #expect(statistics.accepted == 1 && statistics.refused == 3)
        }
    }

    @Test("a refused message of an unknown sender has neither partner nor identifier", arguments: Backend.allCases)
    func unknownSender(_ backend: Backend) async throws {
        try await backend.withStore { (store: TestStore) async throws in
            var message = Sample.message(1, disposition: .refused, partner: nil)
            message.id = nil
            message.code = nil
            message.answer = nil
            message.verdict = nil
            message.evidence = nil
            message.bytes = []
            for n in 1...2 {
                message.key = Sample.key(n)
                #expect(try await store.journal.commit(Commit(message: message)) == .committed)
            }
            #expect(try await store.journal.message(Sample.key(2)) == message)
        }
    }

    /// What becomes of a key between the decision and its commit.
    static let phantoms: [(Comment, KeyRead, CommitOutcome)] = [
        ("nobody held it and nobody does", KeyRead(key: CaseKey(.dossier, "NSW-2026-9"), holders: []), .committed),
        ("another case holds it by now", KeyRead(key: CaseKey(.dossier, "NSW-2026-1"), holders: []), .conflict),
        (
            "the same case holds it", KeyRead(key: CaseKey(.dossier, "NSW-2026-1"), holders: [Sample.caseID(1)]),
            .committed
        ),
        (
            "its holder is gone", KeyRead(key: CaseKey(.dossier, "NSW-2026-9"), holders: [Sample.caseID(1)]),
            .conflict
        ),
        (
            "one holder more", KeyRead(key: CaseKey(.taxCode, "0101234567"), holders: [Sample.caseID(1)]),
            .conflict
        ),
        (
            "the same value under another kind", KeyRead(key: CaseKey(.permit, "NSW-2026-1"), holders: []),
            .committed
        ),
    ]

    @Test("keys that a decision read are checked", arguments: Backend.allCases, phantoms)
    func keyReads(_ backend: Backend, _ row: (label: Comment, read: KeyRead, outcome: CommitOutcome)) async throws {
        try await backend.withStore { store in
            for n in 1...2 { _ = try await store.journal.commit(Sample.submission(n)) }
            let commit = Commit(message: Sample.message(3), reads: [row.read])
            #expect(try await store.journal.commit(commit) == row.outcome, row.label)
            #expect(try await (store.journal.message(Sample.key(3)) != nil) == (row.outcome == .committed), row.label)
        }
    }

    @Test("of many that open the same case one succeeds", arguments: Backend.allCases)
    func race(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let journal = store.journal
            let outcomes = try await withThrowingTaskGroup(of: CommitOutcome.self) { group in
                for n in 1...20 {
                    group.addTask {
                        try await journal.commit(
                            Commit(
                                message: Sample.message(n, caseID: Sample.caseID(1)),
                                changes: [Sample.opening(n, id: Sample.caseID(1))],
                                reads: [KeyRead(key: CaseKey(.taxCode, "0101234567"), holders: [])]))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == .committed }.count == 1)
            #expect(outcomes.filter { $0 == .conflict }.count == 19)
            #expect(try await journal.statistics().accepted == 1)
        }
    }

    @Test("of the same message sent many times at once one is accepted", arguments: Backend.allCases)
    func duplicateRace(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let journal = store.journal
            let id = Sample.messageID(1)
            let outcomes = try await withThrowingTaskGroup(of: CommitOutcome.self) { group in
                for n in 1...20 {
                    group.addTask { try await journal.commit(Commit(message: Sample.message(n, id: id))) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let accepted = try #require(try await journal.acceptedMessage(from: Sample.trader, id: id))
            #expect(outcomes.filter { $0 == .committed }.count == 1)
            #expect(outcomes.filter { $0 == .duplicate(accepted) }.count == 19)
        }
    }

    @Test("numbers are never given twice, not to other users and not after a restart", arguments: Backend.allCases)
    func numbers(_ backend: Backend) async throws {
        try await backend.withStore { store in
            var given: Set<Int64> = []
            for _ in 0..<2 {
                let users = [store.journal, try await store.another()]
                let reserved = try await withThrowingTaskGroup(of: Range<Int64>.self) { group in
                    for n in 0..<60 {
                        let count = 1 + n % 7
                        group.addTask {
                            let first = try await users[n % 2].reserveNumbers(series: "receipt", count: count)
                            return first..<first + Int64(count)
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                for range in reserved {
                    for number in range { #expect(given.insert(number).inserted, "\(number) was given before") }
                }
                try await users[1].close()
                try await store.reopen()
            }
            #expect(given.min() == 1)
            #expect(try await store.journal.reserveNumbers(series: "dossier", count: 1) == 1, "another series")
            let journal = store.journal
            await expectError(.internal) { _ = try await journal.reserveNumbers(series: "dossier", count: 0) }
        }
    }

    @Test("closing waits for everything that was let in", arguments: Backend.allCases)
    func closing(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let journal = try await store.another()
            let outcomes = try await withThrowingTaskGroup(of: (Int, CommitOutcome?).self) { group in
                for n in 1...100 {
                    group.addTask {
                        do {
                            return (n, try await journal.commit(Sample.submission(n)))
                        } catch let error as JournalError where error.code == .unavailable {
                            return (n, nil)
                        }
                    }
                }
                group.addTask {
                    try await journal.close()
                    return (0, nil)
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            for n in 1...100 {
                let isThere = try await store.journal.message(Sample.key(n)) != nil
                #expect(isThere == (outcomes[n] == .committed), "commit \(n)")
            }
        }
    }

    @Test(
        "the store says that it can be written to, until it is closed, which may be said twice",
        arguments: Backend.allCases)
    func check(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let journal = try await store.another()
            try await journal.check()
            try await journal.close()
            await expectError(.unavailable) { try await journal.check() }
            await expectError(.unavailable) { _ = try await journal.commit(Sample.submission(1)) }
            await expectError(.unavailable) { _ = try await journal.caseRecord(Sample.caseID(1)) }
            await expectError(.unavailable) { _ = try await journal.message(Sample.key(1)) }
            try await store.journal.check()
            try await journal.close()
        }
    }
}
