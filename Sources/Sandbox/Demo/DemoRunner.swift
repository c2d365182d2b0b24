internal import FoundationEssentials
internal import Gateway
internal import Journal
internal import Messages
internal import SingleWindow
internal import Transport

/// Plays the demo's stories against a running sandbox and checks how each ends.
struct DemoRunner: Sendable {
    let world: SandboxWorld
    /// Lines for people as the demo goes on.
    let print: @Sendable (String) -> Void
    /// The longest a story may take.
    var limit: Duration = .seconds(120)

    /// Plays all stories; one row each.
    func play(_ stories: [DemoStory] = DemoStory.all) async throws -> [DemoRow] {
        var rows: [DemoRow] = []
        var posted: [String: PostedDeclaration] = [:]
        for story in stories {
            print("")
            print("== \(story.name)")
            var row = DemoRow(name: story.name, reference: story.reference, end: "-")
            do {
                let outcome = try await TimeLimit.run(limit) { [posted] () -> Outcome in
                    switch story.kind {
                    case .consignment(let consignment): try await play(story, consignment)
                    case .tampered(let original): Outcome(row: try await tamper(story, posted[original]))
                    case .repeated(let original, let times):
                        Outcome(row: try await repeated(story, posted[original], times))
                    }
                }
                row = outcome.row
                if let declaration = outcome.posted { posted[story.reference] = declaration }
                if row.end != story.end { row.faults.append("ended '\(row.end)', must be '\(story.end)'") }
            } catch {
                row.faults.append("\(error)")
            }
            for fault in row.faults { print("   FAULT: \(fault)") }
            rows.append(row)
        }
        return rows
    }

    private struct Outcome: Sendable {
        var row: DemoRow
        var posted: PostedDeclaration?
    }

    // MARK: - Stories

    private func play(
        _ story: DemoStory, _ consignment: DemoStory.Consignment
    ) async throws -> Outcome {
        guard let declarant = world.declarants[consignment.declarant] else { throw SandboxError("no such declarant") }
        let clock = ContinuousClock()
        let started = clock.now
        let declaration = try consignment.declaration(story.reference)
        let written = try declarant.declaration(declaration)
        let answer = try await declarant.kit.send(written, title: "declaration \(story.reference)")
        let posted = PostedDeclaration(
            message: written, declaration: declaration, answer: answer, declarant: declarant)

        let channelled = try await declarant.notices.wait(story.reference) { word in
            if case .notice(let notice) = word, case .channelled = notice.kind { true } else { false }
        }
        guard case .notice(let notice) = channelled, let number = notice.number else {
            throw SandboxError("the channel came without a declaration number")
        }
        if let dossier = consignment.dossier, let procedure = ProcedureCode(dossier.procedure) {
            let filed = try declarant.dossier(
                procedure, reference: dossier.reference, for: declaration, number: number.rawValue)
            try await declarant.kit.send(filed, title: "dossier \(dossier.reference)")
        }
        let isHeld = story.end.hasPrefix("held")
        if isHeld, let dossier = consignment.dossier {
            _ = try await declarant.notices.wait(dossier.reference) { word in
                if case .dossier(.failed) = word { true } else { false }
            }
        } else {
            _ = try await declarant.notices.wait(story.reference) { word in
                if case .notice(let notice) = word, case .cleared = notice.kind { true } else { false }
            }
        }
        let elapsed = started.duration(to: clock.now)
        let references = [story.reference] + (consignment.dossier.map { [$0.reference] } ?? [])
        let traces = try await settledTraces(references, of: declarant, held: isHeld)
        show(traces)
        var row = row(story, traces, elapsed: elapsed)
        check(&row, story, traces)
        return Outcome(row: row, posted: posted)
    }

    /// The same declaration with one digit of the value changed after it was signed.
    private func tamper(_ story: DemoStory, _ original: PostedDeclaration?) async throws -> DemoRow {
        guard let original else { throw SandboxError("the declaration to tamper with was not posted") }
        let before = try await traces([story.reference], of: original.declarant)
        // Signed anew, so that it has an identifier of its own; then changed.
        let honest = try original.declarant.declaration(original.declaration)
        let forged = try DemoForgery.tamper(honest.bytes)
        let answer = try await original.declarant.kit.gateway.postUntilAnswered(
            OutgoingPost(bytes: forged, contentType: honest.contentType, title: "tampered"))
        let after = try await traces([story.reference], of: original.declarant)
        var row = DemoRow(name: story.name, reference: story.reference, end: "-", messages: 1)
        let refused = after.first?.timeline.last { $0.kind == .refused }
        let code = refused?.text.en ?? ""
        print("   answered \(answer.status): \(code)")
        row.end =
            answer.status == 422 && code.contains("hash_failure") ? "refused, HASH_FAILURE" : "\(answer.status) \(code)"
        if refused == nil { row.faults.append("the trace does not show the attempt") }
        if before.first?.phase != after.first?.phase || before.first?.deliveries.count != after.first?.deliveries.count
        {
            row.faults.append("the forged message changed something")
        }
        row.number = after.first?.declaration?.rawValue ?? "-"
        return row
    }

    /// The same bytes again: the same answer, and nothing new.
    private func repeated(_ story: DemoStory, _ original: PostedDeclaration?, _ times: Int) async throws -> DemoRow {
        guard let original else { throw SandboxError("the declaration to repeat was not posted") }
        var row = DemoRow(name: story.name, reference: story.reference, end: "one case, same answer")
        let before = try await traces([story.reference], of: original.declarant)
        for _ in 0..<times {
            let answer = try await original.declarant.kit.gateway.postUntilAnswered(
                OutgoingPost(
                    bytes: original.message.bytes, contentType: original.message.contentType, title: "repeated"))
            print("   posted again: \(answer.status)")
            if answer.bytes != original.answer.bytes { row.end = "another answer" }
        }
        let after = try await traces([story.reference], of: original.declarant)
        if after.count != 1 { row.end = "\(after.count) cases" }
        if before.first?.deliveries.count != after.first?.deliveries.count {
            row.faults.append("the repetition caused deliveries")
        }
        row.messages = times
        row.number = after.first?.declaration?.rawValue ?? "-"
        row.channel = after.first?.channel?.rawValue ?? "-"
        return row
    }

    // MARK: - Traces

    /// The traces once everything queued has been delivered.
    private func settledTraces(
        _ references: [String], of declarant: Declarant, held: Bool
    ) async throws -> [CaseTrace] {
        while true {
            let traces = try await traces(references, of: declarant)
            let isQuiet = traces.allSatisfy { $0.deliveries.allSatisfy { $0.state != .queued } }
            let isThere = !held || traces.contains { $0.phase == "held" }
            if isQuiet && isThere { return traces }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func traces(_ references: [String], of declarant: Declarant) async throws -> [CaseTrace] {
        var traces: [CaseTrace] = []
        for reference in references {
            let reply = try await declarant.kit.gateway.getUntilAnswered("/v1/cases/\(reference)")
            guard reply.status == 200 else { throw SandboxError("no trace of \(reference): \(reply.status)") }
            traces.append(try JSON.decode(CaseTrace.self, from: reply.body))
        }
        return traces
    }

    private func show(_ traces: [CaseTrace]) {
        for trace in traces {
            print("   \(trace.kind) \(trace.reference)")
            for event in trace.timeline {
                let phase = event.phase.map { " [\($0)]" } ?? ""
                let partner = event.partner.map { " \($0)" } ?? ""
                print("     \(event.at.time)  \(event.kind.rawValue)\(partner): \(event.text.en)\(phase)")
            }
        }
    }

    // MARK: - Rows

    private func row(_ story: DemoStory, _ traces: [CaseTrace], elapsed: Duration) -> DemoRow {
        var row = DemoRow(name: story.name, reference: story.reference, end: "-")
        guard let trace = traces.first else { return row }
        row.number = trace.declaration?.rawValue ?? "-"
        row.channel = trace.channel.map { "\($0.number) \($0.rawValue)" } ?? "-"
        let permits = trace.permits.map { "\($0.number) \($0.decision.rawValue)" }
        row.permits = permits.isEmpty ? "none needed" : permits.joined(separator: ", ")
        if let tax = trace.tax, !tax.statements.isEmpty {
            let due = tax.statements.reduce(Decimal(0)) { $0 + $1.total.amount }
            row.tax = tax.outstanding == 0 ? "\(due) VND paid" : "\(tax.outstanding) VND due"
        } else {
            row.tax = "none"
        }
        let channel = trace.channel?.rawValue ?? "-"
        row.end =
            switch trace.phase {
            case "cleared": "cleared, \(channel)"
            case "held": "held, refused permit"
            default: trace.phase
            }
        row.messages = traces.reduce(0) { count, trace in
            count + trace.timeline.filter { $0.kind == .received }.count
                + trace.deliveries.filter { $0.state == .delivered }.count
        }
        row.milliseconds = Int(
            elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000)
        return row
    }

    private func check(_ row: inout DemoRow, _ story: DemoStory, _ traces: [CaseTrace]) {
        if traces.first?.channel != story.channel { row.faults.append("channel \(row.channel)") }
        for trace in traces {
            if trace.parked != nil { row.faults.append("\(trace.reference) is parked: \(trace.parked?.en ?? "")") }
            for delivery in trace.deliveries where delivery.state != .delivered {
                row.faults.append("a delivery to \(delivery.partner) is \(delivery.state.rawValue)")
            }
            for delivery in trace.deliveries where delivery.attempts.last?.answerVerified != true {
                row.faults.append("an answer of \(delivery.partner) was not verified")
            }
        }
        if story.end.hasPrefix("cleared"), let tax = traces.first?.tax, tax.outstanding > 0 {
            row.faults.append("cleared with tax due")
        }
    }
}

/// A declaration as it was posted and answered.
struct PostedDeclaration: Sendable {
    var message: WrittenMessage
    var declaration: Declaration
    var answer: PostAnswer
    var declarant: Declarant
}
