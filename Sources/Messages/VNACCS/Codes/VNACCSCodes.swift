internal import FoundationEssentials
package import SingleWindow

/// The tables of procedure, output and result codes: `procedures.tsv`, `outputs.tsv` and `results.tsv`.
package struct VNACCSCodes: Sendable {
    /// What a terminal may ask the engine for.
    package struct Procedure: Hashable, Sendable {
        package let code: String
        /// The request must carry a digital signature.
        package let isSigned: Bool
        /// The terminal's menu that has it.
        package let area: String
        package let title: Text
    }

    /// What the engine sends.
    package struct Output: Hashable, Sendable {
        /// Without the revision digit.
        package let code: String
        /// `Print`, `RecvOnly` or `Display`: what the terminal does with it.
        package let kind: String
        package let isSigned: Bool
        /// Whether its items are known.
        package let hasLayout: Bool
        package let title: Text
    }

    /// The published text of a result code, which depends on the procedure.
    package struct ResultText: Hashable, Sendable {
        package let code: String
        /// Procedures that give the code with this text; the record breaks off after six, see ``goesOn``.
        package let procedures: [String]
        /// There are more procedures than are named.
        package let goesOn: Bool
        package let text: Text
    }

    package let procedures: [Procedure]
    package let outputs: [Output]
    private let procedureByCode: [String: Procedure]
    private let outputByCode: [String: Output]
    private let resultsByCode: [String: [ResultText]]

    /// Loads the three tables of a folder such as `schemas/vnaccs`.
    ///
    /// - Throws: ``VNACCSError`` with every problem (`vnaccs.codes`, the file as path, the line).
    package init(folder: String) throws(VNACCSError) {
        func read(_ name: String) throws(VNACCSError) -> String {
            guard let data = try? Data(contentsOf: URL(filePath: folder + "/" + name)) else {
                throw VNACCSError(.vnaccsFolder(folder + "/" + name))
            }
            return String(decoding: data, as: UTF8.self)
        }
        try self.init(
            procedures: read("procedures.tsv"), outputs: read("outputs.tsv"), results: read("results.tsv"))
    }

    /// Reads the texts of the three tables.
    package init(
        procedures procedureText: String, outputs outputText: String, results resultText: String
    ) throws(VNACCSError) {
        var problems: [Problem] = []
        procedures = rows(procedureText, file: "procedures.tsv", columns: 5, into: &problems).map {
            Procedure(code: $0[0], isSigned: $0[1] == "yes", area: $0[2], title: title($0[3], $0[4]))
        }
        outputs = rows(outputText, file: "outputs.tsv", columns: 6, into: &problems).map {
            Output(
                code: $0[0], kind: $0[1], isSigned: $0[2] == "yes", hasLayout: $0[3] == "yes",
                title: title($0[4], $0[5]))
        }
        let results = rows(resultText, file: "results.tsv", columns: 4, into: &problems).map { row in
            let goesOn = row[1].hasSuffix("…")
            return ResultText(
                code: row[0],
                procedures: row[1].split(separator: ",").map { $0.hasSuffix("…") ? String($0.dropLast()) : String($0) },
                goesOn: goesOn, text: Text(vi: row[2], en: row[3].isEmpty ? VNACCSResultKind(row[0]).text.en : row[3]))
        }
        guard problems.isEmpty else { throw VNACCSError(problems) }
        procedureByCode = Dictionary(procedures.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        outputByCode = Dictionary(outputs.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        resultsByCode = Dictionary(grouping: results, by: \.code)
    }

    package func procedure(_ code: String) -> Procedure? { procedureByCode[code] }

    /// The output with this code, with or without its revision digit.
    package func output(_ code: String) -> Output? {
        outputByCode[code] ?? (code.utf8.count == 7 ? outputByCode[String(code.dropLast())] : nil)
    }

    /// What a result code says when this procedure gives it.
    ///
    /// Without a text for the procedure itself: one whose list of procedures goes on, or the only one there is; else
    /// the kind of result, since the same code means different things in different procedures.
    package func text(of code: String, procedure: String) -> Text {
        let texts = resultsByCode[code] ?? []
        if let own = texts.first(where: { $0.procedures.contains(procedure) || $0.procedures == ["SYS"] }) {
            return own.text
        }
        let open = texts.filter(\.goesOn)
        if open.count == 1 { return open[0].text }
        return texts.count == 1 ? texts[0].text : VNACCSResultKind(code).text
    }
}

/// The kind of a result, told by the first letter of its code (reference/domain.md 2.6).
package enum VNACCSResultKind: String, Hashable, Sendable, CaseIterable {
    case completed = "0"
    case system = "A"
    case singleItem = "S"
    case relation = "R"
    case state = "E"
    case limit = "L"
    case authority = "U"
    case warning = "W"
    case other = ""

    package init(_ code: some StringProtocol) {
        self = VNACCSResultKind(rawValue: String(code.prefix(1))) ?? .other
    }

    /// The request was carried out.
    package var isSuccess: Bool { self == .completed || self == .warning }

    package var text: Text {
        switch self {
        case .completed: Text(vi: "Kết thúc bình thường.", en: "Completed normally.")
        case .system: Text(vi: "Hệ thống từ chối thông điệp.", en: "The system refused the message.")
        case .singleItem: Text(vi: "Một chỉ tiêu không hợp lệ.", en: "An item is not valid by itself.")
        case .relation:
            Text(vi: "Các chỉ tiêu không phù hợp với nhau.", en: "Items do not agree with each other.")
        case .state:
            Text(
                vi: "Không phù hợp với dữ liệu hoặc trạng thái trong hệ thống.",
                en: "The request does not agree with the data or state in the system.")
        case .limit: Text(vi: "Vượt giới hạn của hệ thống.", en: "A limit of the system is exceeded.")
        case .authority:
            Text(vi: "Người sử dụng không có quyền.", en: "The user is not entitled to do this.")
        case .warning: Text(vi: "Cảnh báo.", en: "Warning.")
        case .other: Text(vi: "Mã kết quả không xác định.", en: "The result code is not known.")
        }
    }
}

private func title(_ vi: String, _ en: String) -> Text {
    Text(vi: vi.isEmpty ? en : vi, en: en.isEmpty ? vi : en)
}

/// The rows of a table after its comments and its head.
private func rows(_ text: String, file: String, columns: Int, into problems: inout [Problem]) -> [[String]] {
    var result: [[String]] = []
    var number = 0
    var hasHead = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        number += 1
        if line.isEmpty || line.hasPrefix("#") { continue }
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == columns, !fields[0].isEmpty else {
            problems.append(
                Problem(
                    code: "vnaccs.codes", line: number, path: file,
                    message: Text(vi: "phải có \(columns) cột", en: "there have to be \(columns) columns")))
            continue
        }
        if hasHead { result.append(fields) } else { hasHead = true }
    }
    return result
}
