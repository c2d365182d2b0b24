package import Journal

/// Where the journal is: `sqlite:PATH`.
package struct JournalAddress: Hashable, Sendable {
    private let path: String

    /// - Throws: `ConfigurationError` for an address of another form.
    package init(_ address: String) throws(ConfigurationError) {
        guard address.hasPrefix("sqlite:"), address.utf8.count > 7 else {
            throw ConfigurationError("journal: '\(address)' is not of the form sqlite:PATH")
        }
        path = String(address.dropFirst(7))
    }

    /// Opens the journal; `resolve` makes the path absolute.
    package func open(resolve: (String) -> String) async throws -> any Journal {
        try await SQLiteJournal.open(path: resolve(path))
    }
}
