package import SingleWindow

/// The items of one message of the clearance engine (F3), in the order of their lines.
///
/// Layouts are data: `schemas/vnaccs/*.layout`. Each has items that occur once and, in many messages, one run of items
/// that is repeated at the end (goods lines, containers): all items of the first row, then all of the second.
package final class VNACCSLayout: Sendable {
    package enum Direction: String, Hashable, Sendable {
        /// From a terminal or gateway to the engine; named by its procedure code, such as `IDA`.
        case send
        /// From the engine; named by its output code without the revision digit, such as `VAD1AC`.
        case receive
    }

    /// Procedure code or output code.
    package let code: String
    package let direction: Direction
    package let title: Text
    /// The terminal's name for the form, such as `VAD1AC0P`; nil for a message that borrows another's items.
    package let template: String?
    /// The message must carry a digital signature.
    package let isSigned: Bool
    /// The message whose items this one borrows.
    package let sameAs: String?
    /// The items that occur once.
    package let items: VNACCSItemTable
    /// The items of a repeated row; empty where nothing repeats.
    package let row: VNACCSItemTable
    /// How many rows a message may have; 0 where nothing repeats.
    package let maximumRows: Int

    package init(
        code: String, direction: Direction, title: Text, template: String? = nil, isSigned: Bool = false,
        sameAs: String? = nil, items: VNACCSItemTable, row: VNACCSItemTable = VNACCSItemTable([]), maximumRows: Int = 0
    ) {
        self.code = code
        self.direction = direction
        self.title = title
        self.template = template
        self.isSigned = isSigned
        self.sameAs = sameAs
        self.items = items
        self.row = row
        self.maximumRows = maximumRows
    }

    /// The item with this id, wherever it is.
    package func item(_ id: String) -> VNACCSItem? {
        if let position = items.position(of: id) { return items.items[position] }
        return row.position(of: id).map { row.items[$0] }
    }
}
