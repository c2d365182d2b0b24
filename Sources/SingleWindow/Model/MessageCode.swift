/// The four message families (reference/domain.md, section 0).
package enum Family: String, Hashable, Sendable, Codable, CaseIterable {
    /// F1: single window and ministries.
    case nsw
    /// F2: declarants' software, ports and customs.
    case customs
    /// F3: the clearance engine (VNACCS/VCIS).
    case vnaccs
    /// F4: tax collection.
    case payment
}

/// What a message calls itself: the key under which the catalogue knows it.
///
/// `type` and `function` mean different things in each procedure (reference/domain.md 1.4), so nothing but the
/// catalogue interprets them. F2 writes its numeric type into `type` and has no document type; F3 writes its procedure
/// or output code into `type`; F4 its `Message_Type`.
package struct MessageCode: Hashable, Sendable, Codable {
    package var family: Family
    /// F1: the procedure. Empty in the other families.
    package var documentType: String
    package var type: String
    /// Empty in F3 and F4.
    package var function: String

    package init(family: Family, documentType: String = "", type: String, function: String = "") {
        self.family = family
        self.documentType = documentType
        self.type = type
        self.function = function
    }
}

extension MessageCode: CustomStringConvertible {
    /// `nsw BNNPTNT0600012/10/01`, `customs 929/8`, `vnaccs VAD1AC`, `payment 301`.
    package var description: String {
        let parts = [documentType, type, function].filter { !$0.isEmpty }
        return "\(family.rawValue) \(parts.joined(separator: "/"))"
    }
}
