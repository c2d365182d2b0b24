internal import CoreMetrics
internal import Gateway
internal import SingleWindow
internal import Synchronization

/// Counts what intake answers: outcomes by the sender's role, reasons of refusal, sizes.
final class IntakeMetrics: Sendable {
    private enum Key: Hashable {
        case outcome(PartnerRole, IntakeAnswer.Kind)
        case refusal(String)
    }

    private let factory: any MetricsFactory
    private let sizes: any RecorderHandler
    private let counters = Mutex<[Key: any CounterHandler]>([:])

    init(factory: any MetricsFactory) {
        self.factory = factory
        sizes = factory.makeRecorder(label: "nsw.message.bytes", dimensions: [], aggregate: true)
    }

    func record(_ answer: IntakeAnswer, bytes: Int, from caller: Caller) {
        sizes.record(Int64(bytes))
        let role = caller.partner.role
        counter(.outcome(role, answer.kind), "nsw.messages", [("role", role.rawValue), ("outcome", "\(answer.kind)")])
            .increment(by: 1)
        guard answer.kind == .refused, let code = answer.problems.first?.code else { return }
        counter(.refusal(code), "nsw.messages.refused", [("code", code)]).increment(by: 1)
    }

    private func counter(
        _ key: Key, _ label: String, _ dimensions: @autoclosure () -> [(String, String)]
    ) -> any CounterHandler {
        counters.withLock { known in
            if let found = known[key] { return found }
            let new = factory.makeCounter(label: label, dimensions: dimensions())
            known[key] = new
            return new
        }
    }
}
