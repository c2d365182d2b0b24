internal import FoundationEssentials
internal import SingleWindow

/// Takes values of the model out of a message, and notes which items nobody took.
struct VNACCSTake {
    let message: VNACCSMessage
    let index: VNACCSIndex
    private(set) var problems: [Problem] = []
    private var taken: Set<String> = []
    /// Losses that are not items.
    private var others: [String] = []

    init(_ message: VNACCSMessage) {
        self.message = message
        index = VNACCSIndex(message.header.indexInfo)
    }

    mutating func refuse(_ problem: Problem) { problems.append(problem) }

    mutating func lose(_ path: String) { others.append(path) }

    /// Items that say nothing the model would have to hold, such as a count of what follows.
    mutating func ignore(_ ids: [String?]) { taken.formUnion(ids.compactMap(\.self)) }

    // MARK: Items that occur once

    mutating func text(_ id: String?) -> String? {
        guard let id else { return nil }
        taken.insert(id)
        let value = message[id]
        return value.isEmpty ? nil : value
    }

    mutating func decimal(_ id: String?) -> Decimal? {
        text(id).flatMap(DecimalText.read)
    }

    mutating func date(_ id: String?, time: String? = nil) -> Timestamp? {
        guard let id, let date = text(id) else { return nil }
        let clock = text(time) ?? ""
        if let value = VNACCSConventions.timestamp(date: date, time: clock) { return value }
        refuse(.vnaccsValueInvalid(path(id), "không phải ngày", "not a date"))
        return nil
    }

    mutating func texts(_ ids: [String]) -> [String] { ids.compactMap { text($0) } }

    mutating func identifier<Value: Identifier>(_ id: String, as type: Value.Type) -> Value? {
        guard let value = text(id) else { return nil }
        if let identifier = Value(value) { return identifier }
        refuse(.vnaccsValueInvalid(path(id), "không đúng dạng \(type)", "not a \(type)"))
        return nil
    }

    /// A value that the model cannot do without.
    mutating func required(_ id: String) -> String {
        if let value = text(id) { return value }
        refuse(.vnaccsValueInvalid(path(id), "thiếu giá trị", "no value"))
        return ""
    }

    // MARK: Rows

    mutating func text(_ id: String?, in row: VNACCSRecord) -> String? {
        guard let id else { return nil }
        taken.insert(id)
        let value = row[id]
        return value.isEmpty ? nil : value
    }

    mutating func decimal(_ id: String?, in row: VNACCSRecord) -> Decimal? {
        text(id, in: row).flatMap(DecimalText.read)
    }

    func path(_ id: String, row: Int? = nil) -> String {
        message.layout.item(id)?.path(row: row) ?? "item \(id)"
    }

    // MARK: End

    /// What the message says and nobody took: `item 75 VD1`, in a repeated row `item 184 ORS (row 1)`.
    var losses: [String] {
        var result = others
        for (item, _) in message.items.filled where !taken.contains(item.id) { result.append(item.path()) }
        for (number, row) in message.rows.enumerated() {
            for (item, _) in row.filled where !taken.contains(item.id) { result.append(item.path(row: number + 1)) }
        }
        return result
    }
}
