/// Keys in the header's index info (100 characters), which the engine echoes and files outputs under.
///
/// The engine's items have no place for a dossier number of letters and digits, a procedure or a payment slip; the
/// gateway writes them here as `KEY=value;KEY=value`. That is this gateway's own use of the field: an assumption, and
/// nothing depends on it outside the sandbox but a shorter loss list.
package struct VNACCSIndex: Hashable, Sendable {
    package enum Key: String, Hashable, Sendable, CaseIterable {
        case declaration = "DECL"
        case receipt = "RCPT"
        case dossier = "DOSS"
        case procedure = "PROC"
        case agency = "AGCY"
        case billOfLading = "BL"
        case slip = "SLIP"
        case transaction = "TXN"
        case declarant = "AGENT"
    }

    private var entries: [(key: Key, value: String)] = []

    package init() {}

    /// The keys in an index info; text that is not of this form is nobody's key.
    package init(_ indexInfo: String) {
        for part in indexInfo.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1)
            if pair.count == 2, let key = Key(rawValue: String(pair[0])) { entries.append((key, String(pair[1]))) }
        }
    }

    package subscript(key: Key) -> String? { entries.first { $0.key == key }?.value }

    /// Adds a key where there is room for it; false where there is none or the value cannot be written.
    package mutating func add(_ key: Key, _ value: String) -> Bool {
        let isPlain = value.utf8.allSatisfy { (33...126).contains($0) && $0 != UInt8(ascii: ";") }
        var longer = self
        longer.entries.append((key, value))
        guard isPlain, !value.isEmpty, longer.text.utf8.count <= 100 else { return false }
        self = longer
        return true
    }

    package var text: String { entries.map { $0.key.rawValue + "=" + $0.value }.joined(separator: ";") }

    package static func == (lhs: VNACCSIndex, rhs: VNACCSIndex) -> Bool { lhs.text == rhs.text }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
