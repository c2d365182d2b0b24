/// A row of the closing table.
struct DemoRow: Sendable {
    var name: String
    var reference: String
    var number = "-"
    var channel = "-"
    var permits = "-"
    var tax = "-"
    var end: String
    var messages = 0
    var milliseconds = 0
    /// What is not as it must be; empty for a story that ended well.
    var faults: [String] = []

    static let titles = [
        "case", "reference", "declaration", "channel", "permits", "tax", "end state", "messages", "time", "",
    ]

    var cells: [String] {
        [
            name, reference, number, channel, permits, tax, end, String(messages), "\(milliseconds) ms",
            faults.isEmpty ? "as it must be" : "NOT AS IT MUST BE",
        ]
    }

    /// The table in fixed-width text.
    static func table(_ rows: [DemoRow]) -> String {
        let lines = [titles] + rows.map(\.cells)
        let widths = titles.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
                .trimmingEnd()
        }
        let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
        return ([line(titles), rule] + rows.map { line($0.cells) }).joined(separator: "\n")
    }
}

extension String {
    fileprivate func trimmingEnd() -> String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
