/// What can go wrong with the store.
package struct JournalError: Error, Hashable, Sendable {
    /// A stable dotted code.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package var rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The disk is full or the quota used up: intake refuses, reads go on.
        package static let full = Code(rawValue: "journal.full")
        /// The store can't be reached or is locked; the same call may succeed later.
        package static let unavailable = Code(rawValue: "journal.unavailable")
        /// More waits to be written than the store takes in; the same call may succeed in a moment.
        package static let busy = Code(rawValue: "journal.busy")
        /// No such case or delivery.
        package static let notFound = Code(rawValue: "journal.not_found")
        /// The store is damaged or not ours.
        package static let corrupt = Code(rawValue: "journal.corrupt")
        /// The store was written by a newer version.
        package static let newerSchema = Code(rawValue: "journal.newer_schema")
        /// A fault of ours.
        package static let `internal` = Code(rawValue: "journal.internal")
    }

    package var code: Code
    /// For logs; holds no payload.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package static func == (lhs: JournalError, rhs: JournalError) -> Bool { lhs.code == rhs.code }
    package func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
