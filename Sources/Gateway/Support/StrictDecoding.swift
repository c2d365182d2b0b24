/// Coding keys whose configuration refuses any other key: a misspelt setting must not be ignored silently.
package protocol StrictCodingKey: CodingKey, CaseIterable {}

/// Any key at all, to see which keys a file holds.
private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// The container of `Keys`, after a check that it holds no other key.
    package func strictContainer<Keys: StrictCodingKey>(_ type: Keys.Type) throws -> KeyedDecodingContainer<Keys> {
        let known = Set(Keys.allCases.map(\.stringValue))
        let unknown = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue).filter { !known.contains($0) }
        guard unknown.isEmpty else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: codingPath,
                    debugDescription:
                        "unknown key \(unknown.sorted().joined(separator: ", ")); known are "
                        + known.sorted().joined(separator: ", ")))
        }
        return try container(keyedBy: Keys.self)
    }
}
