internal import HummingbirdCore
internal import Journal
internal import SingleWindow

/// The query of `GET /v1/cases`.
struct CaseFilter {
    /// Longer keys are no number of any kind.
    static let longestKey = 128

    /// What a case must hold, all of it.
    let keys: [CaseKey]
    private let phase: String?
    private let after: String?
    private let limit: Int

    private static let kinds: KeyValuePairs<String, CaseKey.Kind> = [
        "declaration": .declaration, "receipt": .receipt, "dossier": .dossier, "permit": .permit,
        "billOfLading": .billOfLading, "taxCode": .taxCode, "reference": .reference,
    ]
    private static let otherNames = ["state", "after", "limit"]
    private static let longestPage = 100

    /// - Throws: `request.invalid_parameter`: unknown, repeated, empty or missing parameters.
    init(_ parameters: FlatDictionary<Substring, Substring>, of partner: PartnerID) throws {
        var values: [String: String] = [:]
        for (name, value) in parameters {
            let name = String(name)
            guard CaseFilter.kinds.contains(where: { $0.key == name }) || CaseFilter.otherNames.contains(name) else {
                throw HTTPProblem.invalidParameter(
                    name, Text(vi: "không có tham số này", en: "there is no such parameter"))
            }
            let value = String(value).trimmingWhiteSpace()
            guard !value.isEmpty, value.count <= CaseFilter.longestKey, values.updateValue(value, forKey: name) == nil
            else {
                throw HTTPProblem.invalidParameter(
                    name, Text(vi: "trống, quá dài hoặc lặp lại", en: "empty, too long or repeated"))
            }
        }
        keys = CaseFilter.kinds.compactMap { name, kind in
            values[name].map { kind == .reference ? CaseKey.reference(partner, $0) : CaseKey(kind, $0) }
        }
        guard !keys.isEmpty else {
            let names = CaseFilter.kinds.map(\.key).joined(separator: ", ")
            throw HTTPProblem.invalidParameter(
                names, Text(vi: "cần ít nhất một tham số", en: "at least one of them is needed"))
        }
        phase = values["state"]
        after = values["after"]
        guard let limit = Int(values["limit"] ?? "20"), (1...CaseFilter.longestPage).contains(limit) else {
            throw HTTPProblem.invalidParameter(
                "limit", Text(vi: "từ 1 đến \(CaseFilter.longestPage)", en: "from 1 to \(CaseFilter.longestPage)"))
        }
        self.limit = limit
    }

    /// The cases of the page asked for, and the cursor of the next.
    ///
    /// The cursor is the identifier of the last case shown. Identifiers grow with time (UUID version 7), so the order
    /// is by them and a page does not shift while new cases are opened.
    func page(of found: [CaseRecord]) -> (cases: [CaseRecord], next: String?) {
        var matching = found.sorted { $0.id.rawValue > $1.id.rawValue }
        if let phase { matching = matching.filter { $0.state.phase == phase } }
        if let after { matching = matching.filter { $0.id.rawValue < after } }
        let page = Array(matching.prefix(limit))
        return (page, matching.count > limit ? page.last?.id.rawValue : nil)
    }
}
