internal import SingleWindow

/// Reads one `.layout` file (its form is described in schemas/vnaccs/README.md) and finds all that is wrong with it.
struct VNACCSLayoutParser {
    /// A layout whose items may still have to be borrowed from another.
    struct Draft {
        var code: String
        var direction: VNACCSLayout.Direction
        var title: Text
        var template: String?
        var isSigned: Bool
        var sameAs: String?
        var items: [VNACCSItem]
        var row: [VNACCSItem]
        var maximumRows: Int
        /// Line of `same-as`, for problems found when the folder is put together.
        var sameAsLine: Int?
    }

    private let file: String
    private var settings: [String: (value: String, line: Int)] = [:]
    private var items: [VNACCSItem] = []
    private var row: [VNACCSItem] = []
    private var maximumRows = 0
    private var part = Part.settings
    private(set) var problems: [Problem] = []

    private enum Part { case settings, items, row }

    private static let known: Set<String> = [
        "message", "direction", "title.vi", "title.en", "template", "sign", "same-as",
    ]

    init(file: String) {
        self.file = file
    }

    mutating func parse(_ text: String) -> Draft? {
        var number = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            let words = line.trimmingWhiteSpace()
            if words.isEmpty || words.hasPrefix("#") { continue }
            switch part {
            case .settings: setting(words, number)
            case .items, .row: item(words, number)
            }
        }
        return draft()
    }

    private mutating func setting(_ words: String, _ line: Int) {
        if words == "items" {
            part = .items
            return
        }
        let pair = words.split(separator: " ", maxSplits: 1)
        let key = String(pair[0])
        guard VNACCSLayoutParser.known.contains(key), pair.count == 2 else {
            fail(line, vi: "dòng không đúng dạng: \(words)", en: "line not understood: \(words)")
            return
        }
        if settings[key] != nil { fail(line, vi: "\(key) lặp lại", en: "\(key) given twice") }
        settings[key] = (pair[1].trimmingWhiteSpace(), line)
    }

    private mutating func item(_ words: String, _ line: Int) {
        let fields = words.split(separator: " ", omittingEmptySubsequences: true)
        if fields[0] == "repeat" {
            guard part == .items, fields.count == 2, let count = Int(fields[1]), count > 0 else {
                fail(line, vi: "chỉ được một nhóm lặp, ở cuối", en: "only one repetition is allowed, at the end")
                return
            }
            part = .row
            maximumRows = count
            return
        }
        guard fields.count >= 4, let order = Int(fields[0]),
            let attribute = fields[2].first.flatMap({ VNACCSItem.Attribute(rawValue: String($0)) }),
            let width = Int(fields[2].dropFirst()), (1...9999).contains(width), fields[3] == "M" || fields[3] == "C",
            (1...4).contains(fields[1].utf8.count)
        else {
            fail(line, vi: "chỉ tiêu không đúng dạng: \(words)", en: "item not understood: \(words)")
            return
        }
        let all = items + row
        if let last = all.last, order != last.order + 1 {
            fail(line, vi: "chỉ tiêu \(order) sai thứ tự", en: "item \(order) is out of order")
        }
        if all.contains(where: { $0.id == fields[1] }) {
            fail(line, vi: "mã chỉ tiêu \(fields[1]) lặp lại", en: "item id \(fields[1]) given twice")
        }
        var label = fields.dropFirst(4)
        let given = label.last.flatMap { $0.hasPrefix("default=") ? String($0.dropFirst(8)) : nil }
        if given != nil { label.removeLast() }
        let item = VNACCSItem(
            order: order, id: String(fields[1]), attribute: attribute, width: width, isMandatory: fields[3] == "M",
            label: label.joined(separator: " "), defaultValue: given)
        if part == .row { row.append(item) } else { items.append(item) }
    }

    private mutating func draft() -> Draft? {
        let sameAs = settings["same-as"]
        if sameAs == nil, items.isEmpty { fail(1, vi: "không có chỉ tiêu nào", en: "no items") }
        if let sameAs, !items.isEmpty {
            fail(sameAs.line, vi: "same-as đi cùng chỉ tiêu", en: "same-as together with items")
        }
        if part == .row, row.isEmpty { fail(1, vi: "nhóm lặp không có chỉ tiêu", en: "repetition without items") }
        guard let code = required("message"), let direction = required("direction") else { return nil }
        guard let direction = VNACCSLayout.Direction(rawValue: direction) else {
            fail(
                settings["direction"]?.line ?? 1, vi: "direction phải là send hoặc receive",
                en: "direction is send or receive")
            return nil
        }
        if file != code + ".layout" {
            fail(
                settings["message"]?.line ?? 1, vi: "tên tệp khác mã \(code)", en: "the file is not named after \(code)"
            )
        }
        let (vi, en) = (settings["title.vi"]?.value ?? "", settings["title.en"]?.value ?? "")
        if vi.isEmpty, en.isEmpty { fail(1, vi: "thiếu tiêu đề", en: "no title") }
        let sign = settings["sign"]?.value ?? "no"
        if sign != "yes", sign != "no" {
            fail(settings["sign"]?.line ?? 1, vi: "sign phải là yes hoặc no", en: "sign is yes or no")
        }
        guard problems.isEmpty else { return nil }
        return Draft(
            code: code, direction: direction, title: Text(vi: vi.isEmpty ? en : vi, en: en.isEmpty ? vi : en),
            template: settings["template"]?.value, isSigned: sign == "yes", sameAs: sameAs?.value, items: items,
            row: row, maximumRows: maximumRows, sameAsLine: sameAs?.line)
    }

    private mutating func required(_ key: String) -> String? {
        if settings[key] == nil { fail(1, vi: "thiếu \(key)", en: "\(key) is missing") }
        return settings[key]?.value
    }

    private mutating func fail(_ line: Int, vi: String, en: String) {
        problems.append(Problem(code: "vnaccs.layout", line: line, path: file, message: Text(vi: vi, en: en)))
    }
}
