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
        spanID = TraceContext.random(digits: 16)
        if let read = traceparent.flatMap(TraceContext.read) {
            (traceID, parentID, flags) = (read.trace, read.parent, read.flags)
        } else {
            (traceID, parentID, flags) = (TraceContext.random(digits: 32), nil, "00")
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

    /// Random digits, never all zero.
    private static func random(digits: Int) -> String {
        let digitSet = Array("0123456789abcdef".utf8)
        var generator = SystemRandomNumberGenerator()
        var text = (0..<digits).map { _ in digitSet[Int.random(in: 0..<16, using: &generator)] }
        if text.allSatisfy({ $0 == UInt8(ascii: "0") }) { text[digits - 1] = UInt8(ascii: "1") }
        return String(decoding: text, as: UTF8.self)
    }
}
