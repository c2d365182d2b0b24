internal import SingleWindow

/// Writes messages of the clearance engine of every layout. Nothing is ever cut off: a value that does not fit is a
/// problem, and a message with problems is not written.
package struct VNACCSWriter: Sendable {
    package let conventions: VNACCSConventions

    package init(_ conventions: VNACCSConventions = VNACCSConventions()) {
        self.conventions = conventions
    }

    /// The bytes of the message: header with the length counted, all items that occur once, then the rows there are.
    ///
    /// - Throws: ``VNACCSError`` with every problem found.
    package func write(_ message: VNACCSMessage) throws(VNACCSError) -> [UInt8] {
        var problems: [Problem] = []
        let data = data(of: message, into: &problems)
        var header: [UInt8] = []
        do {
            header = try message.header.bytes(length: VNACCSHeader.size + data.count)
        } catch {
            problems += error.problems
        }
        guard problems.isEmpty else { throw VNACCSError(problems) }
        return header + data
    }

    /// The data after the header.
    func data(of message: VNACCSMessage, into problems: inout [Problem]) -> [UInt8] {
        var out: [UInt8] = []
        let layout = message.layout
        if message.header.hasResultLine {
            appendResults(message.results, to: &out, into: &problems)
        } else if !message.results.isEmpty {
            problems.append(.vnaccsResultInvalid(nil))
        }
        append(message.items, row: nil, code: layout.code, to: &out, into: &problems)
        if message.rows.count > layout.maximumRows {
            problems.append(.vnaccsTooManyRows(nil, count: message.rows.count, maximum: layout.maximumRows))
        }
        for (index, row) in message.rows.enumerated() {
            if row.isBlank { problems.append(.vnaccsRowBlank(nil, row: index + 1)) }
            append(row, row: index + 1, code: layout.code, to: &out, into: &problems)
        }
        return out
    }

    private func append(
        _ record: VNACCSRecord, row: Int?, code: String, to out: inout [UInt8], into problems: inout [Problem]
    ) {
        problems += record.unknown.map { .vnaccsItemUnknown($0, code: code) }
        for (item, value) in zip(record.table.items, record.values) {
            let place = VNACCSPlace(item: item, row: row, line: nil)
            item.write(value, at: place, conventions: conventions, into: &problems, out: &out)
            out.append(13)
            out.append(10)
        }
    }

    private func appendResults(_ results: [VNACCSResult], to out: inout [UInt8], into problems: inout [Problem]) {
        let parts = results.compactMap(\.wireForm)
        guard (1...VNACCSResult.maximum).contains(results.count), parts.count == results.count else {
            problems.append(.vnaccsResultInvalid(nil))
            return
        }
        let line = Array(parts.joined().utf8)
        out.append(contentsOf: line)
        out.append(contentsOf: repeatElement(32, count: VNACCSResult.lineWidth - line.count))
        out.append(contentsOf: [13, 10])
    }
}
