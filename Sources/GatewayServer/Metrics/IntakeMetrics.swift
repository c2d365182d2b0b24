internal import CoreMetrics
internal import Gateway
internal import SingleWindow

/// Counts what intake answers: outcomes by the sender's role, reasons of refusal, sizes.
struct IntakeMetrics: Sendable {
    private let factory: any MetricsFactory
    private let sizes: any RecorderHandler

    init(factory: any MetricsFactory) {
        self.factory = factory
        sizes = factory.makeRecorder(label: "nsw.message.bytes", dimensions: [], aggregate: true)
    }

    func record(_ answer: IntakeAnswer, bytes: Int, from caller: Caller) {
        sizes.record(Int64(bytes))
        factory.makeCounter(
            label: "nsw.messages", dimensions: [("role", caller.partner.role.rawValue), ("outcome", "\(answer.kind)")]
        ).increment(by: 1)
        guard answer.kind == .refused, let code = answer.problems.first?.code else { return }
        factory.makeCounter(label: "nsw.messages.refused", dimensions: [("code", code)]).increment(by: 1)
    }
}
