#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// One pass over a document's bytes that finds its tags without building anything.
///
/// It is exact for well-formed documents and counts at least as far as libxml2 reads in others, because libxml2 is stopped
/// at its first error. It serves two purposes: limits are enforced before memory is spent, and an element's exact line and
/// column are found by its number among the start tags (libxml2 keeps 16 bits of the line and no column).
struct MarkupScanner {
    let text: UnsafeBufferPointer<UInt8>

    /// What the scanner found at an offset.
    enum Markup: Equatable {
        /// `end` is the offset behind its `>`.
        case startTag(attributes: Int, isEmpty: Bool, end: Int)
        case endTag
        case comment
        case processingInstruction
        case doctype
    }

    /// Calls `body` with each piece of markup and the offset of its `<`, until it returns false.
    @inline(__always)
    func forEach(_ body: (Int, Markup) throws(XMLError) -> Bool) throws(XMLError) {
        guard let base = text.baseAddress else { return }
        let end = text.count
        var index = 0
        while index < end, let found = memchr(base + index, 0x3C, end - index) {
            let start = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - base
            guard start + 1 < end else { return }
            switch base[start + 1] {
            case UInt8(ascii: "/"):
                guard try body(start, .endTag) else { return }
                index = start + 2
            case UInt8(ascii: "?"):
                guard try body(start, .processingInstruction) else { return }
                index = skip(past: "?>", from: start + 2)
            case UInt8(ascii: "!"):
                if matches("--", at: start + 2) {
                    guard try body(start, .comment) else { return }
                    index = skip(past: "-->", from: start + 4)
                } else if matches("[CDATA[", at: start + 2) {
                    index = skip(past: "]]>", from: start + 9)
                } else {
                    guard try body(start, .doctype) else { return }
                    index = skipDoctype(from: start + 2)
                }
            default:
                let tag = startTag(from: start + 1)
                guard try body(start, .startTag(attributes: tag.attributes, isEmpty: tag.isEmpty, end: tag.end)) else {
                    return
                }
                index = tag.end
            }
        }
    }

    /// Refuses documents beyond the limits; says whether there are comments or processing instructions.
    func check(_ limits: ParseLimits, doctype: DoctypePolicy) throws(XMLError) -> Bool {
        var (depth, nodes, hasComments) = (0, 0, false)
        try forEach { offset, markup throws(XMLError) in
            func refuse(_ code: XMLError.Code, _ message: String) -> XMLError {
                let place = TextPosition(of: offset, in: text)
                return XMLError(code, message, line: place.line, column: place.column)
            }
            switch markup {
            case .startTag(let attributes, let isEmpty, _):
                guard attributes <= limits.attributesPerElement else {
                    throw refuse(
                        .tooManyAttributes, "\(attributes) attributes, limit \(limits.attributesPerElement)")
                }
                guard depth < limits.depth else {
                    throw refuse(.tooDeep, "elements nested deeper than \(limits.depth)")
                }
                nodes += 1 + attributes
                if !isEmpty { depth += 1 }
            case .endTag:
                depth -= 1
            case .comment, .processingInstruction:
                nodes += 1
                // The XML declaration at the very beginning looks like an instruction.
                if offset > 0 || markup == .comment { hasComments = true }
            case .doctype:
                guard doctype != .forbidden else {
                    throw refuse(.doctypeForbidden, "a document type declaration")
                }
            }
            guard nodes <= limits.nodes else { throw refuse(.tooManyNodes, "more than \(limits.nodes) nodes") }
            return true
        }
        return hasComments
    }

    /// The end of a start tag (behind its `>`), how many quoted values it holds, and whether it ends with `/>`.
    @inline(__always)
    private func startTag(from start: Int) -> (end: Int, attributes: Int, isEmpty: Bool) {
        guard let base = text.baseAddress else { return (start, 0, false) }
        var (index, attributes) = (start, 0)
        while index < text.count {
            let byte = base[index]
            if byte == 0x3E { return (index + 1, attributes, base[index - 1] == 0x2F) }
            index += 1
            if byte == 0x22 || byte == 0x27 {
                attributes += 1
                guard let quote = memchr(base + index, Int32(byte), text.count - index) else { break }
                index = UnsafePointer(quote.assumingMemoryBound(to: UInt8.self)) - base + 1
            }
        }
        return (text.count, attributes, false)
    }

    /// Behind the `>` that ends a document type declaration, with its internal subset in brackets.
    private func skipDoctype(from start: Int) -> Int {
        var (index, isInside) = (start, false)
        while index < text.count {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "["): isInside = true
            case UInt8(ascii: "]"): isInside = false
            case UInt8(ascii: ">") where !isInside: return index + 1
            case 0x22, 0x27:
                guard let quote = text[(index + 1)...].firstIndex(of: byte) else { return text.count }
                index = quote
            case UInt8(ascii: "<"):
                if matches("!--", at: index + 1) {
                    index = skip(past: "-->", from: index + 4)
                    continue
                }
                if matches("?", at: index + 1) {
                    index = skip(past: "?>", from: index + 2)
                    continue
                }
            default: break
            }
            index += 1
        }
        return text.count
    }

    private func matches(_ literal: StaticString, at offset: Int) -> Bool {
        guard let base = text.baseAddress, offset + literal.utf8CodeUnitCount <= text.count else { return false }
        return memcmp(base + offset, literal.utf8Start, literal.utf8CodeUnitCount) == 0
    }

    private func skip(past literal: StaticString, from offset: Int) -> Int {
        guard let base = text.baseAddress, offset < text.count else { return text.count }
        let length = literal.utf8CodeUnitCount
        var index = offset
        while index + length <= text.count,
            let found = memchr(base + index, Int32(literal.utf8Start[0]), text.count - index - length + 1)
        {
            index = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - base
            if memcmp(base + index, literal.utf8Start, length) == 0 { return index + length }
            index += 1
        }
        return text.count
    }
}

/// A line and column, both counted from 1; the column in UTF-8 bytes.
package struct TextPosition: Hashable, Sendable {
    package var line: Int
    package var column: Int

    /// The position of a byte offset.
    init(of offset: Int, in text: UnsafeBufferPointer<UInt8>) {
        var (line, start) = (1, 0)
        let end = min(offset, text.count)
        if let base = text.baseAddress {
            while start < end, let found = memchr(base + start, 0x0A, end - start) {
                line += 1
                start = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - base + 1
            }
        }
        self.line = line
        column = offset - start + 1
    }
}
