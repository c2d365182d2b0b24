internal import SingleWindow

/// Outputs that are too long for one transmission come in parts, each with a header: the divide number counts them
/// from 001 and the end flag `E` marks the last. Several messages may also follow each other in one body.
///
/// Parts are taken to end at line ends and to have the same header but for divide number, end flag, receive time and
/// length; the record does not say.
package enum VNACCSDivision {
    /// The messages in a body, each with its header, by the lengths that the headers give.
    ///
    /// - Throws: ``VNACCSError`` (`vnaccs.length_mismatch`, `vnaccs.header_…`) where a header is missing or a length
    ///   does not lead to the end of the body.
    package static func messages(in body: [UInt8]) throws(VNACCSError) -> [[UInt8]] {
        var messages: [[UInt8]] = []
        var rest = body[...]
        while !rest.isEmpty {
            let reading = VNACCSHeader.read(rest)
            guard reading.problems.isEmpty, let length = reading.declaredLength else {
                throw VNACCSError(reading.problems)
            }
            guard length >= VNACCSHeader.size, length <= rest.count else {
                throw VNACCSError(.vnaccsLengthMismatch(declared: length, actual: rest.count))
            }
            messages.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return messages
    }

    /// Divides a message at line ends into parts of at most `limit` bytes, headers included.
    ///
    /// - Returns: the message itself where it is short enough.
    /// - Throws: ``VNACCSError`` where a line alone is too long for a part, or there would be more than 999 parts.
    package static func divide(_ message: [UInt8], limit: Int) throws(VNACCSError) -> [[UInt8]] {
        if message.count <= limit { return [message] }
        let reading = VNACCSHeader.read(message)
        guard reading.problems.isEmpty, var header = reading.header else { throw VNACCSError(reading.problems) }
        var bodies: [[UInt8]] = [[]]
        var line: [UInt8] = []
        for byte in message[VNACCSHeader.size...] {
            line.append(byte)
            guard byte == 10 else { continue }
            if VNACCSHeader.size + bodies[bodies.count - 1].count + line.count > limit { bodies.append([]) }
            bodies[bodies.count - 1] += line
            line = []
        }
        bodies[bodies.count - 1] += line
        guard bodies.count <= 999, bodies.allSatisfy({ VNACCSHeader.size + $0.count <= limit && !$0.isEmpty }) else {
            throw VNACCSError(
                .vnaccsDivision(
                    "limit", vi: "không chia được với giới hạn \(limit) byte",
                    en: "cannot be divided within \(limit) bytes"))
        }
        var parts: [[UInt8]] = []
        for (index, body) in bodies.enumerated() {
            let digits = String(index + 1)
            header.divideNumber = String(repeating: "0", count: 3 - digits.utf8.count) + digits
            header.endFlag = index == bodies.count - 1 ? "E" : ""
            parts.append(try header.bytes(length: VNACCSHeader.size + body.count) + body)
        }
        return parts
    }

    /// Whether this is a part of a divided message and not the whole of it.
    package static func isPart(_ header: VNACCSHeader) -> Bool {
        guard let number = Int(header.divideNumber) else { return false }
        return number > 1 || (number == 1 && header.endFlag != "E" && !header.outputCode.isEmpty)
    }

    /// Puts the parts of a divided message together, in whatever order they came.
    ///
    /// - Throws: ``VNACCSError``: `vnaccs.division_mixed` (parts of different messages), `vnaccs.division_twice`,
    ///   `vnaccs.division_gap` (one is missing), `vnaccs.division_unfinished` (the last is missing), and the problems
    ///   of each part's header and length.
    package static func join(_ parts: [[UInt8]]) throws(VNACCSError) -> [UInt8] {
        var problems: [Problem] = []
        var numbered: [Int: (header: VNACCSHeader, body: ArraySlice<UInt8>)] = [:]
        var key: VNACCSHeader?
        for part in parts {
            let reading = VNACCSHeader.read(part)
            problems += reading.problems
            if let declared = reading.declaredLength, declared != part.count {
                problems.append(.vnaccsLengthMismatch(declared: declared, actual: part.count))
            }
            guard let header = reading.header else { continue }
            var common = header
            (common.divideNumber, common.endFlag, common.serverReceiveTime) = ("", "", "")
            if let key, key != common {
                problems.append(
                    .vnaccsDivision(
                        "mixed", vi: "các phần thuộc thông điệp khác nhau", en: "the parts are of different messages"))
            }
            key = common
            let number = Int(header.divideNumber) ?? 0
            if numbered[number] != nil {
                problems.append(.vnaccsDivision("twice", vi: "phần \(number) lặp lại", en: "part \(number) came twice"))
            }
            numbered[number] = (header, part[VNACCSHeader.size...])
        }
        let numbers = numbered.keys.sorted()
        if numbers != Array(1..<numbers.count + 1) {
            problems.append(.vnaccsDivision("gap", vi: "thiếu một phần", en: "a part is missing"))
        }
        if numbers.isEmpty || numbers.contains(where: { (numbered[$0]?.header.endFlag == "E") != ($0 == numbers.last) })
        {
            problems.append(.vnaccsDivision("unfinished", vi: "chưa có phần cuối", en: "the last part is missing"))
        }
        guard problems.isEmpty, var header = numbered[1]?.header else { throw VNACCSError(problems) }
        header.endFlag = "E"
        let body = numbers.flatMap { numbered[$0].map { Array($0.body) } ?? [] }
        return try header.bytes(length: VNACCSHeader.size + body.count) + body
    }
}

extension Problem {
    fileprivate static func vnaccsDivision(_ code: String, vi: String, en: String) -> Problem {
        Problem(code: "vnaccs.division_" + code, path: "header divide number", message: Text(vi: vi, en: en))
    }
}
