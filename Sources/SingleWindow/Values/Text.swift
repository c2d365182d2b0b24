/// A sentence for people in the two languages the gateway speaks.
///
/// Every text that leaves the gateway (problem answers, acknowledgements, the console, the command) is one of these,
/// so that a refusal reads the same wherever it is seen.
package struct Text: Hashable, Sendable, Codable {
    /// Vietnamese.
    package var vi: String
    /// English.
    package var en: String

    package init(vi: String, en: String) {
        self.vi = vi
        self.en = en
    }

    /// The text in `language`.
    package subscript(language: Language) -> String {
        switch language {
        case .vietnamese: vi
        case .english: en
        }
    }
}

/// A language the gateway answers in.
package enum Language: String, Hashable, Sendable, Codable, CaseIterable {
    case vietnamese = "vi"
    case english = "en"

    /// The better of the two for an `Accept-Language` header (RFC 9110, section 12.5.4); Vietnamese when it names neither.
    ///
    /// - Parameter header: the header's value, or nil when the request has none.
    package init(acceptLanguage header: String?) {
        var best: (language: Language, weight: Double)?
        for part in (header ?? "").split(separator: ",") {
            let fields = part.split(separator: ";").map { $0.trimmingWhiteSpace() }
            guard let tag = fields.first?.lowercased() else { continue }
            let weight =
                fields.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            let primary = tag.split(separator: "-").first.map(String.init) ?? tag
            guard let language = Language(rawValue: primary), weight > (best?.weight ?? 0) else { continue }
            best = (language, weight)
        }
        self = best?.language ?? .vietnamese
    }
}

extension StringProtocol {
    /// The string without leading and trailing spaces, tabs and line ends.
    package func trimmingWhiteSpace() -> String {
        func isSpace(_ c: Character) -> Bool { c == " " || c == "\t" || c == "\n" || c == "\r" || c == "\r\n" }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return ""
        }
        return String(self[first...last])
    }
}
