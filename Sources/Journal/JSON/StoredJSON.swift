/// How the journal keeps case states, instructions and problems: as JSON (RFC 8259) that any reader of JSON can read.
///
/// Every message changes the state of a case, so this lies on the path of each. Written straight into bytes and read
/// from a flat list of tokens, a declaration of five lines costs about a sixth of what FoundationEssentials' coders
/// need; both read what the other has written, which the tests assert.
package enum StoredJSON {
    /// The value as JSON, its members in the order it encodes them.
    ///
    /// - Throws: `JournalError.internal` for a value JSON can't hold (a number that is not one).
    package static func encode(_ value: some Encodable) throws(JournalError) -> [UInt8] {
        let sink = JSONSink()
        do {
            try sink.writeValue(value)
            if !sink.isBroken { return sink.bytes }
        } catch {}
        throw JournalError(.internal, "a \(type(of: value)) can't be written as JSON")
    }

    /// The value that `bytes` hold.
    ///
    /// - Throws: `JournalError.corrupt`; the text names the type and never a value.
    package static func decode<Value: Decodable>(
        _ bytes: [UInt8], as _: Value.Type = Value.self
    ) throws(JournalError) -> Value {
        do {
            let document = try JSONDocument(bytes)
            return try JSONValueDecoder(document: document, token: 0).value(Value.self)
        } catch {
            throw JournalError(.corrupt, "a stored \(Value.self) can't be read")
        }
    }
}
