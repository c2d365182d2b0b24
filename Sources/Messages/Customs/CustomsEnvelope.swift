internal import Signatures
internal import SingleWindow
internal import XMLTree

/// The envelope as read: what it claims, the bytes that are said to be signed, and the signature.
struct CustomsEnvelope {
    let tree: XMLTree
    let header: MessageHeader
    /// `Body/Content` decoded: the bytes that the signature covers.
    let content: [UInt8]
    /// `Body/Content` parsed.
    let contentTree: XMLTree
    /// `Signature/data` and `Signature/fileCert` as written; nil where there are none.
    let signature: [UInt8]?
    let certificate: [UInt8]?

    static let contentPath = "/Envelope/Body/Content"

    /// A problem of the content as one of the message: its path begins at the envelope.
    static func inContent(_ problem: Problem) -> Problem {
        var problem = problem
        problem.path = contentPath + (problem.path ?? "")
        return problem
    }

    /// Whether an envelope is of this family: F1 envelopes have no `procedureType` (reference/domain.md 1.1, 5.1).
    static func recognises(_ root: XMLTree.Element) -> Bool {
        root.isNamed("Envelope") && root.descend("Header", "procedureType") != nil
    }

    init(_ bytes: [UInt8], limits: ParseLimits) throws(MessageRefusal) {
        do throws(XMLError) {
            tree = try XMLTree(parsing: bytes, limits: limits)
        } catch {
            throw MessageRefusal(family: nil, problems: [error.problem])
        }
        let root = tree.root
        guard root.isNamed("Envelope") else {
            throw MessageRefusal(family: nil, problems: [.notAnEnvelope(root.localName)])
        }
        let reader = ElementReader(root, prefix: Family.customs.rawValue)
        let read = CustomsEnvelope.readHeader(reader)
        guard let read, reader.problems.isEmpty else {
            throw MessageRefusal(family: .customs, header: read, problems: reader.problems)
        }
        header = read
        let encoded: [UInt8]?
        do throws(XMLError) {
            if let intruder = root.firstCommentInValue { throw intruder }
            let body = root.first("Body")
            signature = try body?.descend("Signature", "data")?.textBytes.nonBlank
            certificate = try body?.descend("Signature", "fileCert")?.textBytes.nonBlank
            encoded = try body?.first("Content")?.textBytes.nonBlank
        } catch {
            throw MessageRefusal(family: .customs, header: header, problems: [error.problem])
        }
        func refusal(_ problem: Problem) -> MessageRefusal {
            MessageRefusal(family: .customs, header: read, problems: [problem])
        }
        guard let encoded else { throw refusal(.contentMissing) }
        guard let decoded = Base64.decode(encoded) else { throw refusal(.base64(at: CustomsEnvelope.contentPath)) }
        content = decoded
        do throws(XMLError) {
            contentTree = try XMLTree(parsing: decoded, limits: limits)
            if let intruder = contentTree.root.firstCommentInValue { throw intruder }
        } catch {
            throw refusal(.contentUnreadable(error))
        }
        guard contentTree.root.isNamed("Declaration") else {
            throw refusal(.contentRoot(contentTree.root.localName))
        }
    }

    private static func readHeader(_ reader: ElementReader) -> MessageHeader? {
        reader.required("Header") { header -> MessageHeader? in
            let id = header.required("Reference") { $0.value("messageId") { MessageID($0) } }
            let sender = header.required("From") { $0.partyCode() }
            let recipient = header.required("To") { $0.partyCode() }
            let sentAt = header.child("SendApplication")?.optionalText("createMessageIssue").flatMap { Timestamp($0) }
            let subject = header.required("Subject") { subject -> (MessageCode, String)? in
                let type = subject.text("type")
                let function = subject.text("function")
                guard let reference = subject.text("reference"), let type, let function else { return nil }
                return (MessageCode(family: .customs, type: type, function: function), reference)
            }
            guard let id, let sender, let recipient, let (code, reference) = subject else { return nil }
            return MessageHeader(
                code: code, id: id, sender: sender, recipient: recipient, reference: reference, sentAt: sentAt)
        }
    }
}

extension ElementReader {
    /// A party of the header, or of a content: name and identity.
    func partyCode() -> PartyCode? {
        let name = text("name")
        guard let identity = text("identity"), let name else { return nil }
        return PartyCode(name: name, identity: identity)
    }
}

extension [UInt8] {
    /// Nil for nothing but white space.
    fileprivate var nonBlank: [UInt8]? {
        contains { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D } ? self : nil
    }
}
