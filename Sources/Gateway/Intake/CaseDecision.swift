internal import FoundationEssentials
internal import Journal
internal import Messages
internal import SingleWindow

/// What a verified message changes, before it is committed.
struct CaseDecision {
    var caseID: CaseID?
    var answer: TechnicalAnswer
    var changes: [CaseChange] = []
    var events: [CaseEvent] = []
    var deliveries: [NewDelivery] = []
    var reads: [KeyRead] = []
}

/// A verified message on its way into its case.
struct CaseInput {
    var key: MessageKey
    var header: MessageHeader
    var entry: MessageEntry
    var content: MessageContent
    var partner: Partner
    var at: Timestamp
}

/// A message that changes nothing, with the case it was meant for where that is known.
struct CaseRefusal: Error {
    var caseID: CaseID?
    var problem: Problem
}

/// Decides what a verified message changes: finds its case, runs the pure step, and turns effects into deliveries.
///
/// Reads the journal and the clock's value it is given; writes nothing. Run again from the start after a conflict.
struct CaseDecider {
    let catalogue: any MessageCatalogue
    let register: PartnerRegister
    let numbers: NumberSeries
    let keys: KeyGenerator
    let input: CaseInput

    private var snapshot: CaseSnapshot
    private var deliveries: [NewDelivery] = []
    private var events: [CaseEvent] = []

    init(
        journal: any Journal, catalogue: any MessageCatalogue, register: PartnerRegister, numbers: NumberSeries,
        keys: KeyGenerator, input: CaseInput
    ) {
        self.catalogue = catalogue
        self.register = register
        self.numbers = numbers
        self.keys = keys
        self.input = input
        snapshot = CaseSnapshot(journal: journal)
    }

    /// - Throws: `CaseRefusal` for a message that does not fit, `JournalError` where the journal fails.
    mutating func decide() async throws -> CaseDecision {
        let (caseID, answer) =
            switch input.content {
            case .declaration(let declaration): try await open(declaration)
            case .declarationQuery: try await answerQuery()
            case .dossier(let content):
                if content.kind == .submitted, let application = content.application {
                    try await open(application)
                } else {
                    try await continueDossier(content)
                }
            case .engine(let content): try await continueDeclaration(content)
            case .payments(let payments): try await pay(payments)
            case .debtQuery(let query): try await answerDebt(query)
            }
        return CaseDecision(
            caseID: caseID, answer: answer, changes: snapshot.changes(at: input.at), events: events,
            deliveries: deliveries, reads: snapshot.reads)
    }

    // MARK: - Declarations

    private mutating func open(_ declaration: Declaration) async throws -> (CaseID?, TechnicalAnswer) {
        let reference = CaseKey.reference(input.partner.id, declaration.reference)
        if let holder = try await snapshot.holders(of: reference).first {
            throw CaseRefusal(caseID: holder, problem: .referenceReused(declaration.reference))
        }
        let receipt = ReceiptNumber(accepted: padded(try await numbers.next("receipt"), year: input.at.year))
        let requirements = catalogue.routing.requirements(for: declaration, at: input.at)
        let permits = try await knownPermits(for: declaration)
        let (state, effects) = DeclarationCase.open(
            declaration, declarant: input.partner.id, receipt: receipt, requirements: requirements, permits: permits)
        let id = keys.caseID(at: input.at)
        note(.received, id, text: input.entry.title, phase: state.phase.rawValue)
        try await carryOut(effects, of: id, state: .declaration(state))
        return (id, .receiptIssued(receipt))
    }

    /// Decisions already made on the same goods: of dossiers with the same bill of lading or a permit the declarant
    /// cites, as long as they are the trader's own.
    private mutating func knownPermits(for declaration: Declaration) async throws -> [Permit] {
        let keys =
            declaration.consignment.billsOfLading.map { CaseKey(.billOfLading, $0.rawValue) }
            + declaration.citedPermits.map { CaseKey(.permit, $0.number.rawValue) }
        var permits: [Permit] = []
        for key in keys {
            for id in try await snapshot.holders(of: key) {
                guard case .dossier(let dossier) = try await snapshot.state(of: id), dossier.serves(declaration) else {
                    continue
                }
                permits += dossier.permits.filter { !permits.contains($0) }
            }
        }
        return permits
    }

    private mutating func answerQuery() async throws -> (CaseID?, TechnicalAnswer) {
        let key = CaseKey.reference(input.partner.id, input.header.reference)
        guard let id = try await snapshot.holders(of: key).first,
            case .declaration(let state) = try await snapshot.state(of: id)
        else { throw CaseRefusal(problem: .caseNotFound(input.header.reference)) }
        return (id, state.newestNotice.map { .notice(state.notice($0)) } ?? .notProcessedYet)
    }

    private mutating func continueDeclaration(_ content: EngineContent) async throws -> (CaseID?, TechnicalAnswer) {
        let key =
            switch content.subject {
            case .number(let number): CaseKey(.declaration, number.rawValue)
            case .receipt(let receipt): CaseKey(.receipt, receipt.rawValue)
            }
        guard let id = try await snapshot.holders(of: key).first else {
            throw CaseRefusal(problem: .caseNotFound(key.value))
        }
        try await step(declaration: id, content.event, record: true)
        return (id, .received)
    }

    /// One slip may pay several declarations: all of them are credited, or none is.
    private mutating func pay(_ payments: [Payment]) async throws -> (CaseID?, TechnicalAnswer) {
        var first: CaseID?
        for payment in payments {
            let key = CaseKey(.declaration, payment.declaration.rawValue)
            guard let id = try await snapshot.holders(of: key).first else {
                throw CaseRefusal(caseID: first, problem: .caseNotFound(key.value))
            }
            try await step(declaration: id, .taxPaid(payment), record: true)
            first = first ?? id
        }
        return (first, .received)
    }

    /// What a taxpayer's declarations still owe, by tax.
    private mutating func answerDebt(_ query: DebtQuery) async throws -> (CaseID?, TechnicalAnswer) {
        let key = query.declaration.map { CaseKey(.declaration, $0.rawValue) } ?? CaseKey(.taxCode, query.taxpayer)
        var debts: [TaxStatement] = []
        for id in try await snapshot.holders(of: key) {
            guard case .declaration(let state) = try await snapshot.state(of: id),
                state.declaration.trader.identity == query.taxpayer, let statement = state.tax.debt
            else { continue }
            if let year = query.year, let registered = statement.registeredAt, registered.year != year { continue }
            debts.append(statement)
        }
        return (nil, .debt(debts))
    }

    private mutating func step(declaration id: CaseID, _ event: DeclarationEvent, record: Bool) async throws {
        guard case .declaration(let state) = try await snapshot.state(of: id) else { return }
        switch state.applying(event) {
        case .refused(let problem): throw CaseRefusal(caseID: id, problem: problem)
        case .applied(let next, let effects):
            if record {
                note(.received, id, text: input.entry.title, phase: next.phase.rawValue)
            } else if next != state {
                note(.state, id, text: input.entry.title, phase: next.phase.rawValue)
            }
            try await carryOut(effects, of: id, state: .declaration(next))
        }
    }

    // MARK: - Dossiers

    private mutating func open(_ application: PermitApplication) async throws -> (CaseID?, TechnicalAnswer) {
        let reference = CaseKey.reference(input.partner.id, application.reference)
        if let holder = try await snapshot.holders(of: reference).first {
            throw CaseRefusal(caseID: holder, problem: .referenceReused(application.reference))
        }
        guard let procedure = catalogue.procedure(application.procedure) else {
            throw CaseRefusal(problem: .unknownProcedure(application.procedure.rawValue))
        }
        guard let taxCode = application.applicant.taxCode?.rawValue ?? application.applicant.identity,
            input.partner.identities.contains(taxCode)
        else { throw CaseRefusal(problem: .senderMismatch(application.applicant.identity ?? "")) }
        let year = input.header.year ?? input.at.year
        let sequence = try await numbers.next("dossier/\(procedure.numbering.prefix)/\(year)")
        guard let number = procedure.numbering.number(sequence, year: year) else {
            throw CaseRefusal(problem: .numbersUsedUp(procedure.code.rawValue))
        }
        let (state, effects) = DossierCase.open(
            number: number, application: application, applicant: input.partner.id, agency: procedure.agency,
            year: year, declaration: try await namedDeclaration(application), source: input.key,
            code: input.header.code)
        let id = keys.caseID(at: input.at)
        note(.received, id, text: input.entry.title, phase: state.phase.rawValue)
        try await carryOut(effects, of: id, state: .dossier(state))
        return (id, .dossierNumbered(number, year: year))
    }

    /// The declaration an application names, if it is the same trader's.
    private mutating func namedDeclaration(_ application: PermitApplication) async throws -> CaseID? {
        guard let reference = application.declarationReference else { return nil }
        let keys: [CaseKey] = [
            .reference(input.partner.id, reference), CaseKey(.receipt, reference), CaseKey(.declaration, reference),
        ]
        for key in keys {
            for id in try await snapshot.holders(of: key) {
                guard case .declaration(let state) = try await snapshot.state(of: id),
                    state.declarant == input.partner.id
                else { continue }
                return id
            }
        }
        return nil
    }

    private mutating func continueDossier(_ content: DossierContent) async throws -> (CaseID?, TechnicalAnswer) {
        let candidates = [input.header.reference, input.header.previousReference].compactMap { $0 }
        for candidate in candidates {
            for id in try await snapshot.holders(of: CaseKey(.dossier, candidate)) {
                guard case .dossier(let dossier) = try await snapshot.state(of: id), isParty(to: dossier, content)
                else { continue }
                return try await step(dossier: dossier, id, content)
            }
        }
        throw CaseRefusal(problem: .dossierNotFound(input.header.reference))
    }

    /// Whether the sender may say this in this dossier: the agency in charge, or the applicant.
    private func isParty(to dossier: DossierCase, _ content: DossierContent) -> Bool {
        dossier.application.procedure.rawValue == input.header.code.documentType
            && input.partner.id == (content.kind.isFromApplicant ? dossier.applicant : dossier.agency)
    }

    private mutating func step(
        dossier: DossierCase, _ id: CaseID, _ content: DossierContent
    ) async throws -> (CaseID?, TechnicalAnswer) {
        let procedure = catalogue.procedure(dossier.application.procedure)
        let permit = content.permit.map { dossier.completing($0, procedure: procedure) }
        let event = DossierEvent(kind: content.kind, source: input.key, code: input.header.code, permit: permit)
        switch dossier.applying(event) {
        case .refused(let problem): throw CaseRefusal(caseID: id, problem: problem)
        case .applied(let next, let effects):
            note(.received, id, text: input.entry.title, phase: next.phase.rawValue)
            try await carryOut(effects, of: id, state: .dossier(next))
            return (id, .received)
        }
    }

    // MARK: - Effects

    private mutating func carryOut(_ effects: [Effect], of id: CaseID, state: CaseState) async throws {
        snapshot.set(state, of: id)
        for effect in effects {
            switch effect {
            case .send(let instruction): try queue(instruction, of: id)
            case .permitDecided(let permit): try await inform(permit, of: id, state: state)
            }
        }
    }

    private mutating func queue(_ instruction: Instruction, of id: CaseID) throws {
        guard let partner = register.resolve(instruction.recipient) else {
            throw CaseRefusal(caseID: id, problem: .noRecipient(instruction.recipient))
        }
        let delivery = NewDelivery(
            key: keys.messageKey(at: input.at), caseID: id, partner: partner.id, instruction: instruction,
            due: input.at)
        deliveries.append(delivery)
        events.append(
            CaseEvent(
                caseID: id, at: input.at, kind: .queued, text: instruction.content.title, message: delivery.key,
                partner: partner.id))
    }

    /// Declarations hear of a permit that names them, their bill of lading or a number they cite, or whose dossier
    /// named them, as long as they are the same trader's (reference/domain.md 1.11).
    private mutating func inform(_ permit: Permit, of dossierID: CaseID, state: CaseState) async throws {
        guard case .dossier(let dossier) = state else { return }
        var declarations: [CaseID] = dossier.declaration.map { [$0] } ?? []
        var keys = [CaseKey(.permit, permit.number.rawValue)]
        if let number = permit.declaration { keys.append(CaseKey(.declaration, number.rawValue)) }
        let bills = [permit.billOfLading, dossier.application.billOfLading].compactMap { $0 }
        keys += bills.map { CaseKey(.billOfLading, $0.rawValue) }
        for key in keys {
            declarations += try await snapshot.holders(of: key).filter { !declarations.contains($0) }
        }
        for id in declarations {
            guard case .declaration(let declaration) = try await snapshot.state(of: id),
                dossier.serves(declaration.declaration)
            else { continue }
            try await step(declaration: id, .permitDecided(permit), record: false)
        }
    }

    private mutating func note(_ kind: CaseEvent.Kind, _ id: CaseID, text: Text, phase: String) {
        events.append(
            CaseEvent(
                caseID: id, at: input.at, kind: kind, text: text, message: input.key, partner: input.partner.id,
                code: input.header.code, phase: phase))
    }

    /// A receipt number: the year's last two digits and ten of the running number.
    private func padded(_ number: Int64, year: Int) -> String {
        let digits = String(number)
        return String(String(year).suffix(2)) + String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    }
}

extension DossierCase {
    /// Whether its permits can count for `declaration`: the applicant is the trader or the declarant of it.
    func serves(_ declaration: Declaration) -> Bool {
        guard let applicant = application.applicant.taxCode else { return false }
        return applicant == declaration.trader.taxCode || applicant == declaration.declarant.taxCode
    }

    /// The permit with what the message leaves to the dossier to say.
    func completing(_ permit: Permit, procedure: ProcedureEntry?) -> Permit {
        var permit = permit
        permit.agency = agency
        permit.dossier = number
        if let procedure {
            permit.procedure = procedure.code
            permit.type = procedure.permitType
            permit.engineRecord = procedure.engineRecord
        }
        if permit.holder == nil { permit.holder = application.applicant }
        if permit.goods.isEmpty { permit.goods = application.goods }
        return permit
    }
}

extension DeclarationCase {
    /// The last thing that happened, for a declarant who asks (function 13); nil before anything has.
    var newestNotice: DeclarationNotice.Kind? {
        if let clearance { return .cleared(clearance) }
        if let statement = tax.statements.last { return .taxNoticed(statement) }
        if let inspection { return .inspectionOrdered(inspection) }
        if let channel { return .channelled(channel) }
        return number == nil ? nil : .numberIssued
    }
}
