/// The body of a multipart entity cut at its boundary (RFC 2046, section 5.1.1).
enum MIMEMultipart {
    /// The parts as they were transported, each without the line end that belongs to the delimiter behind it.
    ///
    /// The text in front of the first delimiter is skipped, as the standard says. Refused are a boundary that is not one,
    /// a missing closing delimiter, anything but blank lines behind it, and a line that begins with the delimiter and
    /// goes on: readers disagree whether it ends the part.
    static func split(
        _ body: ArraySlice<UInt8>, boundary: String, limits: MIMELimits
    ) throws(CMSFailure) -> [ArraySlice<UInt8>] {
        guard isBoundary(boundary) else {
            throw .format(
                "smime.boundary", vi: "Tham số boundary thiếu hoặc không hợp lệ.",
                en: "The boundary parameter is missing or invalid.")
        }
        let delimiter = Array(("--" + boundary).utf8)
        var parts: [ArraySlice<UInt8>] = []
        var start: Int?
        var rest = body
        while !rest.isEmpty {
            let lineStart = rest.startIndex
            guard let line = MIMELines.next(&rest) else { break }
            guard line.starts(with: delimiter) else { continue }
            let suffix = line.dropFirst(delimiter.count)
            let isClosing = suffix.starts(with: Array("--".utf8))
            guard (isClosing ? suffix.dropFirst(2) : suffix).allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else {
                throw .format(
                    "smime.boundary", vi: "Có dòng gần giống dòng phân cách của boundary.",
                    en: "A line resembles a delimiter of the boundary but goes on after it.")
            }
            if let start {
                parts.append(withoutLineEnd(body[start..<lineStart], from: start))
                guard parts.count <= limits.parts else {
                    throw .format("smime.parts", vi: "Quá nhiều phần MIME.", en: "There are too many MIME parts.")
                }
            }
            start = rest.startIndex
            guard isClosing else { continue }
            guard start != nil, !parts.isEmpty, rest.allSatisfy({ [0x20, 0x09, 0x0D, 0x0A].contains($0) }) else {
                throw .format(
                    "smime.parts", vi: "Có dữ liệu thừa sau dòng phân cách cuối.",
                    en: "There is something after the closing delimiter.")
            }
            return parts
        }
        throw .format(
            "smime.boundary", vi: "Thiếu dòng phân cách cuối.", en: "The closing delimiter is missing.")
    }

    private static func withoutLineEnd(_ part: ArraySlice<UInt8>, from start: Int) -> ArraySlice<UInt8> {
        guard part.last == 0x0A else { return part }
        let cut = part.dropLast()
        return cut.last == 0x0D ? cut.dropLast() : cut
    }

    /// RFC 2046, section 5.1.1: 1 to 70 characters of a small set, no space at the end.
    private static func isBoundary(_ boundary: String) -> Bool {
        (1...70).contains(boundary.utf8.count) && !boundary.hasSuffix(" ")
            && boundary.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || marks.contains(byte)
            }
    }

    private static let marks = Set("'()+_,-./:=? ".utf8)
}
