internal import FoundationEssentials
internal import SingleWindow

/// Procedures known by code and title alone, from `schemas/nsw/opaque.yaml` (reference/domain.md 1.3): their messages are
/// routed and tracked by their headers and decide nothing.
enum OpaqueProcedures {
    /// The procedures of `file` that are not among `known`, which have folders of their own; none where there is no file.
    static func read(
        _ file: String, in schemas: String, besides known: [ProcedurePack], report: CatalogueReport
    ) -> [ProcedurePack] {
        guard FileManager.default.fileExists(atPath: URL(filePath: schemas).appending(path: file).path()),
            let mapping = YAMLMapping.read(file, in: schemas, report: report)
        else { return [] }
        defer { mapping.finish() }
        let described = Set(known.map(\.entry.code))
        return mapping.sections("procedures").flatMap { section -> [ProcedurePack] in
            defer { section.finish() }
            let first = section.value("code", "a procedure code") { ProcedureCode($0) }
            let last = section.optionalValue("through", "a procedure code") { ProcedureCode($0) }
            let title = section.bilingual("title")
            let agency = section.value("agency", "a partner") { PartnerID($0) }
            guard let first, let title, let agency else { return [] }
            guard let codes = codes(from: first, through: last ?? first) else {
                section.note(
                    "bad_range", nil,
                    Text(
                        vi: "through phải chỉ khác code ở số cuối và lớn hơn.",
                        en: "through must differ from code in its last number alone, and be greater."))
                return []
            }
            return codes.filter { !described.contains($0) }.map { code in
                ProcedurePack(
                    entry: ProcedureEntry(
                        code: code, title: title, agency: agency, numbering: numbering(of: code), permitType: "",
                        engineRecord: ""),
                    file: file, folder: "nsw/\(code)", header: HeaderProfile(), messages: [],
                    isOpaque: true)
            }
        }
    }

    /// What a message of such a procedure does. 10/01 submits in every published procedure; 99 and 00 answer.
    static func entry(for code: MessageCode, from sender: MessageSender) -> MessageEntry? {
        let event: DossierEventKind
        switch sender {
        case .applicant: event = code.type == "10" && code.function == "01" ? .submitted : .stated
        case .agency: event = .informed
        default: return nil
        }
        guard !["99", "00"].contains(code.function) else { return nil }
        return MessageEntry(
            code: code, sender: sender,
            title: Text(
                vi: "Thông điệp \(code.type)/\(code.function)", en: "Message \(code.type)/\(code.function)"),
            event: event)
    }

    /// The codes that count from `first` to `last` in their last five digits.
    private static func codes(from first: ProcedureCode, through last: ProcedureCode) -> [ProcedureCode]? {
        let prefix = String(first.rawValue.dropLast(sequenceDigits))
        guard last.rawValue.hasPrefix(prefix), last.rawValue.count == first.rawValue.count,
            let from = Int(first.rawValue.suffix(sequenceDigits)), let to = Int(last.rawValue.suffix(sequenceDigits)),
            from <= to
        else { return nil }
        return (from...to).compactMap { number in
            let digits = String(number)
            let zeros = String(repeating: "0", count: max(0, sequenceDigits - digits.count))
            return ProcedureCode(prefix + zeros + digits)
        }
    }

    /// The code's letters and digits, two digits of the year, seven of the running number.
    private static func numbering(of code: ProcedureCode) -> DossierNumbering {
        let prefix = code.rawValue.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return DossierNumbering(prefix: prefix, yearDigits: 2, sequenceDigits: 7)
    }

    /// A code is the ministry's letters, two digits of the department and five of the procedure.
    private static let sequenceDigits = 5
}
