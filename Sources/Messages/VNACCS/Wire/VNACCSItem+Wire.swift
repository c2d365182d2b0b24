internal import SingleWindow

extension VNACCSItem {
    /// Reads the value from a line without its line end, and finds what is wrong with it.
    ///
    /// An empty line is a blank item: that is how terminals read it.
    func read(_ line: ArraySlice<UInt8>, at place: VNACCSPlace, into problems: inout [Problem]) -> String {
        guard let first = line.firstIndex(where: { $0 != 32 }), let last = line.lastIndex(where: { $0 != 32 }) else {
            if !line.isEmpty { check(length: line.count, characters: line.count, at: place, into: &problems) }
            return ""
        }
        switch attribute {
        case .multibyte: return readText(line, upTo: last, at: place, into: &problems)
        case .alphanumeric, .integer, .decimal: break
        }
        check(length: line.count, characters: line.count, at: place, into: &problems)
        guard line.allSatisfy({ (32...126).contains($0) }) else {
            problems.append(.vnaccsItemCharacters(place))
            return ""
        }
        // Numbers stand at the right of their line; one at the left is read as well.
        let value = attribute == .alphanumeric ? line[...last] : line[first...last]
        let text = String(decoding: value, as: UTF8.self)
        return checkNumber(text, at: place, into: &problems) ? text : ""
    }

    private func readText(
        _ line: ArraySlice<UInt8>, upTo last: Int, at place: VNACCSPlace, into problems: inout [Problem]
    ) -> String {
        guard let text = String(validating: line[...last], as: UTF8.self) else {
            problems.append(.vnaccsNotUTF8(place))
            return ""
        }
        let spaces = line.endIndex - 1 - last
        let characters = text.unicodeScalars.count + spaces
        check(length: line.count, characters: characters, at: place, into: &problems)
        guard VNACCSItem.isPlainText(text) else {
            problems.append(.vnaccsItemCharacters(place))
            return ""
        }
        return text
    }

    /// A line of the item is `width` characters long, or `width` bytes: see ``VNACCSConventions/multibyteWidth``.
    private func check(length: Int, characters: Int, at place: VNACCSPlace, into problems: inout [Problem]) {
        if length == width || characters == width { return }
        problems.append(
            characters > width
                ? .vnaccsItemTooLong(place, count: characters, limit: width)
                : .vnaccsItemTooShort(place, count: characters))
    }

    /// The line of `value` without its line end; nothing where there is a problem.
    func write(
        _ value: String, at place: VNACCSPlace, conventions: VNACCSConventions, into problems: inout [Problem],
        out: inout [UInt8]
    ) {
        var bytes = Array(value.utf8)
        while bytes.last == 32 { bytes.removeLast() }
        if bytes.isEmpty {
            if isMandatory { problems.append(.vnaccsItemMissing(place)) }
            out.append(contentsOf: repeatElement(32, count: width))
            return
        }
        guard attribute == .multibyte else {
            guard bytes.allSatisfy({ (32...126).contains($0) }) else {
                problems.append(.vnaccsItemCharacters(place))
                return
            }
            guard bytes.count <= width else {
                problems.append(.vnaccsItemTooLong(place, count: bytes.count, limit: width))
                return
            }
            guard checkNumber(value, at: place, into: &problems) else { return }
            let fill = repeatElement(UInt8(32), count: width - bytes.count)
            out.append(contentsOf: attribute == .alphanumeric ? bytes + fill : fill + bytes)
            return
        }
        guard VNACCSItem.isPlainText(value) else {
            problems.append(.vnaccsItemCharacters(place))
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let characters = text.unicodeScalars.count
        switch conventions.multibyteWidth {
        case .characters:
            guard characters <= width else {
                problems.append(.vnaccsItemTooLong(place, count: characters, limit: width))
                return
            }
            out.append(contentsOf: bytes)
            out.append(contentsOf: repeatElement(32, count: width - characters))
        case .bytes:
            guard characters <= width / 3 else {
                problems.append(.vnaccsItemTooLong(place, count: characters, limit: width / 3))
                return
            }
            guard bytes.count <= width else {
                problems.append(.vnaccsItemTooLong(place, count: bytes.count, limit: width))
                return
            }
            out.append(contentsOf: bytes)
            out.append(contentsOf: repeatElement(32, count: width - bytes.count))
        }
    }

    /// Whether a number is one; true for text.
    private func checkNumber(_ text: String, at place: VNACCSPlace, into problems: inout [Problem]) -> Bool {
        switch attribute {
        case .alphanumeric, .multibyte: return true
        case .integer:
            if VNACCSItem.isNumber(text, fraction: false) { return true }
            problems.append(.vnaccsItemNotInteger(place))
        case .decimal:
            if VNACCSItem.isNumber(text, fraction: true) { return true }
            problems.append(.vnaccsItemNotDecimal(place))
        }
        return false
    }

    /// Digits, with a leading minus sign and, where `fraction`, one point between digits.
    static func isNumber(_ text: String, fraction: Bool) -> Bool {
        var digits = text.utf8[...]
        if digits.first == UInt8(ascii: "-") { digits = digits.dropFirst() }
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return (1...(fraction ? 2 : 1)).contains(parts.count)
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { (48...57).contains($0) } }
    }

    /// Without control characters (C0, DEL, C1), line and paragraph separators and non-characters.
    static func isPlainText(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0...31, 127...159, 0x2028, 0x2029, 0xFDD0...0xFDEF: false
            default: scalar.value & 0xFFFE != 0xFFFE
            }
        }
    }
}
