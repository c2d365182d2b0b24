package import SingleWindow

/// One message in `nsw catalogue list`.
package struct CatalogueRow: Hashable, Sendable, Codable {
    package var family: Family
    /// F1: the procedure. Empty in the other families.
    package var code: String
    package var type: String
    package var function: String
    /// Who sends it: `from-applicant`, `from-agency`, `from-declarant`, `from-engine`, `from-treasury`, `from-gateway`.
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

    init(_ entry: MessageEntry, in pack: ProcedurePack) { self.init(entry) }
}
