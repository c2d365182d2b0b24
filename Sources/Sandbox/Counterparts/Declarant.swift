internal import Gateway
internal import Messages
internal import SingleWindow
internal import Synchronization

/// A declarant's software: signs and posts declarations and permit dossiers, takes the gateway's notices.
struct Declarant: Counterpart {
    let kit: CounterpartKit
    let agenda: Agenda
    private let catalogue: Catalogue
    private let seen = SeenMessages()
    let notices = NoticeBoard()

    init(kit: CounterpartKit, catalogue: Catalogue) {
        self.kit = kit
        self.catalogue = catalogue
        agenda = Agenda { [kit] in kit.transcript.add(kit.id.rawValue, .problem, "\($0)") }
    }

    func receive(_ bytes: [UInt8], contentType: String?) async -> CounterpartReply {
        let family: Family = kit.families.isCustoms(bytes) ? .customs : .nsw
        return kit.receive(bytes, contentType, family: family, seen: seen) { message in
            if family == .customs {
                let reading = try kit.families.customs.readNotice(bytes, trust: kit.trust(kit.clock.now))
                guard case .notice(let notice) = reading.content else {
                    throw SandboxError("\(message.header.code) is no notice")
                }
                kit.transcript.effect("notice \(message.header.reference) \(message.header.code.function)")
                notices.post(message.header.reference, .notice(notice))
            } else {
                guard let entry = catalogue.entry(for: message.header.code),
                    case .dossier(let content) = try message.content(by: entry)
                else { throw SandboxError("\(message.header.code) is no dossier message") }
                kit.transcript.effect("\(content.kind.rawValue) \(message.header.reference) \(message.header.id)")
                notices.post(message.header.previousReference ?? "", .dossier(content.kind))
            }
        }
    }

    /// A declaration, signed and ready to post.
    func declaration(_ declaration: Declaration) throws -> WrittenMessage {
        try kit.families.customs.writeDeclaration(
            declaration, context: kit.context(to: kit.families.gatewayParty(.customs)))
    }

    /// A permit dossier of `procedure` for `declaration`, signed and ready to post.
    func dossier(
        _ procedure: ProcedureCode, reference: String, for declaration: Declaration, number: String
    ) throws -> WrittenMessage {
        guard let pack = catalogue.pack(procedure),
            let entry = pack.messages.first(where: { $0.event == .submitted })
        else { throw SandboxError("procedure \(procedure) has no dossier message") }
        var document = try SampleDocument(entry, in: catalogue)
        let context = kit.context(to: kit.families.gatewayParty(.nsw))
        document.setHeader(
            from: kit.party, to: context.recipient, id: context.id, reference: reference, previous: number,
            at: context.at)
        if let fields = entry.fields {
            document.setField(fields.holderName, to: declaration.trader.name)
            document.setField(
                fields.billOfLading, to: declaration.consignment.billsOfLading.first?.rawValue)
            document.setField(fields.declaration, to: number)
            if let goods = fields.goods.first, let item = declaration.goods.first {
                document.setField(goods.hsCode.map { "\(goods.each)/\($0)" }, to: item.commodity.hsCode.rawValue)
                document.setField(goods.description.map { "\(goods.each)/\($0)" }, to: item.commodity.description)
            }
        }
        return try kit.families.nsw.sign(document.bytes(), documentKey: kit.key, messageKey: kit.key)
    }
}

/// What a declarant has been told, by its own reference; waiting for a word is waiting for an event, not for time.
final class NoticeBoard: Sendable {
    enum Word: Sendable {
        case notice(DeclarationNotice)
        case dossier(DossierEventKind)
    }

    private struct Waiter {
        var reference: String
        var matches: @Sendable (Word) -> Bool
        var continuation: CheckedContinuation<Word, any Error>
    }

    private struct State {
        var words: [String: [Word]] = [:]
        var waiters: [Int: Waiter] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    func post(_ reference: String, _ word: Word) {
        let ready = state.withLock { state -> [CheckedContinuation<Word, any Error>] in
            state.words[reference, default: []].append(word)
            let matching = state.waiters.filter { $0.value.reference == reference && $0.value.matches(word) }
            for key in matching.keys { state.waiters[key] = nil }
            return matching.values.map(\.continuation)
        }
        for continuation in ready { continuation.resume(returning: word) }
    }

    /// The first word about `reference` that `matches`, said before or from now on.
    ///
    /// - Throws: `CancellationError` when the task is cancelled meanwhile.
    func wait(_ reference: String, _ matches: @escaping @Sendable (Word) -> Bool) async throws -> Word {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let known = state.withLock { state -> Word? in
                    if let word = state.words[reference]?.first(where: matches) { return word }
                    state.waiters[id] = Waiter(reference: reference, matches: matches, continuation: continuation)
                    return nil
                }
                if let known { continuation.resume(returning: known) }
                if Task.isCancelled { cancel(id) }
            }
        } onCancel: {
            cancel(id)
        }
    }

    private func cancel(_ id: Int) {
        let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
        waiter?.continuation.resume(throwing: CancellationError())
    }
}
