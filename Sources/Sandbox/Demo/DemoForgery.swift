internal import Signatures

/// Changes one digit of the value in a signed F2 declaration, and nothing else.
enum DemoForgery {
    /// The envelope with the last digit before the point of the first invoice value changed.
    ///
    /// - Throws: `SandboxError` where the envelope holds no such value.
    static func tamper(_ envelope: [UInt8]) throws -> [UInt8] {
        let text = String(decoding: envelope, as: UTF8.self)
        guard let start = text.firstRange(of: "<Content>"), let end = text.firstRange(of: "</Content>"),
            var content = Base64.decode(Array(text[start.upperBound..<end.lowerBound].utf8))
        else { throw SandboxError("no content to tamper with") }
        let digits = Array("1440000000".utf8)
        guard let position = content.firstRange(of: digits)?.lowerBound else {
            throw SandboxError("no value to tamper with")
        }
        content[position + 1] = UInt8(ascii: "5")
        return Array(
            (text[..<start.upperBound] + Base64.string(content) + text[end.lowerBound...]).utf8)
    }
}
