package import SingleWindow

/// What intake and dispatch ask of the catalogue; loaded from the schema folder, replaced as a whole on reload.
package protocol MessageCatalogue: Sendable {
    /// The message known under `code`, or nil.
    func entry(for code: MessageCode) -> MessageEntry?
    /// The message known under `code` when `sender` sends it. The sender matters in procedures known by code and title
    /// alone, where it is all that says what a message does.
    func entry(for code: MessageCode, from sender: MessageSender) -> MessageEntry?
    /// The procedure known under `code`, or nil.
    func procedure(_ code: ProcedureCode) -> ProcedureEntry?
    /// Which goods need which checks.
    var routing: RoutingTable { get }
}

extension MessageCatalogue {
    package func entry(for code: MessageCode, from sender: MessageSender) -> MessageEntry? { entry(for: code) }
}

/// A single-window procedure as the catalogue knows it.
package struct ProcedureEntry: Hashable, Sendable, Codable {
    package var code: ProcedureCode
    package var title: Text
    /// The agency that decides, by its partner.
    package var agency: PartnerID
    package var numbering: DossierNumbering
    /// The engine's permit type, at most 4 characters.
    package var permitType: String
    /// The family of engine records its permits go into: `VAJP`, `VAGP`, `VAHP`.
    package var engineRecord: String

    package init(
        code: ProcedureCode, title: Text, agency: PartnerID, numbering: DossierNumbering, permitType: String,
        engineRecord: String
    ) {
        self.code = code
        self.title = title
        self.agency = agency
        self.numbering = numbering
        self.permitType = permitType
        self.engineRecord = engineRecord
    }
}

/// How a procedure's dossier numbers look; the width of `NSWFileCode` differs (reference/nsw-practice.md, 5).
package struct DossierNumbering: Hashable, Sendable, Codable {
    package var prefix: String
    /// 2 or 4 digits of the year after the prefix; 0 for none.
    package var yearDigits: Int
    /// Digits of the running number, filled with zeros.
    package var sequenceDigits: Int

    package init(prefix: String, yearDigits: Int, sequenceDigits: Int) {
        self.prefix = prefix
        self.yearDigits = yearDigits
        self.sequenceDigits = sequenceDigits
    }

    /// The dossier number of the running number `sequence` in `year`; nil where the digits are used up.
    package func number(_ sequence: Int64, year: Int) -> DossierNumber? {
        let digits = String(sequence)
        guard digits.count <= sequenceDigits else { return nil }
        let yearPart = String(String(year).suffix(yearDigits))
        let zeros = String(repeating: "0", count: sequenceDigits - digits.count)
        return DossierNumber("\(prefix)\(yearPart)\(zeros)\(digits)")
    }
}
