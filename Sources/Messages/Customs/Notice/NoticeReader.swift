internal import SingleWindow
internal import XMLTree

/// Reads the `Declaration` of notices and answers: the counterpart of `NoticeWriter`.
struct NoticeReader {
    /// What a notice or answer says.
    enum Reading {
        case notice(DeclarationNotice)
        case notProcessedYet
        case accepted
        case refused([Problem])
    }

    /// What `root` says as `function`, or nil after every value that can't be read is noted in it.
    func read(_ root: ElementReader, _ function: CustomsFunction) -> Reading? {
        let direction = root.text("issuer").flatMap(CustomsType.direction)
        let reference = root.text("reference")
        for name in ["issue", "function", "status", "answeredMessageId"] { _ = root.optionalText(name) }
        _ = root.optional("Sender") { $0.party() }
        let office = root.optionalText("declarationOffice")
        let declarant = root.required("Agent") { $0.party() }
        let receipt = root.optionalValue("receiptNo") { ReceiptNumber($0) }
        let number = root.optionalValue("customsReference") { DeclarationNumber($0) }
        let plain = outcome(root, function, hasReceipt: receipt != nil)
        if let plain { return root.problems.isEmpty ? plain : nil }
        let kind = kind(root, function, number)
        guard let kind, let direction = direction ?? missing("issuer", in: root), let reference, let declarant,
            let office = office ?? missing("declarationOffice", in: root),
            let receipt = receipt ?? missing("receiptNo", in: root), root.problems.isEmpty
        else { return nil }
        return .notice(
            DeclarationNotice(
                kind: kind, direction: direction, reference: reference, office: office, declarant: declarant,
                receipt: receipt, number: number))
    }

    private func outcome(_ root: ElementReader, _ function: CustomsFunction, hasReceipt: Bool) -> Reading? {
        switch function {
        case .notProcessed: .notProcessedYet
        case .accepted: .accepted
        case .refused, .businessError, .approvalRefused:
            hasReceipt ? nil : .refused(errors(root).map(\.problem))
        default: nil
        }
    }

    private func errors(_ root: ElementReader) -> [NoticeError] {
        root.required("ErrorList") { $0.list("Error") { NoticeError($0) } } ?? []
    }

    private func kind(_ root: ElementReader, _ function: CustomsFunction, _ number: DeclarationNumber?)
        -> DeclarationNotice.Kind?
    {
        if function == .receiptIssued { return .receiptIssued }
        if function.isRefusal { return .engineRefused(errors(root).map(\.engineResult)) }
        guard let number = number ?? missing("customsReference", in: root) else { return nil }
        switch function {
        case .numberIssued: return .numberIssued
        case .channel: return root.value("channel") { Channel(number: $0) }.map { .channelled($0) }
        case .inspection:
            return root.required("PhysicalInspection") { inspection($0, number) }.map { .inspectionOrdered($0) }
        case .taxNotice: return root.required("TaxNotice") { statement($0, number) }.map { .taxNoticed($0) }
        case .cleared: return root.required("Clearance") { clearance($0, number) }.map { .cleared($0) }
        default: return nil
        }
    }

    /// Notes that `name` is missing or not what it must be here.
    private func missing<T>(_ name: String, in root: ElementReader) -> T? { root.value(name) { _ in nil } }

    private func inspection(_ reader: ElementReader, _ number: DeclarationNumber) -> InspectionNotice? {
        InspectionNotice(
            declaration: number, kind: reader.optionalText("kind"), place: reader.optional("Place") { $0.place() },
            content: reader.optionalText("content"),
            containers: reader.list("containerNo") { $0.own(ElementReader.nonBlank) })
    }

    private func statement(_ reader: ElementReader, _ number: DeclarationNumber) -> TaxStatement? {
        let reference = reader.text("reference")
        let registered = reader.optionalValue("registration") { Timestamp($0) }
        let issued = reader.optionalValue("issue") { Timestamp($0) }
        let regime = reader.optionalText("regime")
        let payer = reader.required("Payer") { $0.party() }
        let office = reader.optional("Office") { $0.place() }
        let lines = reader.list("DutyTaxFee") { $0.dutyTaxFee() }
        let total = reader.required("Total") { $0.money() }
        let treasury = reader.optional("Treasury") { $0.place() }
        guard let reference, let payer, let total else { return nil }
        return TaxStatement(
            number: reference, declaration: number, registeredAt: registered, taxpayer: payer, office: office,
            regime: regime, lines: lines, total: total, treasury: treasury, issuedAt: issued)
    }

    private func clearance(_ reader: ElementReader, _ number: DeclarationNumber) -> ClearanceDecision? {
        let decided = reader.optionalValue("decided") { Timestamp($0) }
        let kind = reader.value("decision") { ClearanceDecision.Kind(rawValue: $0) }
        return kind.map { ClearanceDecision(declaration: number, kind: $0, decidedAt: decided) }
    }
}

extension CustomsFunction {
    var isRefusal: Bool {
        switch self {
        case .refused, .businessError, .approvalRefused: true
        default: false
        }
    }
}
