internal import FoundationEssentials

/// The decoder of the value at one token.
struct JSONValueDecoder: Decoder {
    let document: JSONDocument
    let token: Int

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy _: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard document.tokens[token].kind == .object else { throw mismatch([String: Any].self) }
        return KeyedDecodingContainer(JSONKeyedDecoding<Key>(document: document, object: token))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard document.tokens[token].kind == .array else { throw mismatch([Any].self) }
        return JSONUnkeyedDecoding(document: document, array: token)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    /// What is there has another type. Says which was wanted and never what was found.
    func mismatch(_ type: Any.Type) -> DecodingError {
        .typeMismatch(type, DecodingError.Context(codingPath: [], debugDescription: "another type of value"))
    }

    func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if Value.self == Decimal.self {
            guard let value = decimal as? Value else { throw mismatch(type) }
            return value
        }
        return try Value(from: self)
    }

    func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Value {
        guard var digits = document.number(document.tokens[token]) else { throw mismatch(type) }
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits.removeFirst() }
        var value: Value = 0
        for byte in digits {
            guard (48...57).contains(byte) else { throw mismatch(type) }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let digit = Value(byte - 48)
            let (sum, tooBig) =
                isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            guard !overflow, !tooBig else { throw mismatch(type) }
            value = sum
        }
        return value
    }

    func floating<Value: BinaryFloatingPoint & LosslessStringConvertible>(_ type: Value.Type) throws -> Value {
        guard let text = numberText, let value = Value(text), value.isFinite else { throw mismatch(type) }
        return value
    }

    func string() throws -> String {
        guard let string = document.string(document.tokens[token]) else { throw mismatch(String.self) }
        return string
    }

    private var numberText: String? {
        document.number(document.tokens[token]).map { String(decoding: $0, as: UTF8.self) }
    }

    private var decimal: Decimal? {
        if let small = try? integer(Int64.self) { return Decimal(small) }
        return numberText.flatMap { Decimal(string: $0) }
    }
}

extension JSONValueDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { document.tokens[token].kind == .null }

    func decode(_ type: Bool.Type) throws -> Bool {
        switch document.tokens[token].kind {
        case .true: return true
        case .false: return false
        default: throw mismatch(type)
        }
    }

    func decode(_: String.Type) throws -> String { try string() }
    func decode(_ type: Double.Type) throws -> Double { try floating(type) }
    func decode(_ type: Float.Type) throws -> Float { try floating(type) }
    func decode(_ type: Int.Type) throws -> Int { try integer(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try value(type) }
}

/// The members of an object.
///
/// A class, since it remembers where the last member was found: values are mostly asked for in the order they were
/// written, so the next one is mostly right behind.
private final class JSONKeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let document: JSONDocument
    private let object: Int
    /// The key's token to look at first.
    private var cursor: Int

    init(document: JSONDocument, object: Int) {
        self.document = document
        self.object = object
        cursor = object + 1
    }

    var codingPath: [any CodingKey] { [] }

    private var end: Int { Int(document.tokens[object].next) }

    var allKeys: [Key] {
        var keys: [Key] = []
        var index = object + 1
        while index < end {
            if let key = document.string(document.tokens[index]).flatMap({ Key(stringValue: $0) }) { keys.append(key) }
            index = Int(document.tokens[index + 1].next)
        }
        return keys
    }

    /// The member's value; nil where there is none. Of two members of one name the first counts.
    private func find(_ name: String) -> JSONValueDecoder? {
        search(name, cursor, end) ?? search(name, object + 1, cursor)
    }

    private func search(_ name: String, _ from: Int, _ to: Int) -> JSONValueDecoder? {
        var index = from
        while index < to {
            if document.isKey(document.tokens[index], name) {
                cursor = index
                return JSONValueDecoder(document: document, token: index + 1)
            }
            index = Int(document.tokens[index + 1].next)
        }
        return nil
    }

    private func at(_ key: any CodingKey) throws -> JSONValueDecoder {
        guard let value = find(key.stringValue) else {
            throw DecodingError.keyNotFound(
                key, DecodingError.Context(codingPath: [], debugDescription: "no such member"))
        }
        return value
    }

    func contains(_ key: Key) -> Bool { find(key.stringValue) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try at(key).decodeNil() }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try at(key).decode(type) }
    func decode(_: String.Type, forKey key: Key) throws -> String { try at(key).string() }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try at(key).floating(type) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try at(key).floating(type) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try at(key).integer(type) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try at(key).integer(type) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try at(key).integer(type) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try at(key).integer(type) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try at(key).integer(type) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try at(key).integer(type) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try at(key).integer(type) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try at(key).integer(type) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try at(key).integer(type) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try at(key).integer(type) }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try at(key).value(type) }

    func decodeIfPresent(_: String.Type, forKey key: Key) throws -> String? {
        guard let value = find(key.stringValue), !value.decodeNil() else { return nil }
        return try value.string()
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard let value = find(key.stringValue), !value.decodeNil() else { return nil }
        return try value.value(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try at(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try at(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { try at(JSONSuperKey()) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try at(key) }
}

/// The elements of an array.
private struct JSONUnkeyedDecoding: UnkeyedDecodingContainer {
    private let document: JSONDocument
    private let end: Int
    private var index: Int
    private(set) var currentIndex = 0

    init(document: JSONDocument, array: Int) {
        self.document = document
        index = array + 1
        end = Int(document.tokens[array].next)
    }

    var codingPath: [any CodingKey] { [] }
    var isAtEnd: Bool { index >= end }
    /// Not known before all were read; arrays do not ask for it.
    var count: Int? { nil }

    private func current() throws -> JSONValueDecoder {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                Any.self, DecodingError.Context(codingPath: [], debugDescription: "the array has ended"))
        }
        return JSONValueDecoder(document: document, token: index)
    }

    private mutating func advance() {
        index = Int(document.tokens[index].next)
        currentIndex += 1
    }

    private mutating func take<Value>(_ read: (JSONValueDecoder) throws -> Value) throws -> Value {
        let value = try read(try current())
        advance()
        return value
    }

    mutating func decodeNil() throws -> Bool {
        guard try current().decodeNil() else { return false }
        advance()
        return true
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try take { try $0.decode(type) } }
    mutating func decode(_: String.Type) throws -> String { try take { try $0.string() } }
    mutating func decode(_ type: Double.Type) throws -> Double { try take { try $0.floating(type) } }
    mutating func decode(_ type: Float.Type) throws -> Float { try take { try $0.floating(type) } }
    mutating func decode(_ type: Int.Type) throws -> Int { try take { try $0.integer(type) } }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try take { try $0.integer(type) } }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try take { try $0.integer(type) } }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try take { try $0.integer(type) } }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try take { try $0.integer(type) } }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try take { try $0.integer(type) } }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try take { try $0.integer(type) } }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try take { try $0.integer(type) } }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try take { try $0.integer(type) } }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try take { try $0.integer(type) } }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try take { try $0.value(type) } }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { try take { try $0.container(keyedBy: type) } }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try take { try $0.unkeyedContainer() }
    }

    mutating func superDecoder() throws -> any Decoder { try take { $0 } }
}
