internal import SingleWindow
internal import XMLTree

/// The `Error` block of answers.
///
/// Error numbers of the portal are not public (message 211 hands them out), so these are ours: see schemas/payment. The
/// message holds every problem, a line each: `[code] Vietnamese | English`.
struct PaymentError {
    var number: Int
    var message: String

    static let success = PaymentError(number: 0, message: "")

    init(number: Int, message: String) {
        self.number = number
        self.message = message
    }

    init(_ problems: [Problem]) {
        number = problems.first.map(PaymentError.number) ?? PaymentError.other
        message = PaymentError.fitting(problems.map(PaymentError.line))
    }

    /// The problems that the block names.
    var problems: [Problem] {
        let lines = message.split(separator: "\n").map { $0.trimmingWhiteSpace() }.filter { !$0.isEmpty }
        guard !lines.isEmpty else {
            return [Problem(code: "payment.error_\(number)", message: Text(vi: "Lỗi \(number)", en: "Error \(number)"))]
        }
        return lines.map { PaymentError.problem($0, number: number) }
    }

    // MARK: - Numbers

    private static let other = 99

    private static func number(_ problem: Problem) -> Int {
        let code = problem.code
        switch true {
        case code.hasPrefix("xml.schema"): return 2
        case code.hasPrefix("xml"), code == "payment.root": return 1
        case code.hasPrefix("signature"): return 3
        case code.hasPrefix("certificate"), code.hasPrefix("partner"): return 4
        case code == "payment.nothing_due": return 6
        case code == "payment.total_mismatch", code == "payment.amount_mismatch": return 7
        case code.hasPrefix("payment"): return 2
        case code.hasPrefix("case"): return 5
        default: return other
        }
    }

    // MARK: - Lines

    private static func line(_ problem: Problem) -> String {
        let place = problem.path.map { " \($0)" } ?? ""
        let text = "[\(problem.code)\(place)] \(problem.message.vi) | \(problem.message.en)"
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
            .replacing("\u{FFFE}", with: "\u{FFFD}").replacing("\u{FFFF}", with: "\u{FFFD}")
    }

    /// As many whole lines as the field holds, and how many more there are.
    private static func fitting(_ lines: [String]) -> String {
        var kept: [String] = []
        var length = 0
        for line in lines {
            length += line.unicodeScalars.count + 1
            guard length < 15_000 else { break }
            kept.append(line)
        }
        if kept.count < lines.count {
            let more = lines.count - kept.count
            kept.append("[payment.more_problems] Còn \(more) lỗi khác. | \(more) more problems.")
        }
        return kept.joined(separator: "\n")
    }

    private static func problem(_ line: String, number: Int) -> Problem {
        guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else {
            return Problem(code: "payment.error_\(number)", message: Text(vi: line, en: line))
        }
        let head = line[line.index(after: line.startIndex)..<end].split(separator: " ", maxSplits: 1)
        let words = line[line.index(after: end)...].trimmingWhiteSpace()
        let split = words.firstRange(of: " | ")
        let vi = split.map { String(words[..<$0.lowerBound]) } ?? words
        let en = split.map { String(words[$0.upperBound...]) } ?? words
        return Problem(
            code: head.first.map(String.init) ?? "payment.error_\(number)",
            path: head.count == 2 ? String(head[1]) : nil, message: Text(vi: vi, en: en))
    }
}

extension ElementReader {
    func paymentError() -> PaymentError? {
        let message = optionalText("ErrorMessage") ?? ""
        return value("ErrorNumber") { Int($0) }.map { PaymentError(number: $0, message: message) }
    }
}

extension ElementWriter {
    mutating func add(_ error: PaymentError) {
        add("Error") { writer in
            writer.add("ErrorMessage", error.message)
            writer.add("ErrorNumber", String(error.number))
        }
    }
}
