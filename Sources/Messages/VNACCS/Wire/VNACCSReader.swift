package import SingleWindow

/// Reads messages of the clearance engine of every layout, and finds all that is wrong with them.
package struct VNACCSReader: Sendable {
    package let layouts: VNACCSLayouts

    package init(_ layouts: VNACCSLayouts) {
        self.layouts = layouts
    }

    /// What was found in a message, as far as it can be understood.
    package struct Reading: Sendable {
        /// Nil where the bytes do not start with a header.
        package var header: VNACCSHeader?
        /// Nil where the code in the header is not known.
        package var layout: VNACCSLayout?
        /// The values that could be read; complete only where there are no problems.
        package var message: VNACCSMessage?
        /// In the order of the lines.
        package var problems: [Problem] = []
    }

    /// The message in `bytes`, which is one whole message and nothing else.
    ///
    /// - Throws: ``VNACCSError`` with every problem found.
    package func read(_ bytes: [UInt8]) throws(VNACCSError) -> VNACCSMessage {
        let reading = inspect(bytes)
        guard reading.problems.isEmpty, let message = reading.message else { throw VNACCSError(reading.problems) }
        return message
    }

    /// Everything that can be said of `bytes`. Trailing items that were left out are blank: terminals end a message
    /// after the last item that carries a value.
    package func inspect(_ bytes: [UInt8]) -> Reading {
        var reading = Reading()
        let head = VNACCSHeader.read(bytes)
        reading.header = head.header
        reading.problems = head.problems
        if let declared = head.declaredLength, declared != bytes.count {
            reading.problems.append(.vnaccsLengthMismatch(declared: declared, actual: bytes.count))
        }
        guard let header = head.header else { return reading }
        guard let layout = layout(for: header) else {
            let code = header.outputCode.isEmpty ? header.procedureCode : header.outputCode
            if !code.isEmpty { reading.problems.append(.vnaccsLayoutUnknown(code)) }
            return reading
        }
        reading.layout = layout
        var body = VNACCSBody(message: VNACCSMessage(layout: layout))
        body.message.header = header
        body.read(bytes[VNACCSHeader.size...])
        reading.message = body.message
        reading.problems += body.problems
        return reading
    }

    private func layout(for header: VNACCSHeader) -> VNACCSLayout? {
        header.dataType == VNACCSHeader.DataType.result.rawValue
            ? .processingResult(code: header.outputCode) : layouts.layout(for: header)
    }
}

/// The lines after the header.
struct VNACCSLines {
    /// Without line ends.
    let lines: [ArraySlice<UInt8>]
    /// The number of the first line that does not end with CRLF, counted from 1, and how many do not.
    let badEnds: (first: Int, count: Int)?

    init(_ bytes: ArraySlice<UInt8>) {
        var lines: [ArraySlice<UInt8>] = []
        var bad: (first: Int, count: Int)?
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(of: 10) ?? bytes.endIndex
            let hasReturn = end > start && bytes[end - 1] == 13
            lines.append(bytes[start..<(hasReturn ? end - 1 : end)])
            if end == bytes.endIndex || !hasReturn { bad = (bad?.first ?? lines.count, (bad?.count ?? 0) + 1) }
            start = end == bytes.endIndex ? end : end + 1
        }
        self.lines = lines
        badEnds = bad
    }
}

/// Reads the items of one message, line by line.
struct VNACCSBody {
    var message: VNACCSMessage
    var problems: [Problem] = []
    private var lines: [ArraySlice<UInt8>] = []
    /// The next line to read.
    private var next = 0
    private let firstLine: Int

    /// `firstLine` is the number of the first line after the header, which is line 1.
    init(message: VNACCSMessage, firstLine: Int = 2) {
        self.message = message
        self.firstLine = firstLine
    }

    private var lineNumber: Int { next + firstLine }

    mutating func read(_ data: ArraySlice<UInt8>) {
        let split = VNACCSLines(data)
        lines = split.lines
        if let bad = split.badEnds { problems.append(.vnaccsLineEnd(bad.first - 1 + firstLine, count: bad.count)) }
        if message.header.hasResultLine { readResults() }
        message.items = record(message.layout.items, row: nil)
        let layout = message.layout
        guard layout.row.count > 0 else {
            if next < lines.count { problems.append(.vnaccsLinesExtra(lineNumber, count: lines.count - next)) }
            return
        }
        let rowCount = (lines.count - next + layout.row.count - 1) / layout.row.count
        if rowCount > layout.maximumRows {
            problems.append(
                .vnaccsTooManyRows(
                    lineNumber + layout.maximumRows * layout.row.count, count: rowCount, maximum: layout.maximumRows))
        }
        readRows(min(max(rowCount, 0), layout.maximumRows))
    }

    private mutating func readRows(_ count: Int) {
        var rows: [VNACCSRecord] = []
        var blank: [(isBlank: Bool, line: Int)] = []
        for row in 0..<count {
            let here = lines[next..<min(next + message.layout.row.count, lines.count)]
            let isBlank = here.allSatisfy { $0.allSatisfy { $0 == 32 } }
            blank.append((isBlank, lineNumber))
            // A row without any value needs no mandatory items: it is not there.
            rows.append(record(message.layout.row, row: row + 1, checkMandatory: !isBlank))
        }
        let filled = blank.lastIndex { !$0.isBlank }.map { $0 + 1 } ?? 0
        for row in 0..<filled where blank[row].isBlank {
            problems.append(.vnaccsRowBlank(blank[row].line, row: row + 1))
        }
        message.rows = Array(rows[..<filled])
    }

    private mutating func record(_ table: VNACCSItemTable, row: Int?, checkMandatory: Bool = true) -> VNACCSRecord {
        var values: [String] = []
        values.reserveCapacity(table.count)
        for item in table.items {
            var place = VNACCSPlace(item: item, row: row, line: nil)
            guard next < lines.count else {
                values.append("")
                if item.isMandatory, checkMandatory { problems.append(.vnaccsItemMissing(place)) }
                continue
            }
            place.line = lineNumber
            let known = problems.count
            let value = item.read(lines[next], at: place, into: &problems)
            if value.isEmpty, item.isMandatory, checkMandatory, problems.count == known {
                problems.append(.vnaccsItemMissing(place))
            }
            values.append(value)
            next += 1
        }
        return VNACCSRecord(table: table, values: values)
    }

    private mutating func readResults() {
        guard next < lines.count else {
            problems.append(.vnaccsResultInvalid(nil))
            return
        }
        let line = lines[next]
        var rest = line
        var results: [VNACCSResult] = []
        var isValid = line.count % VNACCSResult.width == 0 && line.count <= VNACCSResult.lineWidth
        while isValid, !rest.isEmpty {
            let part = rest.prefix(VNACCSResult.width)
            rest = rest.dropFirst(VNACCSResult.width)
            if part.allSatisfy({ $0 == 32 }) { continue }
            if let result = VNACCSResult(part) { results.append(result) } else { isValid = false }
        }
        if !isValid || results.isEmpty { problems.append(.vnaccsResultInvalid(lineNumber)) }
        message.results = results
        next += 1
    }
}

extension VNACCSLayout {
    /// The layout of a bare processing result (data type R): a result line and no items.
    static func processingResult(code: String) -> VNACCSLayout {
        VNACCSLayout(
            code: code, direction: .receive, title: Text(vi: "Thông báo kết quả xử lý", en: "Processing result"),
            items: VNACCSItemTable([]))
    }
}
