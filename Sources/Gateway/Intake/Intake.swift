package import Journal
package import Logging
internal import Messages
internal import Signatures
internal import SingleWindow

/// Takes messages in: read, recognise, check, decide, commit, acknowledge.
///
/// An acknowledgement is returned only after the commit is on disk. A refusal is journalled too and changes nothing.
package struct Intake: Sendable {
    package let journal: any Journal
    package let settings: any SettingsSource
    package let numbers: NumberSeries
    package let keys: KeyGenerator
    package let clock: any GatewayClock
    /// Called after a commit that queued deliveries.
    package let wakeDispatcher: @Sendable () -> Void
    package let logger: Logger

    /// Decisions made again because a case changed in between, before intake gives up for now.
    private static let conflictLimit = 16

    package init(
        journal: any Journal, settings: any SettingsSource, numbers: NumberSeries,
        keys: KeyGenerator, clock: any GatewayClock, logger: Logger, wakeDispatcher: @escaping @Sendable () -> Void
    ) {
        self.journal = journal
        self.settings = settings
        self.numbers = numbers
        self.keys = keys
        self.clock = clock
        self.logger = logger
        self.wakeDispatcher = wakeDispatcher
    }

    /// Takes one message of any family.
    ///
    /// Never throws: whatever goes wrong is an answer with a stable code, and nothing is half done.
    package func receive(_ bytes: [UInt8], contentType: String?, from caller: Caller) async -> IntakeAnswer {
        let now = clock.now
        let key = keys.messageKey(at: now)
        do {
            let attempt = Attempt(
                bytes: bytes, contentType: contentType ?? "application/octet-stream", caller: caller, at: now,
                key: key, digest: try Sha256.hex(bytes), settings: settings.current)
            do {
                return try await process(attempt)
            } catch let refusal as IntakeRefusal {
                return await refuse(attempt, refusal)
            }
        } catch {
            log.error(
                "intake failed", metadata: ["message.key": "\(key)", "error": "\(GatewayFault.code(of: error))"])
            return IntakeAnswer(kind: .unavailable, key: nil, id: nil, answer: nil, problems: [.storeUnavailable])
        }
    }

    // MARK: - Checks

    private func process(_ attempt: Attempt) async throws -> IntakeAnswer {
        let partner = attempt.caller.partner
        let message = try read(attempt)
        let header = message.header
        func refusal(_ problem: Problem) -> IntakeRefusal { IntakeRefusal(header: header, problems: [problem]) }

        guard !partner.suspended else { throw refusal(.suspendedPartner(partner.id)) }
        try identify(header, attempt)
        if let answer = try await earlier(header.id, attempt, header: header) { return answer }
        let entry = try catalogueEntry(header, attempt)
        let verification = message.verify(
            attempt.settings.trust(
                for: partner, at: attempt.at, channelAuthenticated: attempt.caller.channelAuthenticated))
        let problems = message.problems(by: entry)
        guard verification.report.verdict == .accept, let verified = verification.message else {
            let causes = message.explainSignatures(.quick).flatMap(\.problems)
            throw IntakeRefusal(header: header, verification: verification, alsoWrong: causes + problems)
        }
        guard problems.isEmpty else {
            throw IntakeRefusal(header: header, verification: verification, problems: problems)
        }
        guard verified.header.code == header.code, verified.header.id == header.id else {
            throw refusal(.headerNotCovered)
        }
        try identify(verified.header, attempt)
        let content: MessageContent
        do {
            content = try verified.content(by: entry)
        } catch let unreadable as MessageRefusal {
            throw IntakeRefusal(header: header, verification: verification, problems: unreadable.problems)
        }
        let input = CaseInput(
            key: attempt.key, header: verified.header, entry: entry, content: content, partner: partner,
            at: attempt.at)
        return try await decide(input, attempt, verification)
    }

    private func read(_ attempt: Attempt) throws -> any ReceivedMessage {
        guard let family = attempt.settings.families.recognise(attempt.bytes, contentType: attempt.contentType) else {
            throw IntakeRefusal(family: nil, problems: attempt.settings.families.problemsOfUnrecognised(attempt.bytes))
        }
        do {
            return try family.read(attempt.bytes, contentType: attempt.contentType)
        } catch {
            throw IntakeRefusal(family: family.family, header: error.header, problems: error.problems)
        }
    }

    /// The sender named in the message is the partner that sent it.
    private func identify(_ header: MessageHeader, _ attempt: Attempt) throws {
        guard attempt.caller.partner.isNamed(header.sender) else {
            let identity = header.sender.identity
            let known = attempt.settings.register.partner(identity: identity) != nil
            throw IntakeRefusal(
                header: header, problems: [known ? .senderMismatch(identity) : .unknownPartner(identity)])
        }
    }

    private func catalogueEntry(_ header: MessageHeader, _ attempt: Attempt) throws -> MessageEntry {
        let catalogue = attempt.settings.catalogue
        let sender = attempt.caller.partner.role.sender(in: header.code.family)
        guard let entry = catalogue.entry(for: header.code, from: sender) else {
            throw IntakeRefusal(header: header, problems: [.notInCatalogue(header.code, catalogue)])
        }
        guard attempt.caller.partner.role.maySend(entry.sender) else {
            throw IntakeRefusal(
                header: header, problems: [.notAllowed(header.code, role: attempt.caller.partner.role)])
        }
        return entry
    }

    /// The answer given to the same message before; a different message under the same identifier is refused.
    private func earlier(_ id: MessageID, _ attempt: Attempt, header: MessageHeader) async throws -> IntakeAnswer? {
        guard let stored = try await journal.acceptedMessage(from: attempt.caller.partner.id, id: id) else {
            return nil
        }
        return try repeated(stored, attempt, header: header)
    }

    private func repeated(_ stored: StoredMessage, _ attempt: Attempt, header: MessageHeader) throws -> IntakeAnswer {
        guard stored.digest == attempt.digest, let answer = stored.answer else {
            throw IntakeRefusal(header: header, problems: [.idReused(header.id)], kind: .idReused)
        }
        return IntakeAnswer(
            kind: .repeated, key: stored.key, id: header.id, answer: (answer.contentType, answer.bytes))
    }

    // MARK: - Decision

    private func decide(
        _ input: CaseInput, _ attempt: Attempt, _ verification: MessageVerification
    ) async throws -> IntakeAnswer {
        for _ in 0..<Intake.conflictLimit {
            var decider = CaseDecider(
                journal: journal, catalogue: attempt.settings.catalogue, register: attempt.settings.register,
                numbers: numbers, keys: keys, input: input)
            let decision: CaseDecision
            do {
                decision = try await decider.decide()
            } catch let refusal as CaseRefusal {
                throw IntakeRefusal(
                    header: input.header, verification: verification, problems: [refusal.problem],
                    caseID: refusal.caseID)
            }
            let answer = try self.answer(decision.answer, to: input.header, attempt)
            let message = try attempt.stored(
                header: input.header, disposition: .accepted, caseID: decision.caseID, verification: verification,
                answer: StoredAnswer(status: 200, contentType: answer.contentType, bytes: answer.bytes), problems: [])
            let commit = Commit(
                message: message, changes: decision.changes, events: decision.events,
                deliveries: decision.deliveries, reads: decision.reads)
            switch try await journal.commit(commit) {
            case .committed:
                if !decision.deliveries.isEmpty { wakeDispatcher() }
                return IntakeAnswer(
                    kind: .accepted, key: attempt.key, id: input.header.id,
                    answer: (answer.contentType, answer.bytes))
            case .duplicate(let stored): return try repeated(stored, attempt, header: input.header)
            case .conflict: continue
            }
        }
        throw JournalError(.unavailable, "a case kept changing while its message was decided")
    }

    private func answer(
        _ answer: TechnicalAnswer, to header: MessageHeader, _ attempt: Attempt
    ) throws -> WrittenMessage {
        try attempt.settings.families[header.code.family].answer(
            answer, to: header,
            context: attempt.settings.writingContext(
                for: attempt.caller.partner, family: header.code.family, id: keys.messageKey(at: attempt.at),
                at: attempt.at))
    }

    // MARK: - Refusals

    /// Journals a refusal and answers it in the message's family.
    private func refuse(_ attempt: Attempt, _ refusal: IntakeRefusal) async -> IntakeAnswer {
        let written: WrittenMessage? = refusal.family.flatMap { family in
            try? attempt.settings.families[family].answer(
                .refused(refusal.problems), to: refusal.header,
                context: attempt.settings.writingContext(
                    for: attempt.caller.partner, family: family, id: keys.messageKey(at: attempt.at), at: attempt.at))
        }
        let answer = IntakeAnswer(
            kind: refusal.kind, key: attempt.key, id: refusal.header?.id,
            answer: written.map { ($0.contentType, $0.bytes) }, problems: refusal.problems)
        do {
            let caseID = try await meantCase(refusal, attempt)
            let message = try attempt.stored(
                header: refusal.header, disposition: .refused, caseID: caseID, verification: refusal.verification,
                answer: written.map {
                    StoredAnswer(status: answer.status, contentType: $0.contentType, bytes: $0.bytes)
                }, problems: refusal.problems)
            var events: [CaseEvent] = []
            if let caseID, let first = refusal.problems.first {
                events.append(
                    CaseEvent(
                        caseID: caseID, at: attempt.at, kind: .refused,
                        text: Text(
                            vi: "[\(first.code)] \(first.message.vi)", en: "[\(first.code)] \(first.message.en)"),
                        message: attempt.key, partner: attempt.caller.partner.id, code: refusal.header?.code))
            }
            _ = try await journal.commit(Commit(message: message, events: events))
        } catch {
            log.error(
                "refusal could not be journalled",
                metadata: ["message.key": "\(attempt.key)", "error": "\(GatewayFault.code(of: error))"])
            return IntakeAnswer(
                kind: .unavailable, key: nil, id: refusal.header?.id, answer: nil, problems: [.storeUnavailable])
        }
        log.notice(
            "message refused",
            metadata: [
                "message.key": "\(attempt.key)", "partner.id": "\(attempt.caller.partner.id)",
                "error.code": "\(refusal.problems.first?.code ?? "unknown")",
            ])
        return answer
    }

    /// The case a refused message speaks of, so that its trace shows the attempt: only one of the sender's own.
    private func meantCase(_ refusal: IntakeRefusal, _ attempt: Attempt) async throws -> CaseID? {
        if let id = refusal.caseID { return id }
        guard let header = refusal.header else { return nil }
        let partner = attempt.caller.partner.id
        let references = [header.reference, header.previousReference].compactMap { $0 }.filter { !$0.isEmpty }
        let keys = references.flatMap {
            [CaseKey.reference(partner, $0), CaseKey(.dossier, $0), CaseKey(.receipt, $0), CaseKey(.declaration, $0)]
        }
        guard !keys.isEmpty else { return nil }
        return try await journal.cases(holding: keys).first {
            $0.state.partners.contains(partner) || attempt.caller.partner.role == .engine
                || attempt.caller.partner.role == .treasury
        }?.id
    }
}
