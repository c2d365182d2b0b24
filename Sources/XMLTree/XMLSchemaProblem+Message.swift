import CLibXML2

extension XMLSchemaProblem {
    init(code: Code, message: String, path: String = "", line: Int = 0, element: String = "") {
        self.code = code
        self.message = message
        self.path = path
        self.line = line
        self.element = element
        expected = []
    }

    /// Takes a complaint of libxml2's validator apart. Its sentences are fixed; what varies stands in quotes.
    init(code libraryCode: Int32, message: String, element: String) {
        self.init(code: Self.codes[libraryCode] ?? .other, message: message, element: element)
        var sentence = message[...]
        if let end = sentence.firstRange(of: ": "), sentence.hasPrefix("Element '") {
            let head = sentence[..<end.lowerBound]
            attribute = head.between(", attribute '", "'").map(Self.localName)
            sentence = sentence[end.upperBound...]
        }
        if let name = sentence.between("[facet '", "'] ") {
            facet = name
            sentence = sentence[(sentence.firstRange(of: "'] ")?.upperBound ?? sentence.startIndex)...]
        }
        switch code {
        case .length:
            length = sentence.between("has a length of '", "';").flatMap { Int($0) }
            limit = sentence.lastQuoted
        case .pattern:
            (value, limit) = (
                sentence.between("The value '", "' is not accepted"), sentence.tail(after: "by the pattern '")
            )
        case .enumeration:
            value = sentence.between("The value '", "' is not an element")
            expected = sentence.between(" of the set {", "}").map { $0.quotedList } ?? []
        case .range, .digits:
            value = sentence.between("The value '", "' ")
            limit = sentence.lastQuoted
        case .type:
            value = sentence.between("'", "' is not a valid value")
            type =
                sentence.between("atomic type '", "'") ?? sentence.between("list type '", "'")
                ?? sentence.between("union type '", "'")
        case .unexpected:
            if sentence.contains("Missing child element") { code = .missing }
            expected =
                sentence.between("( ", " )").map { $0.split(separator: ", ").map { Self.localName(String($0)) } } ?? []
        case .attributeUnexpected, .attributeMissing:
            attribute = attribute ?? sentence.between("The attribute '", "'").map(Self.localName)
        case .fixed:
            value = sentence.between("The actual value '", "' does not")
            limit = sentence.tail(after: "fixed value constraint '")
        default: break
        }
        value = value.map { String($0.prefix(200)) }
    }

    /// `{urn:x}name` without the namespace.
    private static func localName(_ name: String) -> String {
        name.lastIndex(of: "}").map { String(name[name.index(after: $0)...]) } ?? name
    }

    private static let codes: [Int32: Code] = {
        let pairs: [(xmlParserErrors, Code)] = [
            (XML_SCHEMAV_CVC_PATTERN_VALID, .pattern),
            (XML_SCHEMAV_CVC_LENGTH_VALID, .length),
            (XML_SCHEMAV_CVC_MINLENGTH_VALID, .length),
            (XML_SCHEMAV_CVC_MAXLENGTH_VALID, .length),
            (XML_SCHEMAV_CVC_MININCLUSIVE_VALID, .range),
            (XML_SCHEMAV_CVC_MAXINCLUSIVE_VALID, .range),
            (XML_SCHEMAV_CVC_MINEXCLUSIVE_VALID, .range),
            (XML_SCHEMAV_CVC_MAXEXCLUSIVE_VALID, .range),
            (XML_SCHEMAV_CVC_TOTALDIGITS_VALID, .digits),
            (XML_SCHEMAV_CVC_FRACTIONDIGITS_VALID, .digits),
            (XML_SCHEMAV_CVC_ENUMERATION_VALID, .enumeration),
            (XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_1, .type),
            (XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_2, .type),
            (XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_3, .type),
            (XML_SCHEMAV_ELEMENT_CONTENT, .unexpected),
            (XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1, .text),
            (XML_SCHEMAV_CVC_COMPLEX_TYPE_2_2, .elementInValue),
            (XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3, .text),
            (XML_SCHEMAV_CVC_COMPLEX_TYPE_3_1, .fixed),
            (XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1, .attributeUnexpected),
            (XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_2, .attributeUnexpected),
            (XML_SCHEMAV_CVC_COMPLEX_TYPE_4, .attributeMissing),
            (XML_SCHEMAV_CVC_TYPE_3_1_1, .attributeUnexpected),
            (XML_SCHEMAV_CVC_TYPE_3_1_2, .elementInValue),
            (XML_SCHEMAV_CVC_ELT_5_2_2_2_1, .fixed),
            (XML_SCHEMAV_CVC_ELT_5_2_2_2_2, .fixed),
            (XML_SCHEMAV_CVC_AU, .fixed),
            (XML_SCHEMAV_CVC_ELT_1, .root),
            (XML_SCHEMAV_CVC_IDC, .key),
        ]
        return Dictionary(uniqueKeysWithValues: pairs.map { (Int32(bitPattern: $0.0.rawValue), $0.1) })
    }()
}

extension Substring {
    /// What stands between the first `start` and the next `end` behind it.
    fileprivate func between(_ start: String, _ end: String) -> String? {
        guard let from = firstRange(of: start)?.upperBound, let to = self[from...].firstRange(of: end)?.lowerBound
        else {
            return nil
        }
        return String(self[from..<to])
    }

    /// What stands behind `start`, without the closing quote and full stop.
    fileprivate func tail(after start: String) -> String? {
        guard let from = firstRange(of: start)?.upperBound else { return nil }
        let rest = self[from...]
        return rest.hasSuffix("'.") ? String(rest.dropLast(2)) : String(rest)
    }

    /// What stands in the last pair of quotes.
    fileprivate var lastQuoted: String? {
        guard let end = lastIndex(of: "'"), let start = self[..<end].lastIndex(of: "'") else { return nil }
        return String(self[index(after: start)..<end])
    }
}

extension String {
    /// `'a', 'b'` as its parts.
    fileprivate var quotedList: [String] {
        guard hasPrefix("'"), hasSuffix("'"), count >= 2 else { return [] }
        return String(dropFirst().dropLast()).split(separator: "', '", omittingEmptySubsequences: false).map(
            String.init)
    }
}
