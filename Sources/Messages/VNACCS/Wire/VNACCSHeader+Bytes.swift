package import SingleWindow

extension VNACCSHeader {
    /// What was found in the first 400 bytes of a message.
    package struct Reading: Sendable {
        /// Nil where the bytes are not a header at all: too few, or no line end where one has to be.
        package var header: VNACCSHeader?
        /// The length of header and data as the header gives it; nil where it is not a number.
        package var declaredLength: Int?
        package var problems: [Problem] = []
    }

    /// Whether these bytes have the shape of a header: 398 bytes of printable ASCII, a line end, and six digits of
    /// length. Tells the family of a message; ``read(_:)`` says what is wrong with one.
    package static func isPresent(in bytes: some RandomAccessCollection<UInt8>) -> Bool {
        guard bytes.count >= size else { return false }
        let header = Array(bytes.prefix(size))
        return header[398] == 13 && header[399] == 10
            && header[lengthOffset..<398].allSatisfy { (48...57).contains($0) }
            && header[..<lengthOffset].allSatisfy { (32...126).contains($0) }
    }

    /// Reads the header at the start of `bytes` and finds all that is wrong with it (not with the data after it).
    package static func read(_ bytes: some RandomAccessCollection<UInt8>) -> Reading {
        guard bytes.count >= size else {
            return Reading(problems: [.vnaccsHeaderTooShort(bytes.count)])
        }
        let raw = Array(bytes.prefix(size))
        var reading = Reading()
        if raw[398] != 13 || raw[399] != 10 { reading.problems.append(.vnaccsHeaderLineEnd()) }
        var header = VNACCSHeader()
        for field in fields {
            let part = raw[field.offset..<field.offset + field.length]
            if part.allSatisfy({ (32...126).contains($0) }) {
                let end = part.lastIndex { $0 != 32 }.map { $0 + 1 } ?? part.startIndex
                field.set(&header, String(decoding: part[..<end], as: UTF8.self))
            } else {
                field.set(&header, "")
                reading.problems.append(.vnaccsHeaderCharacters(field))
            }
        }
        let digits = raw[lengthOffset..<398]
        if digits.allSatisfy({ (48...57).contains($0) }) {
            reading.declaredLength = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
        } else {
            reading.problems.append(.vnaccsLengthInvalid())
        }
        if !header.serverReceiveTime.isEmpty, header.receivedAt == nil {
            reading.problems.append(.vnaccsHeaderTime())
        }
        if header.procedureCode.isEmpty, header.outputCode.isEmpty { reading.problems.append(.vnaccsNoCode()) }
        // Without a line end at its place the bytes before it are most likely something else.
        if raw[398] == 13, raw[399] == 10 { reading.header = header }
        return reading
    }

    /// The 400 bytes for a message of `length` bytes, header and data.
    ///
    /// Throws ``VNACCSError`` with a problem for every field that is too long or has other characters than printable
    /// ASCII, and for a message that is too long.
    package func bytes(length: Int) throws(VNACCSError) -> [UInt8] {
        var problems: [Problem] = []
        var out = [UInt8](repeating: 32, count: VNACCSHeader.size)
        for field in VNACCSHeader.fields {
            let value = Array(field.get(self).utf8)
            guard value.allSatisfy({ (32...126).contains($0) }) else {
                problems.append(.vnaccsHeaderCharacters(field))
                continue
            }
            guard value.count <= field.length else {
                problems.append(.vnaccsHeaderTooLong(field, value.count))
                continue
            }
            out.replaceSubrange(field.offset..<field.offset + value.count, with: value)
        }
        if !serverReceiveTime.isEmpty, receivedAt == nil { problems.append(.vnaccsHeaderTime()) }
        if length > VNACCSHeader.maximumLength { problems.append(.vnaccsMessageTooLong(length)) }
        guard problems.isEmpty else { throw VNACCSError(problems) }
        var rest = length
        for index in stride(from: 397, through: VNACCSHeader.lengthOffset, by: -1) {
            out[index] = UInt8(48 + rest % 10)
            rest /= 10
        }
        out[398] = 13
        out[399] = 10
        return out
    }
}
