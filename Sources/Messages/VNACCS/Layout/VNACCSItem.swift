/// One item of a message of the clearance engine: one line of the record.
package struct VNACCSItem: Hashable, Sendable {
    /// What an item may hold, and how it is put into its line (reference/domain.md 2.2).
    package enum Attribute: String, Hashable, Sendable {
        /// Printable ASCII, at the left of its line.
        case alphanumeric = "A"
        /// Digits with an optional leading minus sign, at the right of its line.
        case integer = "I"
        /// Digits with at most one decimal point and an optional leading minus sign, at the right of its line.
        case decimal = "F"
        /// Any text in UTF-8 without control characters, at the left of its line.
        case multibyte = "W"
    }

    /// The number of the line in the record, counted from 1; in a repeated row that of the first row.
    package let order: Int
    /// Up to four letters and digits, unique in the message.
    package let id: String
    package let attribute: Attribute
    /// Characters in the line without its line end (for W see ``VNACCSConventions/multibyteWidth``).
    package let width: Int
    /// `M` in the tables: the sender has to give it. In a repeated row it holds for the rows that are there.
    package let isMandatory: Bool
    /// What the item is, in English, as the terminal labels it.
    package let label: String
    /// What the terminal puts in when the user leaves the item alone.
    package let defaultValue: String?

    package init(
        order: Int, id: String, attribute: Attribute, width: Int, isMandatory: Bool, label: String,
        defaultValue: String? = nil
    ) {
        self.order = order
        self.id = id
        self.attribute = attribute
        self.width = width
        self.isMandatory = isMandatory
        self.label = label
        self.defaultValue = defaultValue
    }

    /// How people and problem answers name the item: `item 14 IMC`, in a repeated row `item 176 CMD (row 3)`.
    ///
    /// A row is counted from 1; nil outside a repetition.
    package func path(row: Int? = nil) -> String {
        "item \(order) \(id)" + (row.map { " (row \($0))" } ?? "")
    }
}

/// A run of items with an index by their ids; shared by every record that has these items.
package final class VNACCSItemTable: Sendable {
    package let items: [VNACCSItem]
    private let positions: [String: Int]

    package init(_ items: [VNACCSItem]) {
        self.items = items
        positions = Dictionary(items.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package var count: Int { items.count }

    /// The place of the item in ``items``, counted from 0; nil where the table has no such item.
    package func position(of id: String) -> Int? { positions[id] }
}
