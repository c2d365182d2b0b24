/// An identifier of the field, checked once at the edge and trusted afterwards.
///
/// Each kind is a type of its own, so that a dossier number can't be passed where a declaration number is meant.
package protocol Identifier: RawRepresentable<String>, Hashable, Sendable, Codable, CustomStringConvertible {
    /// Whether `value` has the form of this identifier.
    static func accepts(_ value: String) -> Bool
    /// Wraps a value that `accepts` has let pass.
    init(accepted value: String)
}

extension Identifier {
    package init?(rawValue: String) {
        guard Self.accepts(rawValue) else { return nil }
        self.init(accepted: rawValue)
    }

    /// The identifier in `value`, or nil where it has not its form.
    package init?(_ value: String) { self.init(rawValue: value) }

    package var description: String { rawValue }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Self(rawValue: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a \(Self.self)")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// Tests that identifiers share.
enum Form {
    static func digits(_ value: String, _ lengths: ClosedRange<Int>) -> Bool {
        lengths.contains(value.utf8.count) && value.utf8.allSatisfy { (48...57).contains($0) }
    }

    /// Visible characters without leading or trailing white space, at most `limit` characters.
    static func text(_ value: String, _ limit: Int) -> Bool {
        !value.isEmpty && value.count <= limit && value.trimmingWhiteSpace().utf8.count == value.utf8.count
            && value.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    }

    static func ascii(_ value: String, _ limit: Int) -> Bool {
        text(value, limit) && value.utf8.allSatisfy { $0 < 0x7F }
    }
}

/// The sender's identifier of one message; unique per sending partner.
///
/// F1 and F2 carry a UUID in `Reference/messageId` (36 characters), F4 a `Transaction_ID`, F3 none (the gateway derives
/// one from the signed bytes). Up to 64 printable ASCII characters.
package struct MessageID: Identifier {
    package let rawValue: String
    package init(accepted value: String) { rawValue = value }
    package static func accepts(_ value: String) -> Bool { Form.ascii(value, 64) }
}

/// The gateway's own identifier of a message, received or sent: a UUID, version 7 so that keys sort by time (RFC 9562).
///
/// For messages that the gateway sends it is the `messageId` on the wire, stable through all retries.
package struct MessageKey: Identifier {
    package let rawValue: String
    package init(accepted value: String) { rawValue = value }
    package static func accepts(_ value: String) -> Bool { Form.ascii(value, 36) }
}

/// A partner as the gateway's configuration names it: lower-case letters, digits, `-`, `.` and `_`.
package struct PartnerID: Identifier {
    package let rawValue: String
    package init(accepted value: String) { rawValue = value }
    package static func accepts(_ value: String) -> Bool {
        (1...64).contains(value.utf8.count)
            && value.utf8.allSatisfy {
                (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 || $0 == 95
            }
    }
}

/// The gateway's identifier of a case: a UUID, version 7.
package struct CaseID: Identifier {
    package let rawValue: String
    package init(accepted value: String) { rawValue = value }
    package static func accepts(_ value: String) -> Bool { Form.ascii(value, 36) }
}

/// The number the clearance engine assigns to a declaration: 12 digits (reference/domain.md 2.5, item ICN).
package struct DeclarationNumber: Identifier {
    package let rawValue: String
    package init(accepted value: String) { rawValue = value }
    package static func accepts(_ value: String) -> Bool { Form.digits(value, 12...12) }
}

/// The number the gateway assigns to a declaration on receipt (`số tiếp nhận`): 12 digits.
package struct ReceiptNumber: Identifier {
    package let rawValue: String
    package init(accepted value: String) { rawValue = value }
    package static func accepts(_ value: String) -> Bool { Form.digits(value, 12...12) }
}

/// The number the gateway assigns to a permit dossier (`NSWFileCode`, Decree 85/2019 Art. 13(1)(b)): at most 50
/// characters; each procedure says its own form.
package struct DossierNumber: Identifier {
    package let rawValue: String
    package init(accepted value: String) { rawValue = value }
    package static func accepts(_ value: String) -> Bool { Form.ascii(value, 50) }
}

/// A single-window procedure (`documentType`), such as `BNNPTNT0600012`; two prefixes hold an ampersand
/// (reference/domain.md 1.3). At most 100 characters.
package struct ProcedureCode: Identifier {
    package let rawValue: String
    package init(accepted value: String) { rawValue = value }
    package static func accepts(_ value: String) -> Bool { Form.ascii(value, 100) }
}

/// A tax code (`mã số thuế`): 10 digits, 10 digits and a branch of three (with or without the hyphen), or the
/// 12 digits of a personal identity.
package struct TaxCode: Identifier {
    package let rawValue: String
    package init(accepted value: String) { rawValue = value.filter { $0 != "-" } }
    package static func accepts(_ value: String) -> Bool {
        let parts = value.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2 { return Form.digits(parts[0], 10...10) && Form.digits(parts[1], 3...3) }
        return Form.digits(value, 10...10) || Form.digits(value, 12...13)
    }
}

/// A code of the Harmonized System: 4 to 12 digits (Vietnam declares 8), dots left out.
package struct HSCode: Identifier {
    package let rawValue: String
    package init(accepted value: String) { rawValue = value.filter { $0 != "." } }
    package static func accepts(_ value: String) -> Bool {
        Form.digits(value.filter { $0 != "." }, 4...12) && !value.hasPrefix(".") && !value.hasSuffix(".")
    }

    /// Whether this code lies under `prefix` (a heading, chapter or subheading).
    package func isUnder(_ prefix: String) -> Bool { rawValue.hasPrefix(prefix) }
}

/// The number of a permit, certificate or inspection result: at most 100 characters as the ministries write it.
package struct PermitNumber: Identifier {
    package let rawValue: String
    package init(accepted value: String) { rawValue = value }
    package static func accepts(_ value: String) -> Bool { Form.text(value, 100) }
}

/// The number of a bill of lading, air waybill or cargo identification: at most 35 characters.
package struct BillOfLading: Identifier {
    package let rawValue: String
    package init(accepted value: String) { rawValue = value }
    package static func accepts(_ value: String) -> Bool { Form.text(value, 35) }
}
