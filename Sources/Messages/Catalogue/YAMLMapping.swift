internal import FoundationEssentials
internal import SingleWindow
internal import Yams

/// What reading a schema folder has found wrong so far.
final class CatalogueReport {
    private(set) var problems: [Problem] = []

    func add(_ problem: Problem) { problems.append(problem) }

    func add(_ problems: [Problem]) { self.problems += problems }
}

/// A mapping in a YAML file: hands out values by key, notes with their line those that are missing or of another kind, and
/// in the end every key that nobody asked for, so that a misspelt key is not ignored silently.
final class YAMLMapping {
    let file: String
    let line: Int?
    let report: CatalogueReport
    private let mapping: Node.Mapping
    private var used: Set<String> = []

    /// The mapping that is the whole of a file, read from `folder`; nil, with the reason in the report, where there is
    /// none. `file` is relative to the folder and stands in problems.
    static func read(_ file: String, in folder: String, report: CatalogueReport) -> YAMLMapping? {
        let text: String
        do {
            text = String(decoding: try Data(contentsOf: URL(filePath: folder).appending(path: file)), as: UTF8.self)
        } catch {
            report.add(
                .catalogue(
                    "file_unreadable", file: file,
                    Text(vi: "Không đọc được tệp.", en: "The file can't be read.")))
            return nil
        }
        do {
            guard let node = try Yams.compose(yaml: text) else {
                report.add(.catalogue("yaml", file: file, line: 1, Text(vi: "Tệp rỗng.", en: "The file is empty.")))
                return nil
            }
            return YAMLMapping(node, file: file, report: report)
        } catch {
            report.add(
                .catalogue(
                    "yaml", file: file, line: YAMLMapping.line(of: error),
                    Text(vi: "Không phải YAML hợp lệ.", en: "Not valid YAML: \(YAMLMapping.words(of: error))")))
            return nil
        }
    }

    /// The mapping that `node` is; nil, with the reason in the report, where it is something else.
    init?(_ node: Node, file: String, report: CatalogueReport) {
        guard case .mapping(let mapping) = node else {
            report.add(
                .catalogue(
                    "not_a_mapping", file: file, line: node.mark?.line,
                    Text(vi: "Cần một ánh xạ khóa: giá trị.", en: "A mapping of keys to values is needed here.")))
            return nil
        }
        self.mapping = mapping
        self.file = file
        self.report = report
        line = node.mark?.line
    }

    // MARK: - Values

    /// The text under `key`, which must be there and not empty.
    func text(_ key: String) -> String? {
        guard let value = value(key) else {
            missing(key)
            return nil
        }
        return scalar(value, key)
    }

    /// The text under `key`; nil where there is no such key.
    func optionalText(_ key: String) -> String? { value(key).flatMap { scalar($0, key) } }

    /// What `read` makes of the text under `key`, which must be there.
    func value<T>(_ key: String, _ expected: String, _ read: (String) -> T?) -> T? {
        text(key).flatMap { convert($0, key, expected, read) }
    }

    /// What `read` makes of the text under `key`; nil where there is no such key.
    func optionalValue<T>(_ key: String, _ expected: String, _ read: (String) -> T?) -> T? {
        optionalText(key).flatMap { convert($0, key, expected, read) }
    }

    /// The texts of the list under `key`; nil where there is no such key.
    func optionalTexts(_ key: String) -> [String]? {
        guard let node = value(key) else { return nil }
        guard case .sequence(let sequence) = node else {
            note("not_a_list", node.mark?.line, Text(vi: "\(key) phải là danh sách.", en: "\(key) must be a list."))
            return nil
        }
        return sequence.compactMap { scalar($0, key) }
    }

    /// The texts of the list under `key`, which must be there.
    func texts(_ key: String) -> [String]? {
        if mapping[Node(key)] == nil { missing(key) }
        return optionalTexts(key)
    }

    /// The mapping under `key`, which must be there.
    func section(_ key: String) -> YAMLMapping? {
        if mapping[Node(key)] == nil { missing(key) }
        return optionalSection(key)
    }

    /// The mapping under `key`; nil where there is no such key.
    func optionalSection(_ key: String) -> YAMLMapping? {
        value(key).flatMap { YAMLMapping($0, file: file, report: report) }
    }

    /// The mappings of the list under `key`; none where there is no such key.
    func sections(_ key: String) -> [YAMLMapping] {
        guard let node = value(key) else { return [] }
        guard case .sequence(let sequence) = node else {
            note("not_a_list", node.mark?.line, Text(vi: "\(key) phải là danh sách.", en: "\(key) must be a list."))
            return []
        }
        return sequence.compactMap { YAMLMapping($0, file: file, report: report) }
    }

    /// The mapping under `key`, or the mappings of the list under it; none where there is no such key.
    func oneOrMoreSections(_ key: String) -> [YAMLMapping] {
        guard case .mapping = mapping[Node(key)] else { return sections(key) }
        return optionalSection(key).map { [$0] } ?? []
    }

    /// The mappings under every key, by key.
    func namedSections() -> [(name: String, section: YAMLMapping)] {
        mapping.compactMap { key, node in
            guard let name = key.string else { return nil }
            used.insert(name)
            return YAMLMapping(node, file: file, report: report).map { (name, $0) }
        }
    }

    /// The text in both languages under `key`, which must be there.
    func bilingual(_ key: String) -> Text? {
        guard let section = section(key) else { return nil }
        defer { section.finish() }
        guard let vi = section.text("vi"), let en = section.text("en") else { return nil }
        return Text(vi: vi, en: en)
    }

    // MARK: - Problems

    /// Notes the keys that nobody asked for.
    func finish() {
        for (key, _) in mapping where !used.contains(key.string ?? "") {
            note(
                "unknown_key", key.mark?.line,
                Text(vi: "Khóa không biết: \(key.string ?? "?").", en: "Unknown key: \(key.string ?? "?")."))
        }
    }

    func note(_ code: String, _ line: Int? = nil, _ message: Text) {
        report.add(.catalogue(code, file: file, line: line ?? self.line, message))
    }

    private func value(_ key: String) -> Node? {
        used.insert(key)
        return mapping[Node(key)]
    }

    private func missing(_ key: String) {
        used.insert(key)
        note("missing_key", nil, Text(vi: "Thiếu khóa \(key).", en: "The key \(key) is missing."))
    }

    private func scalar(_ node: Node, _ key: String) -> String? {
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
            note("not_a_text", node.mark?.line, Text(vi: "\(key) phải là văn bản.", en: "\(key) must be a text."))
            return nil
        }
        return scalar.string
    }

    private func convert<T>(_ text: String, _ key: String, _ expected: String, _ read: (String) -> T?) -> T? {
        guard let result = read(text) else {
            note(
                "bad_value", mapping[Node(key)]?.mark?.line,
                Text(
                    vi: "Giá trị “\(text)” của \(key) không hợp lệ; cần \(expected).",
                    en: "The value “\(text)” of \(key) is not valid; expected \(expected)."))
            return nil
        }
        return result
    }

    private static func line(of error: any Error) -> Int? {
        switch error as? YamlError {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: nil
        }
    }

    private static func words(of error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .duplicatedKeysInMapping(let keys, _):
            "the key \(keys.map { "\($0)" }.joined(separator: ", ")) is there twice"
        default: "unreadable"
        }
    }
}
