internal import SingleWindow
internal import XMLTree

/// Reads the header fields of an F1 envelope and checks each by its published width and form (reference/domain.md 1.1).
/// Each field has a code of its own: `nsw.header.message_id`, `nsw.header.identity` and so on.
struct NSWHeaderReader {
    private var parts: EnvelopeParts

    init(problems: [Problem] = []) { parts = EnvelopeParts(problems: problems) }

    var problems: [Problem] { parts.problems }

    /// The header; nil where a field is missing or wrong. `fallbackID` gives the message's identifier where it carries
    /// none (published schemas leave `messageId` optional), so that a repetition is still recognised.
    mutating func read(_ envelope: NSWEnvelope, fallbackID: () -> String) -> MessageHeader? {
        let before = parts.problems.count
        let id = readReference(envelope.reference) ?? fallbackID()
        let sender = readParty(envelope.from)
        let recipient = readParty(envelope.to)
        let fields = parts.children(
            of: envelope.subject,
            ["documentType", "type", "function", "reference", "documentYear", "sendDate"],
            optional: ["preReference", "preDocumentYear"])
        let documentType = value(fields["documentType"], "document_type", 100)
        let type = value(fields["type"], "type", 3)
        let function = value(fields["function"], "function", 3)
        let reference = value(fields["reference"], "reference", 50)
        let previous = optionalValue(fields["preReference"], "pre_reference", 50)
        let year = readYear(fields["documentYear"], "document_year")
        _ = fields["preDocumentYear"].map { readYear($0, "pre_document_year") }
        let sentAt = readMoment(fields["sendDate"])
        if let documentType, ProcedureCode(documentType) == nil {
            noteForm(fields["documentType"], "document_type", Text(vi: "mã thủ tục", en: "a procedure code"))
        }
        for (name, text) in [("type", type), ("function", function)] {
            if let text, !text.utf8.allSatisfy(NSWHeaderReader.isLetterOrDigit) {
                noteForm(fields[name], name, Text(vi: "chữ và số", en: "letters and digits"))
            }
        }
        guard parts.problems.count == before, let sender, let recipient, let documentType, let type, let function,
            let reference, let year, let sentAt, let messageID = MessageID(id)
        else { return nil }
        return MessageHeader(
            code: MessageCode(family: .nsw, documentType: documentType, type: type, function: function),
            id: messageID, sender: sender, recipient: recipient, reference: reference, previousReference: previous,
            year: year, sentAt: sentAt)
    }

    // MARK: - Groups

    private mutating func readReference(_ element: XMLTree.Element?) -> String? {
        guard let element else { return nil }
        let fields = parts.children(of: element, [], optional: ["version", "messageId"])
        _ = optionalValue(fields["version"], "version", 50)
        let id = optionalValue(fields["messageId"], "message_id", 36)
        if let id, MessageID(id) == nil {
            noteForm(fields["messageId"], "message_id", Text(vi: "ký tự ASCII in được", en: "printable ASCII"))
        }
        return id
    }

    private mutating func readParty(_ element: XMLTree.Element) -> PartyCode? {
        // Two spellings of the same field are in use (countryCode, countrycode).
        let isLowerCase = element.first("countryCode") == nil && element.first("countrycode") != nil
        let country = isLowerCase ? "countrycode" : "countryCode"
        let fields = parts.children(
            of: element, ["name", "identity", country, "ministryCode", "organizationCode"], optional: ["unitCode"])
        let name = value(fields["name"], "name", 255)
        let identity = value(fields["identity"], "identity", 255)
        let countryCode = value(fields[country], "country_code", 2)
        let ministryCode = value(fields["ministryCode"], "ministry_code", 20)
        let organizationCode = value(fields["organizationCode"], "organization_code", 20)
        let unitCode = optionalValue(fields["unitCode"], "unit_code", 20)
        guard let name, let identity, let countryCode, let ministryCode, let organizationCode else { return nil }
        return PartyCode(
            name: name, identity: identity, countryCode: countryCode, ministryCode: ministryCode,
            organizationCode: organizationCode, unitCode: unitCode)
    }

    /// `xs:short` in the schemas: a year of four digits.
    private mutating func readYear(_ element: XMLTree.Element?, _ field: String) -> Int? {
        guard let text = value(element, field, 4) else { return nil }
        guard text.utf8.count == 4, let year = Int(text), (1900...2999).contains(year) else {
            noteForm(element, field, Text(vi: "năm bốn chữ số", en: "a year of four digits"))
            return nil
        }
        return year
    }

    /// One of the three forms in use: `yyyy-MM-dd HH:mm:ss`, the same with a fraction, ISO 8601 with an offset.
    private mutating func readMoment(_ element: XMLTree.Element?) -> Timestamp? {
        guard let text = value(element, "send_date", 40) else { return nil }
        guard text.utf8.count >= 19, let moment = Timestamp(text) else {
            noteForm(
                element, "send_date",
                Text(vi: "ngày giờ dạng yyyy-MM-dd HH:mm:ss", en: "a date and time as yyyy-MM-dd HH:mm:ss"))
            return nil
        }
        return moment
    }

    // MARK: - Values

    /// The value of a field that must be there, whose absence has been noted already.
    private mutating func value(_ element: XMLTree.Element?, _ field: String, _ width: Int) -> String? {
        guard let element else { return nil }
        guard let text = text(of: element, field, width) else { return nil }
        guard !text.trimmingWhiteSpace().isEmpty else {
            note(
                element, field,
                Text(vi: "\(element.localName) không được để trống.", en: "\(element.localName) may not be empty."))
            return nil
        }
        return text
    }

    private mutating func optionalValue(_ element: XMLTree.Element?, _ field: String, _ width: Int) -> String? {
        guard let element, let text = text(of: element, field, width) else { return nil }
        return text.trimmingWhiteSpace().isEmpty ? nil : text
    }

    private mutating func text(of element: XMLTree.Element, _ field: String, _ width: Int) -> String? {
        let text: String
        do throws(XMLError) {
            text = try element.text
        } catch {
            note(
                element, field,
                Text(
                    vi: "\(element.localName) phải là một giá trị, không chứa phần tử con hay chú thích.",
                    en: "\(element.localName) must be a value without elements or comments in it."))
            return nil
        }
        guard text.count <= width else {
            note(
                element, field,
                Text(
                    vi: "\(element.localName) có \(text.count) ký tự, vượt quá \(width).",
                    en: "\(element.localName) has \(text.count) characters, more than \(width)."))
            return nil
        }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            noteForm(element, field, Text(vi: "không có ký tự điều khiển", en: "no control characters"))
            return nil
        }
        return text
    }

    private mutating func noteForm(_ element: XMLTree.Element?, _ field: String, _ expected: Text) {
        guard let element else { return }
        note(
            element, field,
            Text(
                vi: "\(element.localName) không đúng dạng; cần \(expected.vi).",
                en: "\(element.localName) does not have its form; expected \(expected.en)."))
    }

    private mutating func note(_ element: XMLTree.Element, _ field: String, _ message: Text) {
        parts.note("header." + field, element, message)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}
