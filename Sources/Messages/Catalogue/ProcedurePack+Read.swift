internal import SingleWindow

extension ProcedurePack {
    /// Reads the procedure in `folder`, relative to the schema folder; nil, with the reasons in the report, where its
    /// file can't be taken.
    static func read(_ folder: String, in schemas: String, report: CatalogueReport) -> ProcedurePack? {
        guard let file = YAMLMapping.read("\(folder)/procedure.yaml", in: schemas, report: report) else { return nil }
        defer { file.finish() }
        let code = file.value("code", "a procedure code") { ProcedureCode($0) }
        let title = file.bilingual("title")
        let agency = file.value("agency", "a partner") { PartnerID($0) }
        let numbering = file.section("numbering").flatMap(readNumbering)
        let permit = file.section("permit").flatMap(readPermit)
        let header = file.optionalSection("header").map(readHeader) ?? HeaderProfile()
        var maps: [String: FieldMap] = [:]
        if let fields = file.optionalSection("fields") {
            for (name, section) in fields.namedSections() { maps[name] = FieldMap(section) }
        }
        var usedMaps: Set<String> = []
        let messages = file.sections("messages").compactMap { section -> MessageEntry? in
            defer { section.finish() }
            return readMessage(section, procedure: code, folder: folder, maps: maps, used: &usedMaps)
        }
        for name in maps.keys.sorted() where !usedMaps.contains(name) {
            file.note("unused_fields", nil, Text(vi: "Không ai dùng \(name).", en: "Nobody uses the fields \(name)."))
        }
        for (index, message) in messages.enumerated()
        where messages[..<index].contains(where: { $0.code == message.code }) {
            file.note(
                "message_twice", nil,
                Text(vi: "Thông điệp \(message.code) có hai lần.", en: "The message \(message.code) is there twice."))
        }
        guard let code, let title, let agency, let numbering, let permit else { return nil }
        let entry = ProcedureEntry(
            code: code, title: title, agency: agency, numbering: numbering, permitType: permit.type,
            engineRecord: permit.record)
        return ProcedurePack(
            entry: entry, file: "\(folder)/procedure.yaml", folder: folder, header: header, messages: messages)
    }

    private static func readNumbering(_ section: YAMLMapping) -> DossierNumbering? {
        defer { section.finish() }
        let prefix = section.value("prefix", "1 to 20 letters and digits") { text in
            (1...20).contains(text.count) && text.utf8.allSatisfy(isLetterOrDigit) ? text : nil
        }
        let year = section.value("yearDigits", "0, 2 or 4") { text in
            Int(text).flatMap { [0, 2, 4].contains($0) ? $0 : nil }
        }
        let sequence = section.value("sequenceDigits", "3 to 12") { text in
            Int(text).flatMap { (3...12).contains($0) ? $0 : nil }
        }
        guard let prefix, let year, let sequence else { return nil }
        return DossierNumbering(prefix: prefix, yearDigits: year, sequenceDigits: sequence)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    private static func readPermit(_ section: YAMLMapping) -> (record: String, type: String)? {
        defer { section.finish() }
        let record = section.value("record", "VAJP, VAGP or VAHP") { ["VAJP", "VAGP", "VAHP"].contains($0) ? $0 : nil }
        let type = section.value("type", "at most 4 characters") { $0.count <= 4 ? $0 : nil }
        guard let record, let type else { return nil }
        return (record, type)
    }

    private static func readHeader(_ section: YAMLMapping) -> HeaderProfile {
        defer { section.finish() }
        return HeaderProfile(
            previousYear: section.optionalValue("previousYear", words(HeaderProfile.Presence.self)) {
                HeaderProfile.Presence(rawValue: $0)
            } ?? .optional)
    }

    private static func readMessage(
        _ section: YAMLMapping, procedure: ProcedureCode?, folder: String, maps: [String: FieldMap],
        used: inout Set<String>
    ) -> MessageEntry? {
        let numbers = section.value("code", "type/function, such as 10/01") { text -> (String, String)? in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, parts.allSatisfy({ (1...3).contains($0.count) }) else { return nil }
            return (parts[0], parts[1])
        }
        let sender = section.value("sender", words(MessageSender.self)) { MessageSender(rawValue: $0) }
        let title = section.bilingual("title")
        let schema = section.optionalText("schema").map { "\(folder)/\($0)" }
        let event = section.value("event", words(DossierEventKind.self)) { DossierEventKind(rawValue: $0) }
        let fields = section.optionalValue("fields", "the name of a map under fields") { name -> FieldMap? in
            used.insert(name)
            return maps[name]
        }
        if let event, let sender, event.isFromApplicant != (sender == .applicant) {
            section.note(
                "sender_of_event", nil,
                Text(
                    vi: "\(event.rawValue) không phải của \(sender.rawValue).",
                    en: "\(event.rawValue) is nothing that the \(sender.rawValue) says."))
        }
        guard let procedure, let numbers, let sender, let title, let event else { return nil }
        return MessageEntry(
            code: MessageCode(
                family: .nsw, documentType: procedure.rawValue, type: numbers.0, function: numbers.1),
            sender: sender, title: title, schema: schema, event: event, fields: fields)
    }

    private static func words<E: CaseIterable & RawRepresentable<String>>(_ type: E.Type) -> String {
        E.allCases.map(\.rawValue).joined(separator: ", ")
    }
}

extension FieldMap {
    /// The map in `section`.
    init(_ section: YAMLMapping) {
        defer { section.finish() }
        self.init(
            number: section.optionalText("number"), issuedAt: section.optionalText("issuedAt"),
            effectiveFrom: section.optionalText("effectiveFrom"), expiresAt: section.optionalText("expiresAt"),
            text: section.optionalText("text"), holderName: section.optionalText("holderName"),
            billOfLading: section.optionalText("billOfLading"), declaration: section.optionalText("declaration"),
            contract: section.optionalText("contract"),
            decision: section.optionalSection("decision").flatMap(FieldMap.readDecision),
            goods: section.oneOrMoreSections("goods").compactMap(FieldMap.readGoods))
    }

    private static func readDecision(_ section: YAMLMapping) -> Decision? {
        defer { section.finish() }
        guard let path = section.text("path"), let passed = section.texts("passed"),
            let failed = section.texts("failed")
        else { return nil }
        return Decision(path: path, passed: passed, failed: failed)
    }

    private static func readGoods(_ section: YAMLMapping) -> Goods? {
        defer { section.finish() }
        let each = section.text("each")
        let goods = Goods(
            each: each ?? "", hsCode: section.optionalText("hsCode"), description: section.optionalText("description"),
            quantity: section.optionalText("quantity"), quantityUnit: section.optionalText("quantityUnit"),
            netWeight: section.optionalText("netWeight"), netWeightUnit: section.optionalText("netWeightUnit"),
            origin: section.optionalText("origin"))
        return each == nil ? nil : goods
    }
}
