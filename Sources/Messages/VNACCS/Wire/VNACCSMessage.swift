/// The values of one run of items: those that occur once, or those of one row.
///
/// Values are held without the spaces that fill up their lines; an item that was left blank is an empty string.
package struct VNACCSRecord: Sendable {
    package let table: VNACCSItemTable
    /// In the order of the items.
    package private(set) var values: [String]
    /// Ids that were set though the layout has no such item: the writer reports them, nothing gets lost in silence.
    package private(set) var unknown: [String] = []

    package init(table: VNACCSItemTable) {
        self.table = table
        values = Array(repeating: "", count: table.count)
    }

    init(table: VNACCSItemTable, values: [String]) {
        self.table = table
        self.values = values
    }

    /// The value of the item with this id; empty where it is blank or the layout has no such item.
    package subscript(id: String) -> String {
        get { table.position(of: id).map { values[$0] } ?? "" }
        set {
            if let position = table.position(of: id) {
                values[position] = newValue
            } else if !newValue.isEmpty {
                unknown.append(id)
            }
        }
    }

    /// Whether the layout has an item with this id.
    package func has(_ id: String) -> Bool { table.position(of: id) != nil }

    package var isBlank: Bool { values.allSatisfy(\.isEmpty) }

    /// Items that carry a value, in order.
    package var filled: [(item: VNACCSItem, value: String)] {
        zip(table.items, values).filter { !$0.1.isEmpty }.map { ($0.0, $0.1) }
    }
}

extension VNACCSRecord: Hashable {
    package static func == (lhs: VNACCSRecord, rhs: VNACCSRecord) -> Bool {
        lhs.values == rhs.values && lhs.unknown == rhs.unknown
            && (lhs.table === rhs.table || lhs.table.items == rhs.table.items)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(values) }
}

/// A message of the clearance engine: header, result line where there is one, items and rows.
package struct VNACCSMessage: Sendable {
    package let layout: VNACCSLayout
    package var header: VNACCSHeader
    /// The results before the items of an output of the data types R and M; empty elsewhere.
    package var results: [VNACCSResult] = []
    package var items: VNACCSRecord
    package var rows: [VNACCSRecord] = []

    /// A blank message of this layout, its procedure or output code set in the header.
    package init(layout: VNACCSLayout, header: VNACCSHeader = VNACCSHeader()) {
        self.layout = layout
        self.header = header
        items = VNACCSRecord(table: layout.items)
        switch layout.direction {
        case .send:
            if header.procedureCode.isEmpty { self.header.procedureCode = layout.code }
        case .receive:
            if header.outputCode.isEmpty { self.header.outputCode = layout.code + "0" }
            if header.dataType.isEmpty { self.header.dataType = VNACCSHeader.DataType.items.rawValue }
            if header.divideNumber.isEmpty { (self.header.divideNumber, self.header.endFlag) = ("001", "E") }
        }
    }

    /// The value of an item that occurs once.
    package subscript(id: String) -> String {
        get { items[id] }
        set { items[id] = newValue }
    }

    /// A blank row of this message, to be filled and appended.
    package func newRow() -> VNACCSRecord { VNACCSRecord(table: layout.row) }
}

extension VNACCSMessage: Hashable {
    package static func == (lhs: VNACCSMessage, rhs: VNACCSMessage) -> Bool {
        lhs.layout.code == rhs.layout.code && lhs.header == rhs.header && lhs.results == rhs.results
            && lhs.items == rhs.items && lhs.rows == rhs.rows
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(layout.code)
        hasher.combine(header)
        hasher.combine(items)
    }
}

extension VNACCSMessage: CustomStringConvertible {
    /// The code and how much there is; no values, so that it may be logged.
    package var description: String {
        "VNACCS \(layout.code), \(items.filled.count) items, \(rows.count) rows"
    }
}
