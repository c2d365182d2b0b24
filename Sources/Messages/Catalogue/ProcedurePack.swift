internal import SingleWindow

/// A single-window procedure as its folder describes it (`schemas/nsw/<code>/procedure.yaml`).
package struct ProcedurePack: Hashable, Sendable {
    /// What intake asks of it.
    package var entry: ProcedureEntry
    /// The file that describes it, relative to the schema folder.
    package var file: String
    /// Where its schemas and samples are, relative to the schema folder.
    package var folder: String
    package var header: HeaderProfile
    /// Its messages, in the order of the file.
    package var messages: [MessageEntry]
    /// Known by code and title alone: it has no messages of its own, and those it gets are tracked by their headers.
    package var isOpaque: Bool

    package init(
        entry: ProcedureEntry, file: String, folder: String, header: HeaderProfile, messages: [MessageEntry],
        isOpaque: Bool = false
    ) {
        self.entry = entry
        self.file = file
        self.folder = folder
        self.header = header
        self.messages = messages
        self.isOpaque = isOpaque
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
