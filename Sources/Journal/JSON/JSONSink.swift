internal import FoundationEssentials

/// JSON as it is being written, with the containers that are open.
///
/// A container of `Encoder` has no end of its own. It ends when something is written into one that encloses it, or when
/// the value it belongs to has been encoded; writing into one that has ended is an error.
final class JSONSink {
    private(set) var bytes: [UInt8] = []
    private var open: [Frame] = []
    /// Something was written out of order; the bytes are worth nothing.
    private(set) var isBroken = false

    private struct Frame {
        /// The byte that closes it.
        var end: UInt8
        var isEmpty = true
    }

    init() { bytes.reserveCapacity(1024) }

    /// Open containers; what is written next lies in the last of them.
    var depth: Int { open.count }

    func writeValue<Value: Encodable>(_ value: Value) throws {
        if Value.self == Decimal.self, let value = value as? Decimal { return try writeNumber(value) }
        let (depth, start) = (open.count, bytes.count)
        try value.encode(to: JSONValueEncoder(sink: self, depth: depth))
        close(to: depth)
        // A value that has encoded nothing is an empty object, as the library's encoder has it.
        if bytes.count == start { bytes += [UInt8(ascii: "{"), UInt8(ascii: "}")] }
    }

    // MARK: - Containers

    /// Opens a container, or goes on with the one that this value has opened already.
    func openContainer(at depth: Int, _ start: Unicode.Scalar, _ end: Unicode.Scalar) {
        close(to: depth + 1)
        if open.count == depth + 1, open[depth].end == UInt8(ascii: end) { return }
        bytes.append(UInt8(ascii: start))
        open.append(Frame(end: UInt8(ascii: end)))
    }

    /// Closes containers until `depth` are open.
    func close(to depth: Int) {
        while open.count > depth { bytes.append(open.removeLast().end) }
    }

    /// Goes to the next place in the container that is the `depth`-th open one.
    func next(in depth: Int) throws {
        close(to: depth)
        guard open.count == depth else { throw Ended() }
        if open[depth - 1].isEmpty { open[depth - 1].isEmpty = false } else { bytes.append(UInt8(ascii: ",")) }
    }

    func next(_ key: some CodingKey, in depth: Int) throws {
        try next(in: depth)
        write(key.stringValue)
        bytes.append(UInt8(ascii: ":"))
    }

    /// Goes to the next place for a container that can't throw; where there is no such place any more, the whole
    /// encoding fails.
    func startNext(_ key: (any CodingKey)? = nil, in depth: Int) {
        do {
            try next(in: depth)
            if let key {
                write(key.stringValue)
                bytes.append(UInt8(ascii: ":"))
            }
        } catch {
            isBroken = true
        }
    }

    /// Written into a container that has ended.
    private struct Ended: Error {}

    // MARK: - Scalars

    func writeNull() { bytes += [0x6E, 0x75, 0x6C, 0x6C] }

    func write(_ value: Bool) { append(value ? "true" : "false") }

    func writeInteger(_ value: some BinaryInteger) {
        if value >= 0 && value < 10 { bytes.append(UInt8(ascii: "0") + UInt8(value)) } else { append(String(value)) }
    }

    func writeNumber(_ value: some BinaryFloatingPoint & LosslessStringConvertible) throws {
        guard value.isFinite else { throw NotANumber() }
        append(value.description)
    }

    private func writeNumber(_ value: Decimal) throws {
        guard value.isFinite else { throw NotANumber() }
        append(value.description)
    }

    private struct NotANumber: Error {}

    func write(_ string: String) {
        var string = string
        bytes.append(UInt8(ascii: "\""))
        string.withUTF8 { utf8 in
            var plain = 0
            for index in utf8.indices {
                let byte = utf8[index]
                // RFC 8259, section 7: quotation mark, reverse solidus and the control characters.
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
                bytes.append(contentsOf: utf8[plain..<index])
                plain = index + 1
                writeEscape(byte)
            }
            bytes.append(contentsOf: utf8[plain...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private func writeEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        if byte >= 0x20 {
            bytes.append(byte)
        } else {
            append("u00")
            bytes.append(UInt8(ascii: "0") + byte >> 4)
            bytes.append(byte & 15 < 10 ? UInt8(ascii: "0") + byte & 15 : UInt8(ascii: "a") + byte & 15 - 10)
        }
    }

    private func append(_ string: String) { bytes.append(contentsOf: string.utf8) }
}
