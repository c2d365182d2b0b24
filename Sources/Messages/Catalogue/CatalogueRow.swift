package import SingleWindow

/// One message in `nsw catalogue list`.
package struct CatalogueRow: Hashable, Sendable, Codable {
    package var family: Family
    /// F1: the procedure. Empty in the other families.
    /// Of a procedure known by code and title alone there is one row, with `*` for type and function.
    package var code: String
    package var type: String
    package var function: String
    /// Who sends it: `from-applicant`, `from-agency`, `from-declarant`, `from-engine`, `from-treasury`, `from-gateway`;
    /// `both` where type and function are `*`.
    package var direction: String
    /// F1: the canonical event. Other families: what the message stands for, in a word, where their lists say so.
    package var event: String?
    /// The XSD or layout, relative to the schema folder.
    package var schema: String?
    package var title: Text

    package init(_ entry: MessageEntry, event: String? = nil) {
        family = entry.code.family
        code = entry.code.documentType
        type = entry.code.type
        function = entry.code.function
        direction = "from-" + entry.sender.rawValue
        self.event = entry.event?.rawValue ?? event
        schema = entry.schema
        title = entry.title
    }

    /// The one row of a procedure whose messages are not known.
    init(opaque pack: ProcedurePack) {
        family = .nsw
        code = pack.entry.code.rawValue
        type = "*"
        function = "*"
        direction = "both"
        event = nil
        schema = nil
        title = pack.entry.title
    }
}
