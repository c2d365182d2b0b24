import Gateway
import Journal
import Messages
import SingleWindow
import Testing

/// What intake promises for good messages.
struct IntakeTests {
    @Test func declarationIsStoredNumberedAndForwarded() async throws {
        try await TestGateway.with { gateway in
            let answer = try await gateway.post(try gateway.declaration(), as: "declarant-1")
            #expect(answer.kind == .accepted, "\(answer.problems)")
            let traces = try await gateway.node.cases.trace("TEST0001", visibleTo: nil)
            let trace = try #require(traces.first)
            #expect(trace.phase == "submitted")
            #expect(trace.receipt != nil)
            #expect(trace.requirements.map(\.check) == ["animal-quarantine"])
            #expect(trace.deliveries.map(\.partner.rawValue) == ["clearance-engine"])
        }
    }

    @Test func sameBytesGetTheSameAnswerAndNothingNew() async throws {
        try await TestGateway.with { gateway in
            let bytes = try gateway.declaration()
            let first = try await gateway.post(bytes, as: "declarant-1")
            let second = try await gateway.post(bytes, as: "declarant-1")
            #expect(second.kind == .repeated)
            #expect(second.answer?.bytes == first.answer?.bytes)
            let statistics = try await gateway.node.journal.statistics()
            #expect(statistics.cases == 1)
            #expect(statistics.queued == 1)
        }
    }

    @Test func sameIdentifierWithOtherBytesIsAConflict() async throws {
        try await TestGateway.with { gateway in
            let bytes = try gateway.declaration()
            _ = try await gateway.post(bytes, as: "declarant-1")
            let other = try await gateway.post(bytes + [0x0A], as: "declarant-1")
            #expect(other.status == 409)
            #expect(other.problems.map(\.code) == ["message.id_reused"])
        }
    }

    @Test func refusedAttemptDoesNotUseTheIdentifierUp() async throws {
        try await TestGateway.with { gateway in
            let good = try gateway.declaration()
            let forged = try good.changingContent("24000", to: "24001")
            let refused = try await gateway.post(forged, as: "declarant-1")
            #expect(refused.status == 422)
            let accepted = try await gateway.post(good, as: "declarant-1")
            #expect(accepted.kind == .accepted)
        }
    }

    @Test func referenceOfAnotherCaseIsRefused() async throws {
        try await TestGateway.with { gateway in
            _ = try await gateway.post(try gateway.declaration(), as: "declarant-1")
            let again = try await gateway.post(try gateway.declaration(), as: "declarant-1")
            #expect(again.problems.map(\.code) == ["case.reference_reused"])
            // The attempt stands in the trace of the case it names.
            let trace = try await gateway.node.cases.trace("TEST0001", visibleTo: nil).first
            #expect(trace?.timeline.last?.kind == .refused)
        }
    }

    /// The same message from many connections at once is one case; every caller gets the same answer.
    @Test func concurrentRepetitionsAreOneCase() async throws {
        try await TestGateway.with { gateway in
            let bytes = try gateway.declaration()
            let answers = try await withThrowingTaskGroup(of: IntakeAnswer.self) { group in
                for _ in 0..<24 { group.addTask { try await gateway.post(bytes, as: "declarant-1") } }
                var answers: [IntakeAnswer] = []
                for try await answer in group { answers.append(answer) }
                return answers
            }
            #expect(answers.count { $0.kind == .accepted } == 1)
            #expect(Set(answers.compactMap { $0.answer?.bytes }).count == 1)
            #expect(try await gateway.node.journal.statistics().cases == 1)
        }
    }

    /// Many declarations at once: each gets a receipt number of its own.
    @Test func receiptNumbersAreUnique() async throws {
        try await TestGateway.with { gateway in
            let messages = try (1...40).map { try gateway.declaration(reference: "MANY\($0)", bill: "BL\($0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for bytes in messages {
                    group.addTask {
                        let answer = try await gateway.post(bytes, as: "declarant-1")
                        #expect(answer.kind == .accepted, "\(answer.problems)")
                    }
                }
                try await group.waitForAll()
            }
            var receipts: Set<String> = []
            for index in 1...40 {
                let trace = try await gateway.node.cases.trace("MANY\(index)", visibleTo: nil).first
                receipts.insert(trace?.receipt?.rawValue ?? "")
            }
            #expect(receipts.count == 40)
            #expect(!receipts.contains(""))
        }
    }

    @Test func partnersSeeTheirOwnCasesOnly() async throws {
        try await TestGateway.with { gateway in
            _ = try await gateway.post(try gateway.declaration(), as: "declarant-1")
            #expect(try await gateway.node.cases.trace("TEST0001", visibleTo: PartnerID("declarant-1")).count == 1)
            #expect(try await gateway.node.cases.trace("TEST0001", visibleTo: PartnerID("revoked")).isEmpty)
        }
    }
}
