/// Canonical XML as a row of tags and texts, to be written in the ways that signers and tools get wrong.
struct CanonicalText {
    enum Kind: Equatable {
        case start, end, text, other
    }

    struct Token {
        var kind: Kind
        var bytes: ArraySlice<UInt8>
    }

    private(set) var tokens: [Token] = []

    init(_ canonical: [UInt8]) {
        var index = 0
        while index < canonical.count {
            let start = index
            if canonical[index] == UInt8(ascii: "<") {
                index = Self.endOfMarkup(canonical, from: index)
                let second = start + 1 < canonical.count ? canonical[start + 1] : 0
                let kind: Kind =
                    switch second {
                    case UInt8(ascii: "/"): .end
                    case UInt8(ascii: "!"), UInt8(ascii: "?"): .other
                    default: .start
                    }
                tokens.append(Token(kind: kind, bytes: canonical[start..<index]))
            } else {
                while index < canonical.count, canonical[index] != UInt8(ascii: "<") { index += 1 }
                tokens.append(Token(kind: .text, bytes: canonical[start..<index]))
            }
        }
    }

    /// Behind a tag, comment or instruction. Canonical attribute values stand in double quotes and may hold `>`.
    private static func endOfMarkup(_ bytes: [UInt8], from start: Int) -> Int {
        if bytes[start...].starts(with: Array("<!--".utf8)) {
            var index = start + 4
            while index + 2 < bytes.count {
                if bytes[index] == 0x2D, bytes[index + 1] == 0x2D, bytes[index + 2] == 0x3E { return index + 3 }
                index += 1
            }
            return bytes.count
        }
        var (index, isQuoted) = (start, false)
        while index < bytes.count {
            if bytes[index] == 0x22 { isQuoted.toggle() }
            if bytes[index] == 0x3E, !isQuoted { return index + 1 }
            index += 1
        }
        return bytes.count
    }

    var bytes: [UInt8] { tokens.flatMap(\.bytes) }

    /// Whether the token at `index` is the whole value of an element.
    private func isValue(_ index: Int) -> Bool {
        index > 0 && index + 1 < tokens.count && tokens[index - 1].kind == .start && tokens[index + 1].kind == .end
    }

    // MARK: White space

    /// Without white space between elements; with `values`, also without values that are all white space.
    func withoutWhiteSpace(values: Bool = false) -> CanonicalText {
        var result = self
        result.tokens = tokens.indices.filter { index in
            let token = tokens[index]
            return !(token.kind == .text && Self.isBlank(token.bytes) && (values || !isValue(index)))
        }.map { tokens[$0] }
        return result
    }

    /// Indented as pretty-printers do: every element on a line of its own, values inline.
    func indented(by unit: String, lineEnd: String, depth: Int) -> CanonicalText {
        let plain = withoutWhiteSpace()
        var result = plain
        result.tokens = []
        var level = depth
        var previous: Kind?
        for token in plain.tokens {
            if token.kind == .end { level -= 1 }
            let breaks =
                switch (previous, token.kind) {
                case (nil, _), (_, .text), (.text, _): false
                case (.start, .end): false
                default: true
                }
            if breaks {
                let space = lineEnd + String(repeating: unit, count: max(0, level))
                result.tokens.append(Token(kind: .text, bytes: Array(space.utf8)[...]))
            }
            result.tokens.append(token)
            if token.kind == .start { level += 1 }
            previous = token.kind
        }
        return result
    }

    /// Values without white space at their ends.
    var trimmed: CanonicalText {
        var result = self
        for index in tokens.indices where tokens[index].kind == .text && isValue(index) {
            result.tokens[index].bytes = Self.trim(tokens[index].bytes)
        }
        return result
    }

    /// Empty elements as `<a/>` or `<a />`, as serializers write them.
    func selfClosing(_ ending: String) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < tokens.count {
            let token = tokens[index]
            if token.kind == .start, index + 1 < tokens.count, tokens[index + 1].kind == .end {
                result += token.bytes.dropLast() + Array(ending.utf8)
                index += 2
            } else {
                result += token.bytes
                index += 1
            }
        }
        return result
    }

    private static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool { trim(bytes).isEmpty }

    /// Without white space at the ends; a carriage return stands in canonical text as `&#xD;`.
    private static func trim(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let carriageReturn = Array("&#xD;".utf8)
        var rest = bytes
        while let first = rest.first {
            if first == 0x20 || first == 0x09 || first == 0x0A {
                rest = rest.dropFirst()
            } else if rest.starts(with: carriageReturn) {
                rest = rest.dropFirst(carriageReturn.count)
            } else {
                break
            }
        }
        while let last = rest.last {
            if last == 0x20 || last == 0x09 || last == 0x0A {
                rest = rest.dropLast()
            } else if rest.suffix(carriageReturn.count).elementsEqual(carriageReturn) {
                rest = rest.dropLast(carriageReturn.count)
            } else {
                break
            }
        }
        return rest
    }

    // MARK: The first start tag

    /// Attributes and namespace declarations of the first element, as written.
    private var apex: (index: Int, name: String, attributes: [String])? {
        guard let index = tokens.firstIndex(where: { $0.kind == .start }) else { return nil }
        let tag = String(decoding: tokens[index].bytes.dropFirst().dropLast(), as: UTF8.self)
        var attributes: [String] = []
        var current = ""
        var isQuoted = false
        for character in tag.unicodeScalars {
            if character == "\"" { isQuoted.toggle() }
            if character == " ", !isQuoted {
                attributes.append(current)
                current = ""
            } else {
                current.unicodeScalars.append(character)
            }
        }
        attributes.append(current)
        return (index, attributes.removeFirst(), attributes)
    }

    /// Prefixes declared on the first element; empty for the default namespace.
    var apexPrefixes: [String] {
        (apex?.attributes ?? []).compactMap { attribute in
            if attribute.hasPrefix("xmlns=") { return "" }
            guard attribute.hasPrefix("xmlns:") else { return nil }
            return String(attribute.dropFirst(6).prefix { $0 != "=" })
        }
    }

    /// Names of `xml:` attributes on the first element.
    var apexXMLAttributes: [String] {
        (apex?.attributes ?? []).filter { $0.hasPrefix("xml:") }.map { String($0.prefix { $0 != "=" }) }
    }

    /// The first element without the declarations of these prefixes and without these attributes.
    func removing(prefixes: Set<String> = [], attributes: Set<String> = []) -> CanonicalText {
        rewritingApex { list in
            list.removeAll { attribute in
                let name = String(attribute.prefix { $0 != "=" })
                return attributes.contains(name) || prefixes.contains { name == ($0.isEmpty ? "xmlns" : "xmlns:" + $0) }
            }
        }
    }

    /// The first element with more declarations, in their canonical places.
    func adding(_ declarations: [(prefix: String, uri: String)]) -> CanonicalText {
        rewritingApex { list in
            let added = declarations.map { "xmlns:\($0.prefix)=\"\($0.uri)\"" }
            let count = list.prefix { $0.hasPrefix("xmlns") }.count
            let namespaces = list.prefix(count) + added
            list = namespaces.sorted { ($0.prefix { $0 != "=" }) < ($1.prefix { $0 != "=" }) } + list.dropFirst(count)
        }
    }

    private func rewritingApex(_ change: (inout [String]) -> Void) -> CanonicalText {
        guard let (index, name, attributes) = apex else { return self }
        var list = attributes
        change(&list)
        var result = self
        result.tokens[index].bytes = Array(("<" + ([name] + list).joined(separator: " ") + ">").utf8)[...]
        return result
    }
}
