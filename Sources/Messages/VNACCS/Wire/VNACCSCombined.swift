internal import SingleWindow

/// A combined job: up to five procedures in one message (reference/domain.md 2.2).
///
/// The data starts with five lines, each the code of a sub-job (7 characters) and the bytes of its items (6 digits,
/// line ends included); a line that is not used has a blank code and zeros. The items of the sub-jobs follow.
package struct VNACCSCombined: Sendable {
    package var header: VNACCSHeader
    /// One to five.
    package var jobs: [VNACCSMessage]

    package init(header: VNACCSHeader, jobs: [VNACCSMessage]) {
        self.header = header
        self.jobs = jobs
    }

    private static let indexLine = 15
    private static let slots = 5

    /// Whether the data has the shape of a combined job: five index lines whose sizes add up to what follows them.
    package static func isPresent(in bytes: [UInt8]) -> Bool {
        guard let index = index(of: bytes) else { return false }
        return index.reduce(0) { $0 + $1.size } == bytes.count - VNACCSHeader.size - indexLine * slots
            && index.contains { !$0.code.isEmpty }
    }

    private static func index(of bytes: [UInt8]) -> [(code: String, size: Int)]? {
        guard bytes.count >= VNACCSHeader.size + indexLine * slots else { return nil }
        var result: [(code: String, size: Int)] = []
        for slot in 0..<slots {
            let start = VNACCSHeader.size + slot * indexLine
            let line = bytes[start..<start + indexLine]
            let code = line.prefix(7)
            let size = line.dropFirst(7).prefix(6)
            guard line.suffix(2).elementsEqual([13, 10]), size.allSatisfy({ (48...57).contains($0) }),
                code.allSatisfy({ $0 == 32 || (48...57).contains($0) || (65...90).contains($0) })
            else { return nil }
            let text = String(decoding: code, as: UTF8.self).trimmingWhiteSpace()
            result.append((text, size.reduce(0) { $0 * 10 + Int($1 - 48) }))
        }
        return result
    }

    /// Reads a combined job.
    ///
    /// - Throws: ``VNACCSError`` with every problem of the header, of the index (`vnaccs.combined_index`,
    ///   `vnaccs.combined_size`) and of the sub-jobs, whose lines are counted from the start of the message.
    package init(_ bytes: [UInt8], layouts: VNACCSLayouts) throws(VNACCSError) {
        let reading = VNACCSHeader.read(bytes)
        var problems = reading.problems
        if let declared = reading.declaredLength, declared != bytes.count {
            problems.append(.vnaccsLengthMismatch(declared: declared, actual: bytes.count))
        }
        guard let header = reading.header, let index = VNACCSCombined.index(of: bytes) else {
            problems.append(
                .vnaccsCombined(
                    "index", vi: "năm dòng chỉ mục không đúng dạng", en: "the five index lines are not understood"))
            throw VNACCSError(problems)
        }
        var rest = bytes[(VNACCSHeader.size + VNACCSCombined.indexLine * VNACCSCombined.slots)...]
        var line = 2 + VNACCSCombined.slots
        var jobs: [VNACCSMessage] = []
        for (code, size) in index {
            if code.isEmpty, size == 0 { continue }
            guard size <= rest.count else {
                problems.append(
                    .vnaccsCombined(
                        "size", vi: "độ dài của \(code) vượt dữ liệu", en: "the size of \(code) exceeds the data"))
                break
            }
            let data = rest.prefix(size)
            rest = rest.dropFirst(size)
            if let layout = layouts[code] {
                var body = VNACCSBody(message: VNACCSMessage(layout: layout, header: header), firstLine: line)
                body.message.header = header
                body.read(data)
                jobs.append(body.message)
                problems += body.problems
            } else {
                problems.append(.vnaccsLayoutUnknown(code))
            }
            line += data.count { $0 == 10 }
        }
        if !rest.isEmpty {
            problems.append(
                .vnaccsCombined(
                    "size", vi: "thừa \(rest.count) byte sau các nghiệp vụ",
                    en: "\(rest.count) bytes after the sub-jobs"))
        }
        guard problems.isEmpty else { throw VNACCSError(problems) }
        self.init(header: header, jobs: jobs)
    }

    /// The bytes of the combined job.
    ///
    /// - Throws: ``VNACCSError`` with every problem found.
    package func bytes(_ conventions: VNACCSConventions = VNACCSConventions()) throws(VNACCSError) -> [UInt8] {
        var problems: [Problem] = []
        var index: [UInt8] = []
        var data: [UInt8] = []
        if !(1...VNACCSCombined.slots).contains(jobs.count) {
            problems.append(
                .vnaccsCombined(
                    "index", vi: "phải có một đến năm nghiệp vụ", en: "there have to be one to five sub-jobs"))
        }
        let writer = VNACCSWriter(conventions)
        for slot in 0..<VNACCSCombined.slots {
            let job = slot < jobs.count ? jobs[slot] : nil
            let body = job.map { writer.data(of: $0, into: &problems) } ?? []
            let code = job?.layout.code ?? ""
            let size = String(body.count)
            guard code.utf8.count <= 7, size.utf8.count <= 6 else {
                problems.append(.vnaccsMessageTooLong(body.count))
                continue
            }
            index += Array(code.utf8) + Array(repeating: 32, count: 7 - code.utf8.count)
            index += Array(repeating: 48, count: 6 - size.utf8.count) + Array(size.utf8) + [13, 10]
            data += body
        }
        guard problems.isEmpty else { throw VNACCSError(problems) }
        return try header.bytes(length: VNACCSHeader.size + index.count + data.count) + index + data
    }
}

extension Problem {
    fileprivate static func vnaccsCombined(_ code: String, vi: String, en: String) -> Problem {
        Problem(code: "vnaccs.combined_" + code, message: Text(vi: vi, en: en))
    }
}
