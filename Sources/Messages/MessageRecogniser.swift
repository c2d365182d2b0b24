package import SingleWindow
internal import XMLTree

/// Tells from the first bytes which family a message belongs to.
///
/// XML: `Customs` is F4; `Envelope` is F2 where its header has what only F2 has (`procedureType`, `SendApplication`) or
/// its Subject no `documentType`, else F1; a SOAP envelope is not a message of any family but carries one. Otherwise F3:
/// `multipart/signed`, or a 400-byte header with CRLF at its end (reference/domain.md 0 and 2.2).
package enum MessageRecogniser {
    /// The family of `bytes`; throws with the reason where they are of none.
    package static func family(of bytes: [UInt8], contentType: String?) throws(MessageRefusal) -> Family {
        let type = (contentType ?? "").split(separator: ";").first.map { $0.trimmingWhiteSpace().lowercased() } ?? ""
        if type == "multipart/signed" || looksLikeMIME(bytes) { return .vnaccs }
        if hasEngineHeader(bytes) { return .vnaccs }
        guard looksLikeXML(bytes) else {
            // The engine's own content type: what is wrong with the header is for its reader to say.
            if type == "text/plain" { return .vnaccs }
            throw refusal(
                "message.unrecognised",
                Text(
                    vi: "Không nhận ra loại thông điệp: không phải XML, không phải bản tin VNACCS.",
                    en: "No kind of message is recognised: neither XML nor a message of the clearance engine."))
        }
        if let family = familyAtAGlance(bytes) { return family }
        let tree: XMLTree
        do throws(XMLError) {
            tree = try XMLTree(parsing: bytes)
        } catch {
            throw MessageRefusal(family: nil, problems: [error.problem])
        }
        return try family(of: tree.root)
    }

    /// The family where the first 8 KiB say it plainly, so that a message of megabytes is not parsed twice. Nil wherever
    /// there is doubt; the family's own reader checks everything again.
    private static func familyAtAGlance(_ bytes: [UInt8]) -> Family? {
        var text = String(decoding: bytes.prefix(8192).filter { $0 != 0 }, as: UTF8.self)[...]
        while let open = text.firstIndex(of: "<") {
            text = text[open...]
            if text.hasPrefix("<?") {
                guard let end = text.firstRange(of: "?>") else { return nil }
                text = text[end.upperBound...]
            } else if text.hasPrefix("<!--") {
                guard let end = text.firstRange(of: "-->") else { return nil }
                text = text[end.upperBound...]
            } else {
                break
            }
        }
        guard text.hasPrefix("<"), let end = text.firstIndex(of: ">") else { return nil }
        let tag = text[text.index(after: text.startIndex)..<end]
        let name = tag.prefix { !$0.isWhitespace && $0 != "/" }
        switch name.split(separator: ":").last {
        case "Customs": return .payment
        case "Envelope":
            guard !tag.contains("soap"), let header = text.firstRange(of: "</Header>").map({ text[..<$0.lowerBound] })
            else { return nil }
            if header.contains("<procedureType>") || header.contains("<SendApplication>") { return .customs }
            return header.contains("<documentType>") && header.contains("<ministryCode>") ? .nsw : nil
        default: return nil
        }
    }

    private static func family(of root: XMLTree.Element) throws(MessageRefusal) -> Family {
        switch root.localName {
        case "Customs": return .payment
        case "Envelope" where NSWSOAP.Version(namespace: root.namespaceURI) != nil:
            throw refusal(
                "message.soap",
                Text(
                    vi: "Đây là phong bì SOAP; gửi tới /soap/nsw hoặc chỉ gửi phần requestPayload.",
                    en: "This is a SOAP envelope; send it to /soap/nsw, or only its requestPayload."))
        case "Envelope": return isCustoms(root) ? .customs : .nsw
        default:
            throw refusal(
                "message.unrecognised",
                Text(
                    vi: "Phần tử gốc \(root.localName) không thuộc loại thông điệp nào.",
                    en: "The document element \(root.localName) belongs to no kind of message."))
        }
    }

    /// Whether an envelope is one of F2, which looks like F1 and has other fields.
    private static func isCustoms(_ root: XMLTree.Element) -> Bool {
        guard let header = root.first("Header") else { return false }
        if header.first("procedureType") != nil || header.first("SendApplication") != nil { return true }
        if let signature = root.descend("Body", "Signature"),
            signature.first("data") != nil || signature.first("fileCert") != nil
        {
            return true
        }
        return header.descend("Subject", "documentType") == nil && header.descend("From", "ministryCode") == nil
    }

    private static func refusal(_ code: String, _ message: Text) -> MessageRefusal {
        MessageRefusal(family: nil, problems: [Problem(code: code, message: message)])
    }

    // MARK: - First bytes

    /// `<` as the first character that is not white space, in UTF-8 or UTF-16, with or without byte order mark.
    private static func looksLikeXML(_ bytes: [UInt8]) -> Bool {
        let start = bytes.prefix(256).filter { $0 != 0 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF && $0 < 0xFE }
        return start.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D } == UInt8(ascii: "<")
    }

    /// MIME header fields before the body, when the transport's own were not kept.
    private static func looksLikeMIME(_ bytes: [UInt8]) -> Bool {
        let start = String(decoding: bytes.prefix(512), as: UTF8.self).lowercased()
        return start.hasPrefix("content-type:") || start.hasPrefix("mime-version:")
    }

    /// The engine's header: 398 bytes and CRLF (a bare LF where the transport dropped the CR).
    private static func hasEngineHeader(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 399, bytes[0] != UInt8(ascii: "<") else { return false }
        let isEnded =
            bytes.count >= 400 && bytes[398] == 0x0D && bytes[399] == 0x0A || bytes[398] == 0x0A
        return isEnded && bytes.prefix(398).allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}
