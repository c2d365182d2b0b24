import SingleWindow

/// Conversions between the two forms of an ECDSA signature value.
package enum ECDSAValue {
    /// r||s as DER. `raw` has exactly `2 * length` bytes; `length` is that of a coordinate: 32 for P-256, 48 for P-384.
    ///
    /// - Throws: `signature.value.malformed` for any other length.
    package static func der(raw: [UInt8], length: Int) throws(SignaturesError) -> [UInt8] {
        guard length > 0, length < 128, raw.count == 2 * length else { throw malformed(raw.count, 2 * length) }
        let body = DER.unsignedInteger(raw[..<length]) + DER.unsignedInteger(raw[length...])
        return DER.element(0x30, body)
    }

    /// DER as r||s.
    ///
    /// - Throws: `signature.value.malformed` when it is not exactly one DER sequence of two non-negative integers that
    ///   fit in `length` bytes each.
    package static func raw(der: [UInt8], length: Int) throws(SignaturesError) -> [UInt8] {
        var outer = DERReader(der)
        guard var pair = outer.enter(0x30), outer.isAtEnd, let r = pair.unsignedInteger(),
            let s = pair.unsignedInteger(), pair.isAtEnd, r.count <= length, s.count <= length
        else { throw malformed(der.count, nil) }
        func padded(_ value: ArraySlice<UInt8>) -> [UInt8] {
            [UInt8](repeating: 0, count: length - value.count) + value
        }
        return padded(r) + padded(s)
    }

    private static func malformed(_ count: Int, _ expected: Int?) -> SignaturesError {
        let expectation = expected.map { ", \($0) expected" } ?? ""
        return SignaturesError(
            .valueMalformed,
            Text(
                vi: "Giá trị chữ ký ECDSA sai dạng hoặc sai độ dài (\(count) byte).",
                en: "The ECDSA signature value has the wrong form or length (\(count) bytes\(expectation))."))
    }
}
