package import SingleWindow

/// Who may send a message.
package enum MessageSender: String, Hashable, Sendable, Codable, CaseIterable {
    case applicant
    case agency
    case declarant
    case engine
    case treasury
    case gateway
}

/// A message as the catalogue knows it.
package struct MessageEntry: Hashable, Sendable, Codable {
    package var code: MessageCode
    package var sender: MessageSender
    package var title: Text
    /// The XSD or layout that describes its content, relative to the schema folder; nil where only the header is known.
    package var schema: String?
    /// F1: the canonical event it stands for.
    package var event: DossierEventKind?
    /// F1: where its content holds the model's fields.
    package var fields: FieldMap?

    package init(
        code: MessageCode, sender: MessageSender, title: Text, schema: String? = nil, event: DossierEventKind? = nil,
        fields: FieldMap? = nil
    ) {
        self.code = code
        self.sender = sender
        self.title = title
        self.schema = schema
        self.event = event
        self.fields = fields
    }
}

/// Where an F1 content holds the model's fields: element paths below `Content`, such as
/// `AnimalQuarantineResult/CertificateNo`. A step may be narrowed by the value of a child, as in
/// `Document[TypeDoc=3]/Number`.
package struct FieldMap: Hashable, Sendable, Codable {
    package var number: String?
    package var issuedAt: String?
    package var effectiveFrom: String?
    package var expiresAt: String?
    package var text: String?
    package var holderName: String?
    package var billOfLading: String?
    package var declaration: String?
    package var contract: String?
    /// A field whose value says passed or failed.
    package var decision: Decision?
    /// The goods lines: one list, or several where a content keeps animals and products apart.
    package var goods: [Goods] = []

    /// Where a message says passed or failed, and in which values; where the field is repeated, all must have passed.
    ///
    /// One failed value makes the event `failed`, whatever the entry says. Where the entry's event is a decision that
    /// clearance depends on, a value in neither list is refused: an unknown result is never a pass.
    package struct Decision: Hashable, Sendable, Codable {
        package var path: String
        package var passed: [String]
        package var failed: [String]
    }

    /// The repeated element of the goods lines, and paths below it.
    package struct Goods: Hashable, Sendable, Codable {
        package var each: String
        package var hsCode: String?
        package var description: String?
        package var quantity: String?
        package var quantityUnit: String?
        package var netWeight: String?
        package var netWeightUnit: String?
        package var origin: String?
    }
}
