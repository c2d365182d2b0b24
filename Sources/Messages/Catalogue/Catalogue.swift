internal import FoundationEssentials
package import SingleWindow
package import XMLTree

/// Everything the schema folder says: the procedures of the single window, the messages of all families, routing, party
/// codes. One immutable value; a reload makes a new one.
///
/// Adding a procedure is adding a folder under `nsw/` with a `procedure.yaml`; no code knows a procedure.
package struct Catalogue: MessageCatalogue {
    /// The schema folder it was loaded from.
    package let folder: String
    /// The single window's procedures, by code.
    package let procedures: [ProcedurePack]
    package let routing: RoutingTable
    package let partyCodes: PartyCodes
    /// Every message of every family, ordered by family and code.
    package let list: [CatalogueRow]

    private let entries: [MessageCode: MessageEntry]
    private let packs: [ProcedureCode: ProcedurePack]
    private let schemas: [String: XMLSchemaSet]

    package func entry(for code: MessageCode) -> MessageEntry? { entry(for: code, from: .applicant) }

    package func entry(for code: MessageCode, from sender: MessageSender) -> MessageEntry? {
        if let entry = entries[code] { return entry }
        guard code.family == .nsw, let pack = ProcedureCode(code.documentType).flatMap({ packs[$0] }), pack.isOpaque
        else { return nil }
        return OpaqueProcedures.entry(for: code, from: sender)
    }

    package func procedure(_ code: ProcedureCode) -> ProcedureEntry? { packs[code]?.entry }

    /// The procedure's whole description.
    package func pack(_ code: ProcedureCode) -> ProcedurePack? { packs[code] }

    /// The compiled XSD at `path`, relative to the schema folder: one that a message entry names.
    package func schema(_ path: String) -> XMLSchemaSet? { schemas[path] }

    // MARK: - Loading

    /// Loads the schema folder whole; anything wrong with any file of it refuses it, so that the one in force stays.
    package static func load(schemas folder: String) throws(CatalogueError) -> Catalogue {
        let report = CatalogueReport()
        let known = procedureFolders(in: folder).compactMap { ProcedurePack.read($0, in: folder, report: report) }
        let packs = known + OpaqueProcedures.read("nsw/opaque.yaml", in: folder, besides: known, report: report)
        let others =
            [Family.customs, .payment].flatMap { FamilyMessages.read($0, in: folder, report: report) }
            + EngineMessages.read(in: folder, report: report)
        let routing = RoutingTable.read("routing.yaml", in: folder, report: report)
        let partyCodes = PartyCodes.read("party-codes.yaml", in: folder, report: report)
        let catalogue = Catalogue(
            folder: folder, packs: packs, others: others, routing: routing, partyCodes: partyCodes, report: report)
        guard report.problems.isEmpty else { throw CatalogueError(problems: report.problems) }
        return catalogue
    }

    private init(
        folder: String, packs: [ProcedurePack], others: [FamilyMessages.Message], routing: RoutingTable,
        partyCodes: PartyCodes, report: CatalogueReport
    ) {
        self.folder = folder
        self.routing = routing
        self.partyCodes = partyCodes
        procedures = packs.sorted { $0.entry.code.rawValue < $1.entry.code.rawValue }
        var byCode: [ProcedureCode: ProcedurePack] = [:]
        for pack in procedures {
            if let other = byCode.updateValue(pack, forKey: pack.entry.code) {
                report.add(
                    .catalogue(
                        "procedure_twice", file: pack.file,
                        Text(
                            vi: "Thủ tục \(pack.entry.code) đã có ở \(other.file).",
                            en: "The procedure \(pack.entry.code) is already in \(other.file).")))
            }
        }
        self.packs = byCode
        Catalogue.checkNumbering(procedures, report)
        Catalogue.check(routing, against: byCode, report)
        let messages = procedures.flatMap { pack in
            pack.isOpaque ? [CatalogueRow(opaque: pack)] : pack.messages.map { CatalogueRow($0) }
        }
        entries = Dictionary(
            (procedures.flatMap(\.messages) + others.map(\.entry)).map { ($0.code, $0) },
            uniquingKeysWith: { first, _ in first })
        list = messages + others.map { CatalogueRow($0.entry, event: $0.event) }
        let files = Set(entries.values.compactMap(\.schema)).filter { $0.hasSuffix(".xsd") }
        schemas = Catalogue.compile(files.sorted(), in: folder, report: report)
    }

    private static func procedureFolders(in folder: String) -> [String] {
        let parent = URL(filePath: folder).appending(path: "nsw")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path())) ?? []
        return names.sorted()
            .filter { FileManager.default.fileExists(atPath: parent.appending(path: "\($0)/procedure.yaml").path()) }
            .map { "nsw/\($0)" }
    }

    private static func compile(_ files: [String], in folder: String, report: CatalogueReport) -> [String: XMLSchemaSet]
    {
        var result: [String: XMLSchemaSet] = [:]
        for file in files {
            do throws(XMLError) {
                result[file] = try XMLSchemaSet(folder: folder, files: [file])
            } catch {
                report.add(
                    .catalogue(
                        "schema", file: file, line: error.line,
                        Text(
                            vi: "Lược đồ không biên dịch được: \(error.message)",
                            en: "The schema does not compile: \(error.message)")))
            }
        }
        return result
    }

    /// Two procedures whose numbers look alike would give two dossiers one number.
    private static func checkNumbering(_ packs: [ProcedurePack], _ report: CatalogueReport) {
        for (index, pack) in packs.enumerated() {
            let numbering = pack.entry.numbering
            for other in packs[..<index] where other.entry.numbering.mayEqual(numbering) {
                report.add(
                    .catalogue(
                        "numbering_clash", file: pack.file,
                        Text(
                            vi: "Mã hồ sơ có thể trùng với thủ tục \(other.entry.code).",
                            en: "Its dossier numbers can equal those of \(other.entry.code).")))
            }
        }
    }

    private static func check(
        _ routing: RoutingTable, against packs: [ProcedureCode: ProcedurePack], _ report: CatalogueReport
    ) {
        for rule in routing.rules {
            for code in rule.procedures where packs[code] == nil {
                report.add(
                    .catalogue(
                        "unknown_procedure", file: "routing.yaml",
                        Text(
                            vi: "Quy tắc \(rule.check) nêu thủ tục không có: \(code).",
                            en: "The rule \(rule.check) names a procedure that is not there: \(code).")))
            }
        }
    }
}

extension DossierNumbering {
    /// Whether a number of this form can also be one of `other`.
    fileprivate func mayEqual(_ other: DossierNumbering) -> Bool {
        let width = prefix.count + yearDigits + sequenceDigits
        guard width == other.prefix.count + other.yearDigits + other.sequenceDigits else { return false }
        // The longer prefix goes on with digits where the shorter's year and sequence begin.
        let (short, long) = prefix.count <= other.prefix.count ? (prefix, other.prefix) : (other.prefix, prefix)
        return long.hasPrefix(short) && long.dropFirst(short.count).allSatisfy(\.isNumber)
    }
}
