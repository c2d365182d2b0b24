internal import SingleWindow

/// A single-window procedure as its folder describes it (`schemas/nsw/<code>/procedure.yaml`).
package struct ProcedurePack: Hashable, Sendable {
    /// What intake asks of it.
    package var entry: ProcedureEntry
    /// Where its files are, relative to the schema folder.
    package var folder: String
    package var header: HeaderProfile
    /// Its messages, in the order of the file. Empty for a procedure known by code and title alone, whose messages are
    /// tracked by their headers.
    package var messages: [MessageEntry]

    package init(entry: ProcedureEntry, folder: String, header: HeaderProfile, messages: [MessageEntry]) {
        self.entry = entry
        self.folder = folder
        self.header = header
        self.messages = messages
    }

    /// Where the sample of `message` is, relative to the schema folder.
    package func sample(of message: MessageEntry) -> String {
        "\(folder)/samples/\(message.code.type)-\(message.code.function).xml"
    }
}

/// What the published headers of a procedure declare (reference/nsw-practice.md, 2); all of them are read everywhere.
package struct HeaderProfile: Hashable, Sendable {
    package enum Presence: String, Hashable, Sendable, CaseIterable {
        case required
        case optional
        case absent
    }

    /// `Subject/preDocumentYear`.
    package var previousYear: Presence

    package init(previousYear: Presence = .optional) { self.previousYear = previousYear }
}
