/// Plain text over several items of the engine.
enum PlainLines {
    /// `text` broken between words into lines of at most `width` bytes; a word that is longer stands on a line alone.
    static func broken(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.utf8.count + 1 + word.utf8.count <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    /// Whether `text`, with its letters made plain, is printable ASCII and fits `count` lines of `width`.
    static func fits(_ text: String, width: Int, count: Int = 1) -> Bool {
        let isPlain = text.utf8.allSatisfy { (32...126).contains($0) }
        let plain = isPlain ? text : PlainLatin.fold(text)
        guard isPlain || plain.utf8.allSatisfy({ (32...126).contains($0) }) else { return false }
        guard count > 1 else { return plain.utf8.count <= width }
        let lines = broken(plain, width: width)
        return lines.count <= count && lines.allSatisfy { $0.utf8.count <= width }
    }
}
