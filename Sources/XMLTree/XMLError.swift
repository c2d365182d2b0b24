/// Why bytes could not be read, canonicalized, validated or written as XML.
package struct XMLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; stable, for programs.
    package var code: Code
    /// What happened, in English, for people who debug. It may quote names from the document, never values.
    package var message: String
    /// Line in the document, counted from 1, where it is known.
    package var line: Int?
    /// Column in the line in UTF-8 bytes, counted from 1, where it is known.
    package var column: Int?

    package init(_ code: Code, _ message: String, line: Int? = nil, column: Int? = nil) {
        self.code = code
        self.message = message
        self.line = line
        self.column = column
    }

    package var description: String {
        let place = line.map { line in " (line \(line)" + (column.map { ", column \($0)" } ?? "") + ")" } ?? ""
        return "\(code): \(message)\(place)"
    }
}

extension XMLError {
    /// A stable dotted code.
    package struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }
        package var description: String { rawValue }

        /// No bytes, or white space only.
        package static let empty = Code(rawValue: "xml.empty")
        /// Not well-formed XML 1.0, or not namespace-well-formed.
        package static let notWellFormed = Code(rawValue: "xml.not_well_formed")
        /// More bytes than the limit.
        package static let tooLarge = Code(rawValue: "xml.too_large")
        /// Elements nested deeper than the limit.
        package static let tooDeep = Code(rawValue: "xml.too_deep")
        /// An element with more attributes than the limit.
        package static let tooManyAttributes = Code(rawValue: "xml.too_many_attributes")
        /// More elements, attributes, comments and processing instructions than the limit.
        package static let tooManyNodes = Code(rawValue: "xml.too_many_nodes")
        /// A document type declaration.
        package static let doctypeForbidden = Code(rawValue: "xml.doctype_forbidden")
        /// An encoding other than UTF-8 and UTF-16 with a byte order mark.
        package static let encodingUnsupported = Code(rawValue: "xml.encoding_unsupported")
        /// Bytes that are not what the encoding says.
        package static let encodingInvalid = Code(rawValue: "xml.encoding_invalid")
        /// A version other than XML 1.0.
        package static let versionUnsupported = Code(rawValue: "xml.version_unsupported")
        /// A comment or processing instruction inside a value.
        package static let commentInValue = Code(rawValue: "xml.comment_in_value")
        /// A child element inside a value.
        package static let elementInValue = Code(rawValue: "xml.element_in_value")
        /// No canonical form exists: a relative or invalid namespace URI.
        package static let notCanonicalizable = Code(rawValue: "xml.not_canonicalizable")
        /// A canonicalization algorithm that is not known here.
        package static let canonicalizationUnsupported = Code(rawValue: "xml.canonicalization_unsupported")
        /// An XPath expression that does not parse or does not select elements.
        package static let xpathInvalid = Code(rawValue: "xml.xpath_invalid")
        /// A schema that cannot be read or compiled.
        package static let schemaInvalid = Code(rawValue: "xml.schema_invalid")
        /// A value tree that cannot be written as XML.
        package static let notWritable = Code(rawValue: "xml.not_writable")
        /// An element that cannot stand at the place it is to be copied to without changing its canonical form.
        package static let contextChanged = Code(rawValue: "xml.context_changed")
        /// The library failed for want of memory or by a fault of its own.
        package static let internalFailure = Code(rawValue: "xml.internal")
    }
}
