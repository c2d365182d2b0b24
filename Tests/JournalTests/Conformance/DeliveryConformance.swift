import Journal
import SingleWindow
import Testing

@Suite("Journal contract: deliveries")
struct DeliveryConformance {
    /// A store with one case and the given deliveries of it, in this order.
    private func withCase(
        _ backend: Backend, _ deliveries: [(Int, PartnerID)], _ body: (TestStore) async throws -> Void
    ) async throws {
        try await backend.withStore { store in
            let id = Sample.caseID(1)
            let commit = Commit(
                message: Sample.message(1, caseID: id), changes: [Sample.opening(1)],
                deliveries: deliveries.map { Sample.delivery($0.0, of: id, to: $0.1) })
            #expect(try await store.journal.commit(commit) == .committed)
            try await body(store)
        }
    }

    private func key(_ n: Int) -> MessageKey { Sample.delivery(n, of: Sample.caseID(1)).key }

    private func lease(_ journal: any Journal, _ owner: String = "a", at ms: Int64, limit: Int = 10) async throws
        -> [MessageKey]
    {
        try await journal.leaseDeliveries(owner: owner, now: Sample.time(ms), lease: 1000, limit: limit).map(\.key)
    }

    @Test("a lane gives its deliveries out one after the other, lanes side by side", arguments: Backend.allCases)
    func order(_ backend: Backend) async throws {
        try await withCase(backend, [(1, Sample.agency), (2, Sample.agency), (3, Sample.engine), (4, Sample.agency)]) {
            store in
            let journal = store.journal
            #expect(try await lease(journal, at: 0) == [key(1), key(3)])
            #expect(try await lease(journal, at: 1).isEmpty, "everything that may go is leased")
            for (n, next) in [(1, 2), (2, 4)] {
                let at = Sample.time(Int64(n))
                #expect(
                    try await journal.recordAttempt(
                        Sample.attempt(at: at), of: key(n), owner: "a", outcome: .delivered(at: at)))
                #expect(try await lease(journal, at: 2) == [key(next)])
            }
            let statistics = try await journal.statistics()
            #expect(statistics.delivered == 2 && statistics.queued == 2 && statistics.parked == 0)
        }
    }

    @Test("a delivery that comes later waits behind its lane's unfinished ones", arguments: Backend.allCases)
    func laterCommit(_ backend: Backend) async throws {
        try await withCase(backend, [(1, Sample.agency)]) { store in
            let journal = store.journal
            #expect(try await lease(journal, at: 0) == [key(1)])
            _ = try await journal.commit(
                Commit(message: nil, deliveries: [Sample.delivery(2, of: Sample.caseID(1))]))
            #expect(try await lease(journal, at: 1).isEmpty)
            _ = try await journal.recordAttempt(
                Sample.attempt(at: Sample.start), of: key(1), owner: "a", outcome: .retry(at: Sample.time(50)))
            #expect(try await lease(journal, at: 49).isEmpty, "the head is not due, and the next does not overtake it")
            #expect(try await lease(journal, at: 50) == [key(1)])
        }
    }

    @Test("not before its time, and the longest waiting first", arguments: Backend.allCases)
    func due(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let journal = store.journal
            for (n, due) in [(1, 300), (2, 100), (3, 200)] {
                _ = try await journal.commit(
                    Commit(
                        message: nil, changes: [Sample.opening(n)],
                        deliveries: [
                            Sample.delivery(n, of: Sample.caseID(n), due: Sample.time(Int64(due)))
                        ]))
            }
            #expect(try await journal.nextDue(after: Sample.start) == Sample.time(100))
            #expect(try await lease(journal, at: 99).isEmpty)
            #expect(try await lease(journal, at: 300, limit: 2) == [key(2), key(3)])
            #expect(try await journal.nextDue(after: Sample.time(300)) == Sample.time(300))
            #expect(try await lease(journal, at: 300, limit: 0).isEmpty)
            #expect(try await lease(journal, at: 300) == [key(1)])
            #expect(try await journal.nextDue(after: Sample.time(300)) == Sample.time(1300), "the first lease's end")
        }
    }

    @Test("a lease that has run out is taken over, a living one never", arguments: Backend.allCases)
    func takeover(_ backend: Backend) async throws {
        try await withCase(backend, [(1, Sample.agency), (2, Sample.agency)]) { store in
            let (a, b) = (store.journal, try await store.another())
            #expect(try await lease(a, "a", at: 0) == [key(1)])
            #expect(try await lease(b, "b", at: 999).isEmpty)
            #expect(try await lease(b, "b", at: 1000) == [key(1)])
            let late = Sample.attempt(at: Sample.time(10))
            #expect(
                try await a.recordAttempt(late, of: key(1), owner: "a", outcome: .delivered(at: Sample.time(1001)))
                    == false)
            #expect(try await a.attempts(of: key(1)) == [late], "the attempt is kept")
            #expect(try await a.deliveries(of: Sample.caseID(1))[0].state == .queued, "the state is b's to say")
            try await a.postpone(key(1), owner: "a", until: Sample.start)
            #expect(try await lease(a, "a", at: 1002).isEmpty, "a can't give back what is b's")
            let own = Sample.attempt(at: Sample.time(1100))
            #expect(try await b.recordAttempt(own, of: key(1), owner: "b", outcome: .delivered(at: Sample.time(1101))))
            #expect(try await a.attempts(of: key(1)) == [late, own])
            #expect(try await lease(a, "a", at: 1102) == [key(2)])
            try await b.close()
        }
    }

    @Test("an owner whose lease ran out and was not taken over still settles it", arguments: Backend.allCases)
    func lateOwner(_ backend: Backend) async throws {
        try await withCase(backend, [(1, Sample.agency)]) { store in
            #expect(try await lease(store.journal, at: 0) == [key(1)])
            try await store.reopen()
            #expect(try await lease(store.journal, "b", at: 500).isEmpty, "a restart takes nobody's work away")
            let at = Sample.time(5000)
            #expect(
                try await store.journal.recordAttempt(
                    Sample.attempt(at: at), of: key(1), owner: "a", outcome: .delivered(at: at)))
            #expect(
                try await store.journal.recordAttempt(
                    Sample.attempt(at: at), of: key(1), owner: "a", outcome: .retry(at: at)) == false,
                "it has finished")
            #expect(try await store.journal.deliveries(of: Sample.caseID(1))[0].state == .delivered)
            #expect(try await store.journal.statistics().delivered == 1)
        }
    }

    @Test("of two owners at once each delivery goes to one", arguments: Backend.allCases)
    func race(_ backend: Backend) async throws {
        try await backend.withStore { store in
            for n in 1...40 { _ = try await store.journal.commit(Sample.submission(n)) }
            let users = [store.journal, try await store.another()]
            let leased = try await withThrowingTaskGroup(of: [MessageKey].self) { group in
                for n in 0..<20 {
                    group.addTask {
                        try await users[n % 2].leaseDeliveries(
                            owner: "owner-\(n % 2)", now: Sample.time(100), lease: 1000, limit: 3
                        ).map(\.key)
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(leased.count == 40)
            #expect(Set(leased).count == 40)
            try await users[1].close()
        }
    }

    @Test("the bytes stored first stay, and are traced as the message sent", arguments: Backend.allCases)
    func fixed(_ backend: Backend) async throws {
        try await withCase(backend, [(1, Sample.agency)]) { store in
            var leased = try await store.journal.leaseDeliveries(
                owner: "a", now: Sample.start, lease: 1000, limit: 1)
            #expect(leased.first?.prepared == nil)
            #expect(leased.first?.instruction == Sample.instruction(1, to: Sample.agency))
            let first = Sample.prepared("<Envelope n=\"1\"/>")
            #expect(try await store.journal.fix(first, of: key(1), owner: "a") == first)
            #expect(try await store.journal.fix(Sample.prepared("other"), of: key(1), owner: "b") == first)
            try await store.reopen()
            leased = try await store.journal.leaseDeliveries(
                owner: "b", now: Sample.time(2000), lease: 1000, limit: 1)
            #expect(leased.first?.prepared == first)
            let sent = try #require(try await store.journal.message(key(1)))
            #expect(sent.direction == .sent && sent.bytes == first.bytes && sent.partner == Sample.agency)
            #expect(sent.caseID == Sample.caseID(1) && sent.id?.rawValue == key(1).rawValue && sent.disposition == nil)
            // sha256sum of the bytes
            #expect(sent.digest == "54942116c2895f317a7edcd7a8bf7adb37ab7a0e35268824636a29068e232324")
            #expect(try await store.journal.statistics().accepted == 1, "sent messages are not counted as accepted")
        }
    }

    @Test("a retry counts, waits and says so", arguments: Backend.allCases)
    func retry(_ backend: Backend) async throws {
        try await withCase(backend, [(1, Sample.agency)]) { store in
            let journal = store.journal
            _ = try await lease(journal, at: 0)
            _ = try await journal.fix(Sample.prepared("x"), of: key(1), owner: "a")
            let attempt = Sample.attempt(at: Sample.start, error: "transport.timeout")
            #expect(
                try await journal.recordAttempt(attempt, of: key(1), owner: "a", outcome: .retry(at: Sample.time(500))))
            let record = try #require(try await journal.deliveries(of: Sample.caseID(1)).first)
            #expect(record.attempts == 1 && record.due == Sample.time(500) && record.finishedAt == nil)
            #expect(record.code == Sample.code)
            #expect(try await journal.nextDue(after: Sample.start) == Sample.time(500))
            let leased = try await journal.leaseDeliveries(owner: "a", now: Sample.time(500), lease: 10, limit: 1)
            #expect(leased.first?.attempts == 1)
            let event = try #require(try await journal.timeline(of: Sample.caseID(1)).last)
            #expect(event.kind == .attemptFailed && event.message == key(1) && event.code == Sample.code)
            #expect(event.text.en.contains("Error transport.timeout") && event.text.vi.contains("Lỗi"))
            #expect(event.at == Sample.time(40))
        }
    }

    @Test("a delivery handed back is due at the time said, without an attempt", arguments: Backend.allCases)
    func postpone(_ backend: Backend) async throws {
        try await withCase(backend, [(1, Sample.agency)]) { store in
            _ = try await lease(store.journal, at: 0)
            try await store.journal.postpone(key(1), owner: "b", until: Sample.start)
            #expect(try await lease(store.journal, at: 1).isEmpty)
            try await store.journal.postpone(key(1), owner: "a", until: Sample.time(70))
            #expect(try await lease(store.journal, at: 69).isEmpty)
            #expect(try await lease(store.journal, "b", at: 70) == [key(1)])
            #expect(try await store.journal.attempts(of: key(1)).isEmpty)
        }
    }

    @Test("a parked delivery blocks its lane only, until an operator resumes the case", arguments: Backend.allCases)
    func park(_ backend: Backend) async throws {
        try await withCase(backend, [(1, Sample.agency), (2, Sample.agency), (3, Sample.engine)]) { store in
            let journal = store.journal
            #expect(try await lease(journal, at: 0, limit: 1) == [key(1)])
            let reason = Text(vi: "Hết lịch gửi", en: "The schedule ended")
            #expect(
                try await journal.recordAttempt(
                    Sample.attempt(at: Sample.start, error: "transport.timeout"), of: key(1), owner: "a",
                    outcome: .park(reason, at: Sample.time(60))))
            #expect(try await lease(journal, at: 100) == [key(3)])
            #expect(try await journal.caseRecord(Sample.caseID(1))?.parked == reason)
            #expect(try await journal.caseRecord(Sample.caseID(1))?.version == 1, "parking changes no decision's basis")
            #expect(try await journal.deliveries(of: Sample.caseID(1)).map(\.state) == [.parked, .queued, .queued])
            #expect(try await journal.statistics().parked == 1)
            try await store.reopen()
            try await store.journal.resume(Sample.caseID(1), now: Sample.time(200), by: "lan")
            let leased = try await store.journal.leaseDeliveries(
                owner: "b", now: Sample.time(200), lease: 1000, limit: 5)
            #expect(leased.map(\.key) == [key(1)])
            #expect(leased.first?.attempts == 0 && leased.first?.queuedAt == Sample.time(200), "a new schedule begins")
            #expect(try await store.journal.caseRecord(Sample.caseID(1))?.parked == nil)
            #expect(try await store.journal.statistics().parked == 0)
            #expect(try await store.journal.deliveries(of: Sample.caseID(1)).first?.attempts == 1)
            let kinds = try await store.journal.timeline(of: Sample.caseID(1)).map(\.kind)
            #expect(kinds == [.attemptFailed, .parked, .resumed])
            try await store.journal.resume(Sample.caseID(1), now: Sample.time(201), by: "lan")
            #expect(try await store.journal.timeline(of: Sample.caseID(1)).count == 3, "nothing was parked any more")
        }
    }

    @Test("a delivery given up lets the next of its lane go", arguments: Backend.allCases)
    func abandon(_ backend: Backend) async throws {
        try await withCase(backend, [(1, Sample.agency), (2, Sample.agency), (3, Sample.engine)]) { store in
            let journal = store.journal
            #expect(try await lease(journal, at: 0) == [key(1), key(3)])
            let stopped = Text(vi: "dừng", en: "stopped")
            for n in [1, 3] {
                _ = try await journal.recordAttempt(
                    Sample.attempt(at: Sample.start), of: key(n), owner: "a", outcome: .park(stopped, at: Sample.start))
            }
            let reason = Text(vi: "gửi bằng giấy", en: "sent on paper")
            #expect(try await journal.abandon(key(1), now: Sample.time(5), by: "lan", reason: reason))
            #expect(try await journal.abandon(key(1), now: Sample.time(6), by: "lan", reason: reason) == false)
            #expect(try await journal.caseRecord(Sample.caseID(1))?.parked == stopped, "another lane is parked still")
            #expect(try await lease(journal, at: 10) == [key(2)])
            #expect(try await journal.abandon(key(3), now: Sample.time(11), by: "lan", reason: reason))
            #expect(try await journal.caseRecord(Sample.caseID(1))?.parked == nil)
            #expect(try await journal.abandon(key(2), now: Sample.time(12), by: "lan", reason: reason), "leased")
            #expect(
                try await journal.recordAttempt(
                    Sample.attempt(at: Sample.start), of: key(2), owner: "a", outcome: .delivered(at: Sample.start))
                    == false, "it was given up meanwhile")
            let records = try await journal.deliveries(of: Sample.caseID(1))
            #expect(records.map(\.state) == [.abandoned, .abandoned, .abandoned])
            #expect(records.first?.finishedAt == Sample.time(5))
            let note = try #require(try await journal.timeline(of: Sample.caseID(1)).last { $0.kind == .note })
            #expect(note.text.en.contains("sent on paper") && note.text.vi.contains("gửi bằng giấy"))
            let statistics = try await journal.statistics()
            #expect(statistics.queued == 0 && statistics.parked == 0 && statistics.delivered == 0)
        }
    }

    @Test("what does not exist is not found", arguments: Backend.allCases)
    func notFound(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let journal = store.journal
            await expectError(.notFound) {
                try await journal.resume(Sample.caseID(1), now: Sample.start, by: "lan")
            }
            await expectError(.notFound) {
                _ = try await journal.fix(Sample.prepared("x"), of: Sample.key(1), owner: "a")
            }
            await expectError(.notFound) {
                _ = try await journal.recordAttempt(
                    Sample.attempt(at: Sample.start), of: Sample.key(1), owner: "a",
                    outcome: .delivered(at: Sample.start))
            }
            await expectError(.notFound) {
                _ = try await journal.abandon(
                    Sample.key(1), now: Sample.start, by: "lan", reason: Text(vi: "a", en: "b"))
            }
            let due = try await journal.nextDue(after: Sample.start)
            #expect(due == nil)
            #expect(try await journal.attempts(of: Sample.key(1)).isEmpty)
            #expect(try await journal.deliveries(of: Sample.caseID(1)).isEmpty)
            #expect(try await journal.timeline(of: Sample.caseID(1)).isEmpty)
        }
    }
}
