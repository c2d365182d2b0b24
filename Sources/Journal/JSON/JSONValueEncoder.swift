internal import FoundationEssentials

/// The encoder of one value. `depth` containers enclose it.
struct JSONValueEncoder: Encoder {
    let sink: JSONSink
    let depth: Int

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
        sink.openContainer(at: depth, "{", "}")
        return KeyedEncodingContainer(JSONKeyedEncoding<Key>(sink: sink, depth: depth + 1))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        sink.openContainer(at: depth, "[", "]")
        return JSONUnkeyedEncoding(sink: sink, depth: depth + 1)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { JSONSingleEncoding(sink: sink) }
}

private struct JSONSingleEncoding: SingleValueEncodingContainer {
    let sink: JSONSink

    var codingPath: [any CodingKey] { [] }

    func encodeNil() { sink.writeNull() }
    func encode(_ value: Bool) { sink.write(value) }
    func encode(_ value: String) { sink.write(value) }
    func encode(_ value: Double) throws { try sink.writeNumber(value) }
    func encode(_ value: Float) throws { try sink.writeNumber(value) }
    func encode(_ value: Int) { sink.writeInteger(value) }
    func encode(_ value: Int8) { sink.writeInteger(value) }
    func encode(_ value: Int16) { sink.writeInteger(value) }
    func encode(_ value: Int32) { sink.writeInteger(value) }
    func encode(_ value: Int64) { sink.writeInteger(value) }
    func encode(_ value: UInt) { sink.writeInteger(value) }
    func encode(_ value: UInt8) { sink.writeInteger(value) }
    func encode(_ value: UInt16) { sink.writeInteger(value) }
    func encode(_ value: UInt32) { sink.writeInteger(value) }
    func encode(_ value: UInt64) { sink.writeInteger(value) }
    func encode(_ value: some Encodable) throws { try sink.writeValue(value) }
}

private struct JSONKeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let sink: JSONSink
    /// Open containers, this one the last.
    let depth: Int

    var codingPath: [any CodingKey] { [] }

    private func at(_ key: Key) throws -> JSONSingleEncoding {
        try sink.next(key, in: depth)
        return JSONSingleEncoding(sink: sink)
    }

    func encodeNil(forKey key: Key) throws { try at(key).encodeNil() }
    func encode(_ value: Bool, forKey key: Key) throws { try at(key).encode(value) }
    func encode(_ value: String, forKey key: Key) throws { try at(key).encode(value) }
    func encode(_ value: Double, forKey key: Key) throws { try at(key).encode(value) }
    func encode(_ value: Float, forKey key: Key) throws { try at(key).encode(value) }
    func encode(_ value: Int, forKey key: Key) throws { try at(key).encode(value) }
    func encode(_ value: Int8, forKey key: Key) throws { try at(key).encode(value) }
    func encode(_ value: Int16, forKey key: Key) throws { try at(key).encode(value) }
    func encode(_ value: Int32, forKey key: Key) throws { try at(key).encode(value) }
    func encode(_ value: Int64, forKey key: Key) throws { try at(key).encode(value) }
    func encode(_ value: UInt, forKey key: Key) throws { try at(key).encode(value) }
    func encode(_ value: UInt8, forKey key: Key) throws { try at(key).encode(value) }
    func encode(_ value: UInt16, forKey key: Key) throws { try at(key).encode(value) }
    func encode(_ value: UInt32, forKey key: Key) throws { try at(key).encode(value) }
    func encode(_ value: UInt64, forKey key: Key) throws { try at(key).encode(value) }
    func encode(_ value: some Encodable, forKey key: Key) throws { try at(key).encode(value) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { nested(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { nested(key).unkeyedContainer() }

    /// An encoder at `key`.
    private func nested(_ key: any CodingKey) -> JSONValueEncoder {
        sink.startNext(key, in: depth)
        return JSONValueEncoder(sink: sink, depth: depth)
    }

    func superEncoder() -> any Encoder { nested(JSONSuperKey()) }
    func superEncoder(forKey key: Key) -> any Encoder { nested(key) }
}

private struct JSONUnkeyedEncoding: UnkeyedEncodingContainer {
    let sink: JSONSink
    let depth: Int
    private(set) var count = 0

    init(sink: JSONSink, depth: Int) {
        self.sink = sink
        self.depth = depth
    }

    var codingPath: [any CodingKey] { [] }

    private mutating func next() throws -> JSONSingleEncoding {
        try sink.next(in: depth)
        count += 1
        return JSONSingleEncoding(sink: sink)
    }

    mutating func encodeNil() throws { try next().encodeNil() }
    mutating func encode(_ value: Bool) throws { try next().encode(value) }
    mutating func encode(_ value: String) throws { try next().encode(value) }
    mutating func encode(_ value: Double) throws { try next().encode(value) }
    mutating func encode(_ value: Float) throws { try next().encode(value) }
    mutating func encode(_ value: Int) throws { try next().encode(value) }
    mutating func encode(_ value: Int8) throws { try next().encode(value) }
    mutating func encode(_ value: Int16) throws { try next().encode(value) }
    mutating func encode(_ value: Int32) throws { try next().encode(value) }
    mutating func encode(_ value: Int64) throws { try next().encode(value) }
    mutating func encode(_ value: UInt) throws { try next().encode(value) }
    mutating func encode(_ value: UInt8) throws { try next().encode(value) }
    mutating func encode(_ value: UInt16) throws { try next().encode(value) }
    mutating func encode(_ value: UInt32) throws { try next().encode(value) }
    mutating func encode(_ value: UInt64) throws { try next().encode(value) }
    mutating func encode(_ value: some Encodable) throws { try next().encode(value) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        nested().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nested().unkeyedContainer() }

    private mutating func nested() -> JSONValueEncoder {
        sink.startNext(in: depth)
        count += 1
        return JSONValueEncoder(sink: sink, depth: depth)
    }

    mutating func superEncoder() -> any Encoder { nested() }
}

/// The key of a superclass's part.
struct JSONSuperKey: CodingKey {
    var stringValue: String { "super" }
    var intValue: Int? { nil }

    init() {}
    init?(stringValue: String) { if stringValue != "super" { return nil } }
    init?(intValue: Int) { nil }
}
