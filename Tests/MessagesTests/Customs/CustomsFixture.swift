import Foundation
import Messages
import Signatures
import SingleWindow

/// The family with the committed schemas, both sides' keys, and ways to damage a message.
struct CustomsFixture {
    let family: CustomsFamily
    let declarant: SigningKey
    let ecDeclarant: SigningKey
    let gateway: SigningKey
    let trust: KnownSigners

    static let declarantCode = PartyCode(name: "CÔNG TY TNHH XUẤT NHẬP KHẨU MẪU MỘT", identity: "0101234567")
    static let gatewayCode = PartyCode(name: "CỔNG THÔNG TIN MỘT CỬA QUỐC GIA", identity: "NSW")
    static let at = SampleDeclarations.moment(2026, 11, 21, 8, 31)

    init() throws {
        family = try CustomsFixture.shared.get()
        declarant = try SampleKeys.key("declarant-1")
        ecDeclarant = try SampleKeys.key("declarant-2")
        gateway = try SampleKeys.key("gateway")
        trust = KnownSigners(declarant, ecDeclarant, gateway)
    }

    /// Compiled once: schemas never change while they are used.
    private static let shared = Result { try CustomsFamily(schemas: SampleKeys.schemas) }

    static let messageID = "0197a3c2-6f10-7a55-9c3e-5b1d2f3a4b5c"

    func context(
        _ sender: PartyCode = declarantCode, to recipient: PartyCode = gatewayCode, key: SigningKey? = nil,
        id: String = messageID
    ) -> WritingContext {
        WritingContext(
            id: MessageKey(accepted: id), at: CustomsFixture.at, sender: sender, recipient: recipient,
            key: key ?? declarant)
    }

    var outgoing: WritingContext {
        context(CustomsFixture.gatewayCode, to: CustomsFixture.declarantCode, key: gateway)
    }

    /// A signed declaration of its own declarant.
    func declaration(_ declaration: Declaration, key: SigningKey? = nil) throws -> WrittenMessage {
        let sender = PartyCode(name: declaration.declarant.name, identity: declaration.declarant.identity ?? "")
        return try family.writeDeclaration(declaration, context: context(sender, key: key))
    }

    func entry(_ header: MessageHeader, _ schema: String) -> MessageEntry {
        MessageEntry(
            code: header.code, sender: .declarant, title: Text(vi: "", en: ""), schema: "customs/" + schema)
    }

    func entry(for declaration: Declaration) -> MessageEntry {
        MessageEntry(
            code: MessageCode(
                family: .customs, type: declaration.direction == .import ? "929" : "930", function: "8"),
            sender: .declarant, title: Text(vi: "", en: ""),
            schema: declaration.direction == .import
                ? "customs/import-declaration.xsd" : "customs/export-declaration.xsd")
    }

    // MARK: - Damage

    /// The decoded content of a message.
    static func content(of bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        let encoded = between(text, "<Content>", "</Content>")
        return String(decoding: Base64.decode(encoded) ?? [], as: UTF8.self)
    }

    /// The message with another content and the signature it had.
    static func replacingContent(of bytes: [UInt8], with content: String) -> [UInt8] {
        let text = String(decoding: bytes, as: UTF8.self)
        return Array(
            text.replacingOccurrences(
                of: "<Content>" + between(text, "<Content>", "</Content>"),
                with: "<Content>" + Base64.string(Array(content.utf8))
            ).utf8)
    }

    /// The message with another content, signed anew by `key`.
    static func resigning(_ bytes: [UInt8], content: String, key: SigningKey) throws -> [UInt8] {
        let text = String(decoding: replacingContent(of: bytes, with: content), as: UTF8.self)
        let value = try key.sign(.rsaPKCS1(.sha256), data: Array(content.utf8))
        return Array(
            text.replacingOccurrences(
                of: "<data>" + between(text, "<data>", "</data>"), with: "<data>" + Base64.string(value)
            ).utf8)
    }

    static func replacing(_ old: String, with new: String, in bytes: [UInt8]) -> [UInt8] {
        Array(String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: old, with: new).utf8)
    }

    static func between(_ text: String, _ start: String, _ end: String) -> String {
        guard let from = text.range(of: start), let to = text.range(of: end, range: from.upperBound..<text.endIndex)
        else { return "" }
        return String(text[from.upperBound..<to.lowerBound])
    }
}
