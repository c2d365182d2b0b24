internal import Signatures
internal import SingleWindow
internal import XMLTree

/// Writes F1 envelopes in the one clean form: the order of reference/domain.md 1.1, valid in every published header.
struct NSWWriter {
    let family: NSWFamily
    let header: MessageHeader
    /// `preDocumentYear`, written where the procedure's published header declares it.
    var previousYear: Int?

    static let contentType = "application/xml; charset=utf-8"

    /// The envelope around `content` (the element Content itself), with what stands in the signature fields.
    func envelope(
        content: XMLFragment, documentSignature: XMLFragment?, loose: [XMLFragment] = [],
        messageSignature: XMLFragment?
    ) -> XMLFragment {
        var body = [content]
        if let documentSignature { body.append(documentSignature) }
        body += loose
        var parts = [headerFragment, XMLFragment("Body", body)]
        if let messageSignature { parts.append(messageSignature) }
        return XMLFragment("Envelope", parts)
    }

    private var headerFragment: XMLFragment {
        XMLFragment(
            "Header",
            [
                XMLFragment(
                    "Reference",
                    [XMLFragment("version", text: "01"), XMLFragment("messageId", text: header.id.rawValue)]),
                party("From", header.sender), party("To", header.recipient),
                XMLFragment("Subject", subject.map { XMLFragment($0.name, text: $0.value) }),
            ])
    }

    private var subject: [(name: String, value: String)] {
        let sentAt = header.sentAt?.nswForm ?? ""
        let year = header.year.map(String.init) ?? String(sentAt.prefix(4))
        var fields = [
            ("documentType", header.code.documentType), ("type", header.code.type),
            ("function", header.code.function), ("reference", header.reference), ("documentYear", year),
            ("preReference", header.previousReference ?? header.reference),
        ]
        let profile = ProcedureCode(header.code.documentType).flatMap(family.catalogue.pack)?.header
        if profile?.previousYear != .absent {
            fields.append(("preDocumentYear", previousYear.map(String.init) ?? year))
        }
        fields.append(("sendDate", sentAt))
        return fields
    }

    private func party(_ name: String, _ party: PartyCode) -> XMLFragment {
        let fields: [(String, String?)] = [
            ("name", party.name), ("identity", party.identity), ("countryCode", party.countryCode),
            ("ministryCode", party.ministryCode), ("organizationCode", party.organizationCode),
            ("unitCode", party.unitCode ?? ""),
        ]
        return XMLFragment(name, fields.compactMap { field in field.1.map { XMLFragment(field.0, text: $0) } })
    }
}

extension NSWWriter {
    /// The message that a reader takes `bytes` for: what can't be read back by our own rules (a width, a form) is refused
    /// before it is signed or sent.
    func checked(_ bytes: [UInt8]) throws(MessageRefusal) -> NSWMessage {
        let tree: XMLTree
        do throws(XMLError) {
            tree = try XMLTree(parsing: bytes)
        } catch {
            throw MessageRefusal(family: .nsw, header: header, problems: [error.problem])
        }
        return try family.parse(tree, fallbackID: { header.id.rawValue })
    }
}
