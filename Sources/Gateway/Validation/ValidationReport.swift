package import Signatures
package import SingleWindow

/// What checking a message without storing it finds: the same for `nsw validate` and `POST /v1/validate`.
package struct ValidationReport: Sendable, Hashable, Codable {
    /// Nothing is wrong with it; whether it fits the state of its case is not asked.
    package var valid: Bool
    /// Nil where not even the family could be recognised.
    package var family: Family?
    /// What the message calls itself, as far as it could be read.
    package var message: Name?
    /// All that is wrong.
    package var problems: [Problem]
    /// What its signatures are worth; nil where they were not checked.
    package var signature: SignatureReport?

    /// A message's code with its title in the catalogue.
    package struct Name: Sendable, Hashable, Codable {
        package var documentType: String
        package var type: String
        package var function: String
        /// Nil where the catalogue doesn't know it.
        package var title: Text?

        package init(_ code: MessageCode, title: Text?) {
            documentType = code.documentType
            type = code.type
            function = code.function
            self.title = title
        }
    }

    package init(
        family: Family?, message: Name? = nil, problems: [Problem], signature: SignatureReport? = nil
    ) {
        valid = problems.isEmpty
        self.family = family
        self.message = message
        self.problems = problems
        self.signature = signature
    }
}
