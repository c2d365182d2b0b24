internal import FoundationEssentials
package import Journal
package import SingleWindow

/// Answers "where is this consignment, who holds it, what was said" from the journal.
package struct CaseQueries: Sendable {
    private let journal: any Journal

    package init(journal: any Journal) { self.journal = journal }

    /// The cases that `text` finds (any number, reference or message identifier), newest first, each with its timeline.
    ///
    /// - Parameters:
    ///   - text: What to look for.
    ///   - partner: Whose eyes: only its own cases are returned; nil for operators.
    ///   - limit: How many at most.
    /// - Returns: Empty where nothing is found or nothing may be seen.
    /// - Throws: `JournalError`.
    package func trace(_ text: String, visibleTo partner: PartnerID?, limit: Int = 20) async throws -> [CaseTrace] {
        let records = try await journal.search(text, limit: limit)
        var traces: [CaseTrace] = []
        for record in records where partner.map({ record.state.partners.contains($0) }) ?? true {
            traces.append(try await trace(record))
        }
        return traces
    }

    /// One case with everything recorded of it.
    package func trace(_ record: CaseRecord) async throws -> CaseTrace {
        var deliveries: [CaseTrace.Delivery] = []
        for delivery in try await journal.deliveries(of: record.id) {
            let attempts = try await journal.attempts(of: delivery.key)
            deliveries.append(
                CaseTrace.Delivery(
                    key: delivery.key, partner: delivery.partner, state: delivery.state, code: delivery.code,
                    queuedAt: delivery.queuedAt, finishedAt: delivery.finishedAt,
                    attempts: attempts.map {
                        CaseTrace.Attempt(
                            startedAt: $0.startedAt, milliseconds: $0.milliseconds, status: $0.status,
                            error: $0.error, text: $0.text, answerVerified: $0.answerVerified)
                    }))
        }
        var trace = CaseTrace(
            id: record.id, kind: record.state.kind, reference: record.state.reference, phase: record.state.phase,
            openedAt: record.openedAt, changedAt: record.changedAt, parked: record.parked, requirements: [],
            permits: [], timeline: try await journal.timeline(of: record.id), deliveries: deliveries)
        switch record.state {
        case .declaration(let state):
            trace.receipt = state.receipt
            trace.declaration = state.number
            trace.channel = state.channel
            trace.requirements = state.requirements
            trace.permits = state.permits
            trace.tax = state.tax
            trace.clearance = state.clearance
        case .dossier(let state):
            trace.dossier = state.number
            trace.permits = state.permits
        }
        trace.clock = clock(record)
        return trace
    }

    /// Whose move it is, from the state alone.
    private func clock(_ record: CaseRecord) -> ClockHolder? {
        let since = record.changedAt
        if let parked = record.parked { return ClockHolder(party: "operator", since: since, reason: parked) }
        switch record.state {
        case .declaration(let state): return state.clock(since: since)
        case .dossier(let state): return state.clock(since: since)
        }
    }
}

extension DeclarationCase {
    fileprivate func clock(since: Timestamp) -> ClockHolder? {
        switch phase {
        case .cleared: return nil
        case .engineRefused:
            return ClockHolder(
                party: declarant.rawValue, since: since,
                reason: Text(vi: "Người khai phải khai lại.", en: "The declarant must declare again."))
        case .held:
            return ClockHolder(
                party: declarant.rawValue, since: since,
                reason: Text(vi: "Kết quả kiểm tra không đạt.", en: "A required check did not pass."))
        case .submitted, .numbered:
            return ClockHolder(
                party: "engine", since: since,
                reason: Text(vi: "Chờ hệ thống thông quan.", en: "Waiting for the clearance engine."))
        case .channelled:
            if let open = requirements.first(where: { $0.outcome == .open }) {
                return ClockHolder(
                    party: open.agency.rawValue, since: since,
                    reason: Text(vi: "Chờ kết quả \(open.check).", en: "Waiting for \(open.check)."))
            }
            if tax.outstanding > 0 {
                return ClockHolder(
                    party: "treasury", since: since,
                    reason: Text(vi: "Chờ nộp thuế.", en: "Waiting for the tax payment."))
            }
            return ClockHolder(
                party: "engine", since: since,
                reason: Text(vi: "Chờ quyết định thông quan.", en: "Waiting for the clearance decision."))
        }
    }
}

extension DossierCase {
    fileprivate func clock(since: Timestamp) -> ClockHolder? {
        if phase.isClosed { return nil }
        if phase == .supplementRequested {
            return ClockHolder(
                party: applicant.rawValue, since: since,
                reason: Text(vi: "Chờ bổ sung hồ sơ.", en: "Waiting for the supplement."))
        }
        return ClockHolder(
            party: agency.rawValue, since: since,
            reason: Text(vi: "Chờ cơ quan xử lý.", en: "Waiting for the agency."))
    }
}
