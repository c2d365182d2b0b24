/// One thing that is wrong with a message: what, where, why and what to do.
///
/// The same value is shown by `nsw validate`, the API's problem answers, the family's own error answer and the console.
package struct Problem: Hashable, Sendable, Codable, Error {
    /// A stable dotted code, such as `xml.schema.pattern` or `signature.hash_failure`. The first part names the check.
    package var code: String
    /// Line in the message, counted from 1, where it is known.
    package var line: Int?
    /// Column in the line, counted from 1, where it is known.
    package var column: Int?
    /// The element (XPath), item (`item 14 IMC`) or header field that is wrong.
    package var path: String?
    /// What is wrong and why.
    package var message: Text
    /// What the sender can do about it.
    package var hint: Text?

    package init(
        code: String,
        line: Int? = nil,
        column: Int? = nil,
        path: String? = nil,
        message: Text,
        hint: Text? = nil
    ) {
        self.code = code
        self.line = line
        self.column = column
        self.path = path
        self.message = message
        self.hint = hint
    }
}
