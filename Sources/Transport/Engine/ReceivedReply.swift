internal import SingleWindow

/// An answer while it comes in, line by line and piece by piece.
///
/// Interim answers (1xx) and the header of a proxy's answer to CONNECT are dropped; so are trailers, which come after
/// the content and must not be taken for header fields (RFC 9110, section 6.5.1).
struct ReceivedReply {
    /// Most bytes of all header lines together.
    static let headerLimit = 64 << 10

    var limit = 0
    private(set) var status = 0
    private(set) var headers: [HeaderField] = []
    private(set) var body: [UInt8] = []
    private var headerBytes = 0
    private var expectsStatusLine = true
    private var isHeaderComplete = false

    /// Whether any byte of an answer has come in.
    var hasBegun: Bool { headerBytes > 0 }

    /// One header line with its line end; false when there are too many bytes of them.
    mutating func take(headerLine line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= ReceivedReply.headerLimit else { return false }
        let text = String(decoding: line, as: UTF8.self).trimmingWhiteSpace()
        if isHeaderComplete {
            // A trailer.
        } else if expectsStatusLine {
            expectsStatusLine = false
            headers = []
            status = text.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap { Int($0) } ?? 0
        } else if text.isEmpty {
            isHeaderComplete = status >= 200
            expectsStatusLine = true
        } else if let colon = text.firstIndex(of: ":") {
            headers.append(
                HeaderField(
                    String(text[..<colon]), text[text.index(after: colon)...].trimmingWhiteSpace()))
        } else if let last = headers.indices.last, line.first == 0x20 || line.first == 0x09 {
            // A folded value (obsolete, RFC 9112, section 5.2).
            headers[last].value += " " + text
        }
        return true
    }

    /// A piece of the content; false when there is more of it than allowed.
    mutating func take(content: UnsafeRawBufferPointer) -> Bool {
        guard content.count <= limit - body.count else { return false }
        body.append(contentsOf: content)
        return true
    }
}
