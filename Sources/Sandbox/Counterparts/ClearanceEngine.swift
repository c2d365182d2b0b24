internal import FoundationEssentials
internal import Gateway
internal import Messages
internal import SingleWindow
internal import Synchronization

/// The clearance engine (VNACCS/VCIS): numbers declarations, gives them a channel, waits for the permits their goods
/// need and for the tax, and clears them.
struct ClearanceEngine: Counterpart {
    /// One declaration as the engine knows it.
    private struct Entry {
        var declaration: Declaration
        var number: DeclarationNumber
        var request: VNACCSHeader
        var channel: Channel
        var checks: Int
        var passed: Set<String> = []
        var isChannelled = false
        var isInspected = false
        var statement: TaxStatement?
        var paid: Decimal = 0
        var isCleared = false
    }

    private struct State {
        var byReceipt: [String: DeclarationNumber] = [:]
        var entries: [DeclarationNumber: Entry] = [:]
        var imports = 0
        var exports = 0
        var busy: [String: Int] = [:]
    }

    /// A message for the gateway.
    private typealias Output = (title: String, message: VNACCSTranslated)

    let kit: CounterpartKit
    let agenda: Agenda
    private let routing: RoutingTable
    private let seen = SeenMessages()
    private let state: StateBox

    private final class StateBox: Sendable {
        let value = Mutex(State())
    }

    init(kit: CounterpartKit, routing: RoutingTable) {
        self.kit = kit
        self.routing = routing
        state = StateBox()
        agenda = Agenda { [kit] in kit.transcript.add(kit.id.rawValue, .problem, "\($0)") }
    }

    func receive(_ bytes: [UInt8], contentType: String?) async -> CounterpartReply {
        kit.receive(bytes, contentType, family: .vnaccs, seen: seen) { message in
            try take(try kit.families.vnaccs.engineMessage(in: message))
        }
    }

    // MARK: - What comes in

    private func take(_ message: VNACCSMessage) throws {
        let translator = kit.families.vnaccs.translator
        switch message.layout.code {
        case "IDA", "EDA": try register(message, translator)
        case "IDC", "EDC":
            let number = try translator.number(in: message)
            kit.transcript.effect("official \(number)")
            agenda.add { try await channel(number) }
        case "VAF511":
            for payment in try translator.payments(in: message).value {
                kit.transcript.effect("paid \(payment.declaration) \(payment.slip)")
                update(payment.declaration) { $0.paid += payment.amount.amount }
                agenda.add { try await advance(payment.declaration) }
            }
        default:
            let (permit, declaration) = try translator.permit(in: message).value
            guard let declaration else { throw SandboxError("a permit for no declaration") }
            kit.transcript.effect("permit \(declaration) \(permit.number) \(permit.decision.rawValue)")
            update(declaration) { entry in
                if permit.decision.permitsClearance {
                    entry.passed.insert(permit.number.rawValue)
                } else {
                    entry.passed.remove(permit.number.rawValue)
                }
            }
            agenda.add { try await advance(declaration) }
        }
    }

    private func register(_ message: VNACCSMessage, _ translator: VNACCSTranslator) throws {
        let declaration = try translator.declaration(in: message).value.declaration
        let receipt = message.header.dataInfo
        kit.transcript.effect("registration \(receipt)")
        let number = try state.value.withLock { state throws -> DeclarationNumber in
            if let known = state.byReceipt[receipt] { return known }
            let isImport = declaration.direction == .import
            if isImport { state.imports += 1 } else { state.exports += 1 }
            // Import numbers begin with 1, export numbers with 3 (reference/domain.md 2.5).
            let digits = String(
                (isImport ? 100_000_000_000 : 300_000_000_000) + (isImport ? state.imports : state.exports))
            guard let number = DeclarationNumber(digits) else { throw SandboxError("no number") }
            state.byReceipt[receipt] = number
            state.entries[number] = Entry(
                declaration: declaration, number: number, request: message.header,
                channel: channel(of: declaration),
                checks: routing.requirements(for: declaration, at: kit.clock.now).count)
            return number
        }
        agenda.add {
            try await send(
                "registered",
                translator.registered(
                    declaration, number: number, answering: message.header, at: kit.clock.now))
        }
    }

    /// The channel that the declarant's reference names, else green for exports and yellow for imports.
    private func channel(of declaration: Declaration) -> Channel {
        switch Scenario(reference: declaration.reference) {
        case .green: .green
        case .yellow: .yellow
        case .red: .red
        default: declaration.direction == .import ? .yellow : .green
        }
    }

    // MARK: - What goes out

    private func channel(_ number: DeclarationNumber) async throws {
        guard let entry = entry(number) else { throw SandboxError("declaration \(number) is not registered") }
        let translator = kit.families.vnaccs.translator
        try await send(
            "channel \(entry.channel.number)",
            translator.channelled(
                entry.declaration, number: number, channel: entry.channel, answering: entry.request, at: kit.clock.now))
        update(number) { $0.isChannelled = true }
        if entry.channel == .red {
            let notice = InspectionNotice(
                declaration: number, kind: "Kiểm tra thực tế toàn bộ lô hàng",
                place: Place(code: entry.declaration.consignment.warehouse?.code),
                content: "Kiểm tra thực tế hàng hóa trước khi thông quan",
                containers: entry.declaration.consignment.equipment.map(\.number))
            try await send(
                "inspection",
                translator.inspection(notice, of: entry.declaration, answering: entry.request, at: kit.clock.now))
            update(number) { $0.isInspected = true }
        }
        try await advance(number)
    }

    /// Does what is next for a declaration whose permits are all there: the tax statement, then the clearance.
    private func advance(_ number: DeclarationNumber) async throws {
        guard let entry = entry(number), entry.isChannelled, !entry.isCleared, entry.passed.count >= entry.checks else {
            return
        }
        let translator = kit.families.vnaccs.translator
        let lines = EngineTariff.taxes(on: entry.declaration)
        let due = lines.compactMap(\.amount).reduce(Decimal(0)) { $0 + $1.amount }
        if entry.declaration.direction == .import, due > 0, entry.statement == nil {
            let statement = statement(for: entry, lines: lines, due: due)
            update(number) { $0.statement = statement }
            try await send(
                "tax statement",
                translator.taxStatement(
                    statement, direction: entry.declaration.direction, answering: entry.request, at: kit.clock.now))
            return
        }
        if let statement = entry.statement, entry.paid < statement.total.amount { return }
        update(number) { $0.isCleared = true }
        try await send(
            "cleared",
            translator.cleared(
                entry.declaration,
                decision: ClearanceDecision(declaration: number, kind: .cleared, decidedAt: kit.clock.now),
                channel: entry.channel, answering: entry.request, at: kit.clock.now))
    }

    private func statement(for entry: Entry, lines: [DutyTaxFee], due: Decimal) -> TaxStatement {
        TaxStatement(
            number: "8" + entry.number.rawValue.dropFirst(), declaration: entry.number,
            registeredAt: kit.clock.now, taxpayer: entry.declaration.importer,
            office: Place(code: entry.declaration.office, name: "CCHQ CK CANG HAI PHONG"),
            regime: entry.declaration.regime, lines: lines,
            total: Money(due, "VND"), treasury: Place(code: "7111", name: "Kho bạc Nhà nước Hải Phòng"),
            issuedAt: kit.clock.now)
    }

    private func send(_ title: String, _ translated: VNACCSTranslated) async throws {
        let written = try kit.families.vnaccs.sign(
            translated, context: kit.context(to: kit.families.gatewayParty(.vnaccs)))
        try await kit.send(written, title: "\(translated.message.layout.code) \(title)")
    }

    private func entry(_ number: DeclarationNumber) -> Entry? { state.value.withLock { $0.entries[number] } }

    private func update(_ number: DeclarationNumber, _ change: (inout Entry) -> Void) {
        state.value.withLock { state in
            guard var entry = state.entries[number] else { return }
            change(&entry)
            state.entries[number] = entry
        }
    }
}
