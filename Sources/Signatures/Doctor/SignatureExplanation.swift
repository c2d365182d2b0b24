package import SingleWindow

/// Why a signature fails, found by trying: what the signer must have digested for the signature to be right.
package struct SignatureExplanation: Hashable, Sendable, Codable {
    /// The outcome of the verification.
    package var report: SignatureReport
    /// What was compared, a row for each reference or signed piece whose digest differs.
    package var digests: [DigestExplanation]
    /// Causes of a failed signature value; empty when that is not what failed.
    package var value: [SignatureCause]

    package init(report: SignatureReport, digests: [DigestExplanation] = [], value: [SignatureCause] = []) {
        self.report = report
        self.digests = digests
        self.value = value
    }

    /// Causes of everything that failed, in words.
    package var causes: [SignatureCause] { digests.flatMap(\.causes) + value }

    /// What was proved, as problems for the sender.
    package var problems: [Problem] {
        digests.flatMap { row in row.causes.filter(\.isProved).map { $0.problem(path: row.path) } }
            + value.filter(\.isProved).map { $0.problem(path: nil) }
    }
}

/// A digest that differs from the signed one.
package struct DigestExplanation: Hashable, Sendable, Codable {
    /// The reference's URI, or what the family calls the piece.
    package var uri: String
    /// XPath of the element, where the piece is XML.
    package var path: String?
    package var mismatch: DigestMismatch
    /// The bytes that were digested, as they are, cut after ``SignatureDoctor/shownBytes``.
    package var canonical: [UInt8]
    /// How many bytes were digested.
    package var count: Int
    /// What gives the signed digest, the simplest first; never empty, since "the content was changed" is an answer too.
    package var causes: [SignatureCause]
}

/// A cause, with what can be done about it.
package struct SignatureCause: Hashable, Sendable, Codable {
    /// Stable dotted code, such as `doctor.pretty_printed`.
    package var code: String
    /// What happened.
    package var text: Text
    /// What the sender can do.
    package var hint: Text
    /// Whether it was proved: with this undone the digest or the value is right.
    package var isProved: Bool

    init(_ kind: Kind, detail: String? = nil) {
        let (text, hint) = kind.words
        code = kind.rawValue
        isProved = !kind.isGuess
        self.hint = hint
        self.text =
            detail.map { Text(vi: text.vi + " (" + $0 + ")", en: text.en + " (" + $0 + ")") } ?? text
    }

    fileprivate func problem(path: String?) -> Problem { Problem(code: code, path: path, message: text, hint: hint) }

    enum Kind: String, CaseIterable {
        case prettyPrinted = "doctor.pretty_printed"
        case whiteSpaceRemoved = "doctor.white_space_removed"
        case lineEnds = "doctor.line_ends"
        case trailingLineEnd = "doctor.trailing_line_end"
        case byteOrderMark = "doctor.byte_order_mark"
        case declaration = "doctor.xml_declaration"
        case canonicalization = "doctor.canonicalization"
        case notCanonicalized = "doctor.not_canonicalized"
        case comments = "doctor.comments"
        case namespaceAdded = "doctor.namespace_added"
        case namespaceRemoved = "doctor.namespace_removed"
        case inheritedAttribute = "doctor.inherited_attribute"
        case unicodeForm = "doctor.unicode_form"
        case reencoded = "doctor.re_encoded"
        case encoding = "doctor.encoding"
        case valueWhiteSpace = "doctor.value_white_space"
        case signatureWhiteSpace = "doctor.signature_white_space"
        case signatureIncluded = "doctor.signature_included"
        case otherElement = "doctor.other_element"
        case wrongCertificate = "doctor.wrong_certificate"
        case otherAlgorithm = "doctor.other_algorithm"
        case valueEncoding = "doctor.value_encoding"
        case signedInfoChanged = "doctor.signed_info_changed"
        case contentChanged = "doctor.content_changed"
        case valueForeign = "doctor.value_foreign"

        /// Whether nothing that was tried gave the signed value: then this is what is left.
        var isGuess: Bool {
            switch self {
            case .signedInfoChanged, .contentChanged, .valueForeign: true
            default: false
            }
        }
    }
}
