internal import FoundationEssentials
internal import SingleWindow

/// The messages of a family that has no procedures, from `schemas/<family>/messages.yaml`:
///
/// ```yaml
/// messages:
///   - code: 929/8                 # type/function, or the type alone
///     sender: declarant
///     event: declared             # what it stands for in a word; optional
///     schema: import-declaration.xsd   # relative to the family's folder; optional
///     title: {vi: Tờ khai hàng hóa nhập khẩu, en: Import declaration}
/// ```
enum FamilyMessages {
    struct Message {
        var entry: MessageEntry
        var event: String?
    }

    /// The family's messages; none where it has no such file.
    static func read(_ family: Family, in folder: String, report: CatalogueReport) -> [Message] {
        let file = "\(family.rawValue)/messages.yaml"
        let path = URL(filePath: folder).appending(path: file).path()
        guard FileManager.default.fileExists(atPath: path),
            let mapping = YAMLMapping.read(file, in: folder, report: report)
        else { return [] }
        defer { mapping.finish() }
        let messages = mapping.sections("messages").compactMap { section -> Message? in
            defer { section.finish() }
            let numbers = section.value("code", "type/function or a type") { text -> (String, String)? in
                let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
                guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
                return (parts[0], parts.count == 2 ? parts[1] : "")
            }
            let sender = section.value("sender", MessageSender.allCases.map(\.rawValue).joined(separator: ", ")) {
                MessageSender(rawValue: $0)
            }
            let title = section.bilingual("title")
            let schema = section.optionalText("schema").map { "\(family.rawValue)/\($0)" }
            let event = section.optionalText("event")
            if let schema, !FileManager.default.fileExists(atPath: URL(filePath: folder).appending(path: schema).path())
            {
                section.note(
                    "no_such_file", nil, Text(vi: "Không có tệp \(schema).", en: "There is no file \(schema)."))
            }
            guard let numbers, let sender, let title else { return nil }
            let code = MessageCode(family: family, type: numbers.0, function: numbers.1)
            return Message(
                entry: MessageEntry(code: code, sender: sender, title: title, schema: schema), event: event)
        }
        for (index, message) in messages.enumerated()
        where messages[..<index].contains(where: { $0.entry.code == message.entry.code }) {
            mapping.note(
                "message_twice", nil,
                Text(
                    vi: "Thông điệp \(message.entry.code) có hai lần.",
                    en: "The message \(message.entry.code) is there twice."))
        }
        return messages
    }
}
