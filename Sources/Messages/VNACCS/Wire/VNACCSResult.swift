/// One of the up to five results in the line of a processing result.
///
/// The line is 75 characters: five times `code-item-row`, five, four and four characters, spaces where there is no
/// further result. `00000-0000-0000` is the normal end. This is what the public terminal reads, and the form of the
/// Japanese system that the engine was built from; reference/ has the codes and not the line.
package struct VNACCSResult: Hashable, Sendable {
    /// Five characters; the first tells the kind, see ``VNACCSResultKind``.
    package var code: String
    /// The id of the item that the result is about; empty where it is about the message.
    package var item: String
    /// The row of the item, counted from 1; 0 outside a repetition.
    package var row: Int

    package init(code: String, item: String = "", row: Int = 0) {
        self.code = code
        self.item = item
        self.row = row
    }

    /// Normal end.
    package static let completed = VNACCSResult(code: "00000")

    package var isCompleted: Bool { code == "00000" }

    /// Characters of one result with its separators.
    static let width = 15
    /// Results in a line.
    static let maximum = 5
    /// Characters of the line.
    static let lineWidth = width * maximum

    /// Reads `code-item-row`; nil where it is not that.
    init?(_ bytes: ArraySlice<UInt8>) {
        let raw = Array(bytes)
        guard raw.count == VNACCSResult.width, raw[5] == UInt8(ascii: "-"), raw[10] == UInt8(ascii: "-") else {
            return nil
        }
        func isCode(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (65...90).contains(byte) }
        func text(_ range: Range<Int>) -> String? {
            let part = raw[range]
            let end = part.lastIndex { $0 != 32 }.map { $0 + 1 } ?? part.startIndex
            return part[..<end].allSatisfy { isCode($0) || $0 == 95 }
                ? String(decoding: part[..<end], as: UTF8.self) : nil
        }
        guard raw[..<5].allSatisfy(isCode), let item = text(6..<10), let row = text(11..<15),
            let number = row.isEmpty ? 0 : Int(row)
        else { return nil }
        self.init(code: String(decoding: raw[..<5], as: UTF8.self), item: item == "0000" ? "" : item, row: number)
    }

    /// `code-item-row`; nil where a part does not fit.
    var wireForm: String? {
        let id = item.isEmpty ? "0000" : item
        guard code.utf8.count == 5, id.utf8.count <= 4, (0...9999).contains(row),
            (code + id).utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) || $0 == 95 })
        else { return nil }
        let digits = String(row)
        return code + "-" + id + String(repeating: " ", count: 4 - id.utf8.count) + "-"
            + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
