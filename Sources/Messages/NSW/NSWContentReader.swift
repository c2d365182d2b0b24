internal import SingleWindow
internal import XMLTree

/// Turns the document of an F1 message into the words of the model, as its catalogue entry says where the fields are.
struct NSWContentReader {
    let document: XMLTree.Element
    let header: MessageHeader
    let entry: MessageEntry
    let procedure: ProcedureEntry
    private var problems: [Problem] = []

    init(document: XMLTree.Element, header: MessageHeader, entry: MessageEntry, procedure: ProcedureEntry) {
        self.document = document
        self.header = header
        self.entry = entry
        self.procedure = procedure
    }

    /// The content; throws with everything that can't be read.
    static func read(
        _ document: XMLTree.Element, header: MessageHeader, entry: MessageEntry, procedure: ProcedureEntry
    ) throws(MessageRefusal) -> DossierContent {
        var reader = NSWContentReader(document: document, header: header, entry: entry, procedure: procedure)
        let content = reader.content()
        guard let content, reader.problems.isEmpty else {
            throw MessageRefusal(family: .nsw, header: header, problems: reader.problems)
        }
        return content
    }

    private mutating func content() -> DossierContent? {
        guard let kind = kind() else { return nil }
        switch kind {
        case .submitted, .edited, .supplemented: return DossierContent(kind: kind, application: application())
        default:
            guard let decision = kind.decision else { return DossierContent(kind: kind) }
            return permit(decision).map { DossierContent(kind: kind, permit: $0) }
        }
    }

    /// The event of the entry, or `failed` where the decision field says so.
    private mutating func kind() -> DossierEventKind? {
        guard let event = entry.event else { return entry.sender == .applicant ? .stated : .informed }
        guard let rule = entry.fields?.decision else { return event }
        let values = texts(rule.path)
        if values.contains(where: rule.failed.contains) { return .failed }
        guard event.decision != nil else { return event }
        if !values.isEmpty, values.allSatisfy(rule.passed.contains) { return event }
        note(
            "content.decision", rule.path,
            Text(
                vi: "Không rõ kết luận đạt hay không đạt: \(values.first ?? "(trống)").",
                en: "The result says neither passed nor failed: \(values.first ?? "(empty)")."))
        return nil
    }

    private mutating func application() -> PermitApplication {
        let fields = entry.fields
        let named = text(fields?.declaration)
        let previous = header.previousReference.flatMap { $0 == header.reference ? nil : $0 }
        return PermitApplication(
            procedure: procedure.code, reference: header.reference,
            applicant: Party(
                name: text(fields?.holderName) ?? header.sender.name, identity: header.sender.identity,
                country: header.sender.countryCode),
            billOfLading: text(fields?.billOfLading).flatMap { BillOfLading($0) },
            contract: text(fields?.contract), declarationReference: named ?? previous, goods: goods())
    }

    private mutating func permit(_ decision: PermitDecision) -> Permit? {
        let fields = entry.fields
        guard let dossier = DossierNumber(header.reference) else {
            problems.append(
                Problem(
                    code: "nsw.content.dossier_number", path: "/Envelope/Header/Subject/reference",
                    message: Text(
                        vi: "reference phải là mã hồ sơ.", en: "The reference must be the dossier's number.")))
            return nil
        }
        // Published lists can hold several certificates; one message of ours speaks of one permit.
        let numbers = Set(fields?.number.map { texts($0) } ?? [])
        guard numbers.count < 2 else {
            note(
                "content.several_permits", fields?.number ?? "",
                Text(
                    vi: "Thông điệp chứa \(numbers.count) giấy phép; mỗi thông điệp chỉ được một.",
                    en: "The message holds \(numbers.count) permits; one message may hold one."))
            return nil
        }
        // A notice without a number of its own is known by its dossier.
        guard let number = PermitNumber(text(fields?.number) ?? dossier.rawValue) else {
            note(
                "content.number", fields?.number ?? "",
                Text(vi: "Số giấy phép không đúng dạng.", en: "The permit's number does not have its form."))
            return nil
        }
        return Permit(
            procedure: procedure.code, agency: procedure.agency, type: procedure.permitType, number: number,
            dossier: dossier, decision: decision, issuedAt: moment(fields?.issuedAt),
            effectiveFrom: moment(fields?.effectiveFrom), expiresAt: moment(fields?.expiresAt),
            text: text(fields?.text), holder: text(fields?.holderName).map { Party(name: $0) },
            billOfLading: text(fields?.billOfLading).flatMap { BillOfLading($0) },
            declaration: text(fields?.declaration).flatMap { DeclarationNumber($0) }, goods: goods(),
            engineRecord: procedure.engineRecord)
    }

    private mutating func goods() -> [PermitGoods] {
        (entry.fields?.goods ?? []).flatMap { goods($0) }
    }

    private mutating func goods(_ map: FieldMap.Goods) -> [PermitGoods] {
        guard let path = ContentPath(map.each) else { return [] }
        return path.elements(from: document).map { line in
            PermitGoods(
                hsCode: text(map.hsCode, below: line).flatMap { HSCode($0) },
                description: text(map.description, below: line) ?? "",
                quantity: quantity(map.quantity, map.quantityUnit, line),
                netWeight: quantity(map.netWeight, map.netWeightUnit, line), origin: text(map.origin, below: line))
        }
    }

    private mutating func quantity(_ path: String?, _ unitPath: String?, _ line: XMLTree.Element) -> Quantity? {
        guard let value = text(path, below: line), let unit = text(unitPath, below: line) else { return nil }
        guard let number = DecimalText.read(value) else {
            note(
                "content.quantity", line.path + "/" + (path ?? ""),
                Text(vi: "“\(value)” không phải số lượng.", en: "“\(value)” is no quantity."))
            return nil
        }
        return Quantity(number, unit)
    }

    // MARK: - Values

    private mutating func moment(_ path: String?) -> Timestamp? {
        guard let text = text(path) else { return nil }
        guard let moment = Timestamp(text) else {
            note("content.date", path ?? "", Text(vi: "“\(text)” không phải ngày.", en: "“\(text)” is no date."))
            return nil
        }
        return moment
    }

    /// The first value at `path`; nil where there is none or it is blank.
    private mutating func text(_ path: String?) -> String? { path.flatMap { texts($0).first } }

    private mutating func texts(_ path: String) -> [String] {
        guard let parsed = ContentPath(path) else { return [] }
        return values(parsed.elements(from: document))
    }

    private mutating func text(_ path: String?, below element: XMLTree.Element) -> String? {
        guard let path, let parsed = ContentPath(path) else { return nil }
        return values(parsed.elements(below: element)).first
    }

    private mutating func values(_ elements: [XMLTree.Element]) -> [String] {
        elements.compactMap { element in
            do throws(XMLError) {
                let text = try element.text.trimmingWhiteSpace()
                return text.isEmpty ? nil : text
            } catch {
                var problem = error.problem
                problem.path = element.path
                problems.append(problem)
                return nil
            }
        }
    }

    private mutating func note(_ code: String, _ path: String, _ message: Text) {
        problems.append(Problem(code: "nsw." + code, path: path, message: message))
    }
}
