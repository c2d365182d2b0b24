/// Where a request stands in a distributed trace (W3C Trace Context, Recommendation of 23 November 2021, section 3.2).
struct TraceContext: Hashable, Sendable {
    /// 32 lower-case hexadecimal digits, not all zero.
    var traceID: String
    /// The caller's span, 16 lower-case hexadecimal digits; nil where the trace begins here.
    var parentID: String?
    /// Our span.
    var spanID: String
    /// Two hexadecimal digits; bit 0 says that the caller records the trace.
    var flags: String

    /// Goes on with the trace in `traceparent`, or begins one where the header is missing or malformed, as section 4.3
    /// asks for.
    init(traceparent: String?) {
        spanID = TraceContext.random(words: 1)
        if let read = traceparent.flatMap(TraceContext.read) {
            (traceID, parentID, flags) = (read.trace, read.parent, read.flags)
        } else {
            (traceID, parentID, flags) = (TraceContext.random(words: 2), nil, "00")
        }
    }

    /// The header that names our span to others.
    var traceparent: String { "00-\(traceID)-\(spanID)-\(flags)" }

    private static func read(_ header: String) -> (trace: String, parent: String, flags: String)? {
        let parts = header.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        // A later version may have more fields, version 00 exactly four; ff is forbidden.
        guard parts.count == 4 || (parts.count > 4 && parts[0] != "00"), isHex(parts[0], 2), parts[0] != "ff",
            isHex(parts[1], 32), isHex(parts[2], 16), isHex(parts[3], 2), parts[1].contains(where: { $0 != "0" }),
            parts[2].contains(where: { $0 != "0" })
        else { return nil }
        return (parts[1], parts[2], parts[3])
    }

    private static func isHex(_ text: String, _ count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }

    /// Random digits, 16 for a word, never all zero.
    private static func random(words: Int) -> String {
        (0..<words).map { _ in
            let word = UInt64.random(in: 1...UInt64.max)
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
