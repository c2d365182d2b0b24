internal import Gateway
internal import Journal
internal import SingleWindow

/// A case as text: its state, who holds the clock, its timeline, its deliveries.
struct TraceText {
    private let trace: CaseTrace
    private let language: Language

    init(_ trace: CaseTrace, language: Language) {
        self.trace = trace
        self.language = language
    }

    var lines: [String] { head + state + timeline + deliveries }

    private var head: [String] {
        let numbers = [
            trace.receipt.map { ("số tiếp nhận", "receipt", $0.rawValue) },
            trace.declaration.map { ("tờ khai", "declaration", $0.rawValue) },
            trace.dossier.map { ("hồ sơ", "dossier", $0.rawValue) },
        ].compactMap { $0 }.map { "\(say($0.0, $0.1)) \($0.2)" }
        let kind = trace.kind == "declaration" ? say("Tờ khai", "Declaration") : say("Hồ sơ", "Dossier")
        return ["\(kind) \(trace.reference): \(trace.phase)"]
            + (numbers.isEmpty ? [] : ["  " + numbers.joined(separator: ", ")])
    }

    private var state: [String] {
        var lines: [String] = []
        if let channel = trace.channel {
            lines.append("  \(say("luồng", "channel")) \(channel.number) \(channel.rawValue)")
        }
        for permit in trace.permits {
            lines.append("  \(say("giấy phép", "permit")) \(permit.number) \(permit.decision.rawValue)")
        }
        for requirement in trace.requirements {
            lines.append(
                "  \(say("kiểm tra", "check")) \(requirement.check) (\(requirement.agency)): \(requirement.outcome.word)"
            )
        }
        if let tax = trace.tax, !tax.statements.isEmpty {
            lines.append("  \(say("thuế còn nợ", "tax outstanding")) \(tax.outstanding) VND")
        }
        if let parked = trace.parked { lines.append("  \(say("TẠM DỪNG", "PARKED")): \(parked[language])") }
        if let clock = trace.clock {
            lines.append(
                "  \(say("đang chờ", "waiting for")) \(clock.party) \(say("từ", "since")) \(clock.since): \(clock.reason[language])"
            )
        }
        return lines
    }

    private var timeline: [String] {
        let rows = trace.timeline.map { event in
            [
                "  \(event.at)", event.kind.rawValue, event.partner?.rawValue ?? "", event.code?.description ?? "",
                event.text[language] + (event.phase.map { " [\($0)]" } ?? ""),
            ]
        }
        return TextTable.lines(rows)
    }

    /// Only what has not simply been delivered: the timeline shows the rest.
    private var deliveries: [String] {
        trace.deliveries.filter { $0.state != .delivered }.map { delivery in
            let last = delivery.attempts.last
            let reason = last?.text?[language] ?? last?.error ?? ""
            return
                "  \(say("gửi tới", "delivery to")) \(delivery.partner): \(delivery.state.rawValue), \(say("số lần thử", "attempts")) \(delivery.attempts.count) \(reason)"
        }
    }

    private func say(_ vi: String, _ en: String) -> String { language == .vietnamese ? vi : en }
}

extension Requirement.Outcome {
    /// Its name, without what satisfied or failed it.
    fileprivate var word: String {
        switch self {
        case .open: "open"
        case .satisfied: "satisfied"
        case .failed: "failed"
        }
    }
}
