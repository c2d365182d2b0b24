internal import Messages
internal import SingleWindow

/// A ministry's agency: acknowledges a dossier at once (99) and decides later, as the applicant's own reference says.
struct Agency: Counterpart {
    /// What a simulated agency does, in order.
    private enum Act {
        case say(DossierEventKind)
        case sayTwice(DossierEventKind)
    }

    let kit: CounterpartKit
    let agenda: Agenda
    private let catalogue: Catalogue
    private let seen = SeenMessages()

    init(kit: CounterpartKit, catalogue: Catalogue) {
        self.kit = kit
        self.catalogue = catalogue
        agenda = Agenda { [kit] in kit.transcript.add(kit.id.rawValue, .problem, "\($0)") }
    }

    func receive(_ bytes: [UInt8], contentType: String?) async -> CounterpartReply {
        kit.receive(bytes, contentType, family: .nsw, seen: seen) { message in
            guard let entry = catalogue.entry(for: message.header.code),
                case .dossier(let content) = try message.content(by: entry)
            else { throw SandboxError("\(message.header.code) is no dossier message") }
            let dossier = message.header.reference
            kit.transcript.effect("\(content.kind.rawValue) \(dossier) \(message.header.id)")
            guard content.kind == .submitted || content.kind == .supplemented else { return }
            let reference = message.header.previousReference ?? ""
            let acts =
                content.kind == .supplemented
                ? [Act.say(.accepted), .say(.granted)] : Agency.acts(Scenario(reference: reference))
            for act in acts {
                agenda.add {
                    try await perform(act, header: message.header, application: content.application)
                }
            }
        }
    }

    private static func acts(_ scenario: Scenario?) -> [Act] {
        switch scenario {
        case .refuse: [.say(.refused)]
        case .supplement: [.say(.supplementRequested)]
        case .treat: [.say(.accepted), .say(.treatmentOrdered), .say(.granted)]
        case .fail: [.say(.accepted), .say(.failed)]
        case .silent: []
        case .twice: [.say(.accepted), .sayTwice(.granted)]
        default: [.say(.accepted), .say(.granted)]
        }
    }

    private func perform(_ act: Act, header: MessageHeader, application: PermitApplication?) async throws {
        switch act {
        case .say(let kind): try await say(kind, header, application)
        case .sayTwice(let kind):
            let written = try write(kind, header, application)
            try await kit.send(written, title: "\(kind.rawValue) \(header.reference)")
            try await kit.send(written, title: "\(kind.rawValue) \(header.reference) again")
        }
    }

    private func say(
        _ kind: DossierEventKind, _ header: MessageHeader, _ application: PermitApplication?
    ) async throws {
        try await kit.send(
            try write(kind, header, application), title: "\(kind.rawValue) \(header.reference)")
    }

    /// The procedure's message for `kind`, filled in for this dossier and signed by the agency.
    private func write(
        _ kind: DossierEventKind, _ header: MessageHeader, _ application: PermitApplication?
    ) throws -> WrittenMessage {
        guard let code = ProcedureCode(header.code.documentType), let pack = catalogue.pack(code),
            let entry = pack.message(for: kind)
        else { throw SandboxError("procedure \(header.code.documentType) has no message for \(kind.rawValue)") }
        var document = try SampleDocument(entry, in: catalogue)
        let context = kit.context(to: kit.families.gatewayParty(.nsw))
        document.setHeader(
            from: kit.party, to: context.recipient, id: context.id, reference: header.reference,
            previous: header.previousReference ?? header.reference, at: context.at)
        if let fields = entry.fields { document.fill(fields, kind, header.reference, application, at: context.at) }
        return try kit.families.nsw.sign(document.bytes(), documentKey: kit.key, messageKey: kit.key)
    }
}

extension ProcedurePack {
    /// The agency's message that says `kind`. Where a procedure has no message of acceptance, confirming the
    /// registration is one.
    func message(for kind: DossierEventKind) -> MessageEntry? {
        let own = messages.first { $0.sender == .agency && $0.fits(kind) }
        return own ?? (kind == .accepted ? message(for: .registrationConfirmed) : nil)
    }
}

extension MessageEntry {
    /// Whether a message of this entry can say `kind`: by itself, or by its decision field.
    func fits(_ kind: DossierEventKind) -> Bool {
        if fields?.decision != nil, kind == .granted || kind == .failed { return event == .granted || event == .failed }
        return event == kind
    }
}

extension SampleDocument {
    /// Fills in what the message says of this dossier: number, dates, goods, decision.
    mutating func fill(
        _ fields: FieldMap, _ kind: DossierEventKind, _ dossier: String, _ application: PermitApplication?,
        at time: Timestamp
    ) {
        setField(fields.number, to: "GCN-\(dossier.suffix(10))")
        setField(fields.issuedAt, to: time.nswForm)
        setField(fields.effectiveFrom, to: time.nswForm)
        setField(fields.expiresAt, to: time.advanced(byMilliseconds: 30 * 86_400_000).nswForm)
        setField(fields.holderName, to: application?.applicant.name)
        setField(fields.billOfLading, to: application?.billOfLading?.rawValue)
        setField(fields.declaration, to: application?.declarationReference.flatMap { DeclarationNumber($0)?.rawValue })
        if let decision = fields.decision {
            setField(decision.path, to: kind == .failed ? decision.failed.first : decision.passed.first)
        }
        guard let goods = fields.goods.first, let line = application?.goods.first else { return }
        func set(_ path: String?, _ value: String?) {
            guard let path else { return }
            setField("\(goods.each)/\(path)", to: value)
        }
        set(goods.hsCode, line.hsCode?.rawValue)
        set(goods.description, line.description)
    }
}
