internal import Gateway
internal import Messages
internal import SingleWindow
internal import Synchronization

/// The treasury with its bank: asked to debit (F4 304), it acknowledges at once and pays later (F4 301).
struct Treasury: Counterpart {
    let kit: CounterpartKit
    let agenda: Agenda
    private let seen = SeenMessages()
    private let slips = SlipCounter()

    init(kit: CounterpartKit) {
        self.kit = kit
        agenda = Agenda { [kit] in kit.transcript.add(kit.id.rawValue, .problem, "\($0)") }
    }

    func receive(_ bytes: [UInt8], contentType: String?) async -> CounterpartReply {
        kit.receive(bytes, contentType, family: .payment, seen: seen) { _ in
            let reading = try kit.families.payment.readMessage(bytes, trust: kit.trust(kit.clock.now))
            guard case .debitRequest(let statement) = reading.content else {
                throw SandboxError("\(reading.header.code) is no request to debit")
            }
            kit.transcript.effect("debit request \(statement.number)")
            let slip = slips.next()
            agenda.add { try await pay(statement, slip: slip, request: reading.header.id) }
        }
    }

    private func pay(_ statement: TaxStatement, slip: String, request: MessageID) async throws {
        let context = kit.context(to: kit.families.gatewayParty(.payment))
        let payment = Payment(
            slip: slip, transaction: context.id.rawValue, declaration: statement.declaration,
            payer: statement.taxpayer, amount: statement.total, lines: statement.lines, bank: kit.party.identity,
            paidAt: context.at)
        let written = try kit.families.payment.writePayment(
            [payment], for: statement, request: request, context: context)
        try await kit.send(written, title: "payment 301 \(slip)")
    }
}

/// Numbers of payment slips.
private final class SlipCounter: Sendable {
    private let count = Mutex(0)

    func next() -> String {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return "CT\(1_000_000 + number)"
    }
}
