/// One thing that is wrong with a document against its schema, in parts, so that a text can be made in any language.
package struct XMLSchemaProblem: Hashable, Sendable {
    package var code: Code
    /// Line of the element's start tag, counted from 1.
    package var line: Int
    /// Column of the start tag, counted from 1, where it is known.
    package var column: Int?
    /// The element, as XPath.
    package var path: String
    /// The element's name without prefix.
    package var element: String
    /// The attribute's name when it is an attribute that is wrong.
    package var attribute: String?
    /// The value that was found, cut after 200 characters, when a value is wrong.
    package var value: String?
    /// The facet that is broken: `pattern`, `maxLength`, `minInclusive` and so on (XML Schema part 2, section 4.3).
    package var facet: String?
    /// What the facet demands: the pattern, the length, the bound; for ``Code/fixed`` the fixed value.
    package var limit: String?
    /// The length that was found, for facets about lengths, in characters.
    package var length: Int?
    /// What could stand here: elements for ``Code/unexpected`` and ``Code/missing``, values for ``Code/enumeration``.
    package var expected: [String]
    /// The type the value should be of, such as `xs:short`.
    package var type: String?
    /// The library's own sentence, in English.
    package var message: String

    package struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }
        package var description: String { rawValue }

        /// An element that may not stand where it does.
        package static let unexpected = Code(rawValue: "xml.schema.unexpected")
        /// An element that must stand inside this one is not there.
        package static let missing = Code(rawValue: "xml.schema.missing")
        /// A value that does not match a pattern.
        package static let pattern = Code(rawValue: "xml.schema.pattern")
        /// A value too long or too short.
        package static let length = Code(rawValue: "xml.schema.length")
        /// A value that is none of those listed.
        package static let enumeration = Code(rawValue: "xml.schema.enumeration")
        /// A number or date beyond a bound.
        package static let range = Code(rawValue: "xml.schema.range")
        /// A number with too many digits.
        package static let digits = Code(rawValue: "xml.schema.digits")
        /// A value that is not of its type.
        package static let type = Code(rawValue: "xml.schema.type")
        /// A value other than the fixed one.
        package static let fixed = Code(rawValue: "xml.schema.fixed")
        /// Text where only elements may stand, or where nothing may.
        package static let text = Code(rawValue: "xml.schema.text")
        /// Elements where a value must stand.
        package static let elementInValue = Code(rawValue: "xml.schema.element_in_value")
        /// An attribute that is not declared.
        package static let attributeUnexpected = Code(rawValue: "xml.schema.attribute_unexpected")
        /// An attribute that must be there is not.
        package static let attributeMissing = Code(rawValue: "xml.schema.attribute_missing")
        /// A key that is there twice, or a reference to a key that is not there.
        package static let key = Code(rawValue: "xml.schema.key")
        /// A document element that the schema does not know.
        package static let root = Code(rawValue: "xml.schema.root")
        /// Anything else the validator found.
        package static let other = Code(rawValue: "xml.schema.other")
        /// The validator itself failed: not a statement about the document.
        package static let fault = Code(rawValue: "xml.schema.fault")
    }
}
