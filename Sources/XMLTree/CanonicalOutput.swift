import CLibXML2

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Gathers canonical bytes and hands them on in large pieces.
struct CanonicalOutput: ~Copyable {
    private let buffer: UnsafeMutablePointer<UInt8>
    private var count = 0
    private let sink: (Span<UInt8>) -> Void
    /// Bytes written so far.
    private(set) var total = 0

    private static let capacity = 16 << 10

    init(_ sink: @escaping (Span<UInt8>) -> Void) {
        buffer = .allocate(capacity: Self.capacity)
        self.sink = sink
    }

    deinit { buffer.deallocate() }

    mutating func flush() {
        guard count > 0 else { return }
        sink(UnsafeBufferPointer(start: buffer, count: count).span)
        total += count
        count = 0
    }

    @inline(__always)
    mutating func write(_ byte: UInt8) {
        if count == Self.capacity { flush() }
        buffer[count] = byte
        count += 1
    }

    @inline(__always)
    mutating func write(_ literal: StaticString) {
        write(literal.utf8Start, literal.utf8CodeUnitCount)
    }

    /// A zero-terminated name or value that needs no escaping.
    @inline(__always)
    mutating func write(name: UnsafePointer<UInt8>) {
        write(name, strlen(UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self)))
    }

    @inline(__always)
    mutating func write(_ start: UnsafePointer<UInt8>, _ length: Int) {
        if length > Self.capacity - count {
            writeInPieces(start, length)
        } else {
            memcpy(buffer + count, start, length)
            count += length
        }
    }

    @inline(never)
    private mutating func writeInPieces(_ start: UnsafePointer<UInt8>, _ length: Int) {
        var (start, length) = (start, length)
        while length > 0 {
            if count == Self.capacity { flush() }
            let piece = min(length, Self.capacity - count)
            memcpy(buffer + count, start, piece)
            count += piece
            start += piece
            length -= piece
        }
    }

    /// Text content: `&`, `<`, `>` and carriage return are escaped (Canonical XML 1.0, section 2.3).
    @inline(__always)
    mutating func write(text: UnsafePointer<UInt8>) {
        var (start, next) = (text, text)
        while true {
            let byte = next.pointee
            // One comparison for nearly every byte: all special ones are at or below ">" and rare.
            if byte > 0x3E {
                next += 1
                continue
            }
            let entity: StaticString
            switch byte {
            case 0:
                write(start, next - start)
                return
            case 0x26: entity = "&amp;"
            case 0x3C: entity = "&lt;"
            case 0x3E: entity = "&gt;"
            case 0x0D: entity = "&#xD;"
            default:
                next += 1
                continue
            }
            write(start, next - start)
            write(entity)
            next += 1
            start = next
        }
    }

    /// An attribute or namespace value: `&`, `<`, `"`, tab, line feed and carriage return are escaped.
    mutating func write(attributeValue text: UnsafePointer<UInt8>) {
        var (start, next) = (text, text)
        while true {
            let entity: StaticString
            switch next.pointee {
            case 0:
                write(start, next - start)
                return
            case 0x26: entity = "&amp;"
            case 0x3C: entity = "&lt;"
            case 0x22: entity = "&quot;"
            case 0x09: entity = "&#x9;"
            case 0x0A: entity = "&#xA;"
            case 0x0D: entity = "&#xD;"
            default:
                next += 1
                continue
            }
            write(start, next - start)
            write(entity)
            next += 1
            start = next
        }
    }
}
