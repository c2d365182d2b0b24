internal import SingleWindow

extension RoutingTable {
    /// The rules in `file` of the schema folder.
    static func read(_ file: String, in folder: String, report: CatalogueReport) -> RoutingTable {
        guard let mapping = YAMLMapping.read(file, in: folder, report: report) else { return RoutingTable(rules: []) }
        defer { mapping.finish() }
        return RoutingTable(rules: mapping.sections("rules").compactMap(readRule))
    }

    private static func readRule(_ section: YAMLMapping) -> Rule? {
        defer { section.finish() }
        let check = section.text("check")
        let title = section.bilingual("title")
        let source = section.text("source")
        let direction = section.value("direction", TradeDirection.allCases.map(\.rawValue).joined(separator: ", ")) {
            TradeDirection(rawValue: $0)
        }
        let goods = section.texts("goods").map { prefixes($0, "goods", section) }
        let except = section.optionalTexts("except").map { prefixes($0, "except", section) }
        let procedures = section.texts("procedures")?.compactMap { text -> ProcedureCode? in
            guard let code = ProcedureCode(text) else {
                section.note(
                    "bad_value", nil, Text(vi: "\(text) không phải mã thủ tục.", en: "\(text) is no procedure code."))
                return nil
            }
            return code
        }
        let agency = section.value("agency", "a partner") { PartnerID($0) }
        let regimes = section.optionalTexts("regimes")
        let origins = section.optionalTexts("origins")
        let from = section.optionalValue("from", "a day, yyyy-MM-dd") { day($0) }
        let to = section.optionalValue("to", "a day, yyyy-MM-dd") { day($0) }
        guard let check, let title, let source, let direction, let goods, let procedures, let agency else { return nil }
        return Rule(
            check: check, title: title, source: source, direction: direction, goods: goods, except: except,
            regimes: regimes, origins: origins, procedures: procedures, agency: agency, from: from, to: to)
    }

    /// HS prefixes: a chapter, a heading or more digits.
    private static func prefixes(_ texts: [String], _ key: String, _ section: YAMLMapping) -> [String] {
        for text in texts where !((2...12).contains(text.count) && text.allSatisfy { ("0"..."9").contains($0) }) {
            section.note(
                "bad_value", nil,
                Text(
                    vi: "“\(text)” trong \(key) không phải đầu mã HS.",
                    en: "“\(text)” in \(key) is no beginning of an HS code."))
        }
        return texts
    }

    private static func day(_ text: String) -> Timestamp? { text.count == 10 ? Timestamp(text) : nil }
}
