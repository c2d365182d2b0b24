/// The inspection channel of a declaration (Circular 38/2015 Art. 19(3)–(4)).
package enum Channel: String, Hashable, Sendable, Codable, CaseIterable {
    /// 1: information accepted.
    case green
    /// 2: documents checked.
    case yellow
    /// 3: goods checked on top of documents.
    case red

    /// The digit on the wire.
    package var number: String {
        switch self {
        case .green: "1"
        case .yellow: "2"
        case .red: "3"
        }
    }

    /// The channel of a wire value: its digit, alone or followed by blanks.
    package init?(number: String) {
        switch number.trimmingWhiteSpace() {
        case "1": self = .green
        case "2": self = .yellow
        case "3": self = .red
        default: return nil
        }
    }
}

/// The engine's order to inspect goods (VAD487, VAE474).
package struct InspectionNotice: Hashable, Sendable, Codable {
    package var declaration: DeclarationNumber
    /// The kind of inspection in the engine's words.
    package var kind: String?
    package var place: Place?
    /// What is to be inspected.
    package var content: String?
    package var containers: [String]

    package init(
        declaration: DeclarationNumber, kind: String? = nil, place: Place? = nil, content: String? = nil,
        containers: [String] = []
    ) {
        self.declaration = declaration
        self.kind = kind
        self.place = place
        self.content = content
        self.containers = containers
    }
}

/// A statement of tax to pay (VAF801).
package struct TaxStatement: Hashable, Sendable, Codable {
    package var number: String
    package var declaration: DeclarationNumber
    package var registeredAt: Timestamp?
    package var taxpayer: Party
    package var office: Place?
    package var regime: String?
    package var lines: [DutyTaxFee]
    package var total: Money
    /// The treasury's account (`code`) and name.
    package var treasury: Place?
    package var issuedAt: Timestamp?

    package init(
        number: String, declaration: DeclarationNumber, registeredAt: Timestamp? = nil, taxpayer: Party,
        office: Place? = nil, regime: String? = nil, lines: [DutyTaxFee], total: Money, treasury: Place? = nil,
        issuedAt: Timestamp? = nil
    ) {
        self.number = number
        self.declaration = declaration
        self.registeredAt = registeredAt
        self.taxpayer = taxpayer
        self.office = office
        self.regime = regime
        self.lines = lines
        self.total = total
        self.treasury = treasury
        self.issuedAt = issuedAt
    }
}

/// Tax paid on a declaration (F4 301).
package struct Payment: Hashable, Sendable, Codable {
    /// The payment slip's number (`So_CT`).
    package var slip: String
    /// The series the slip is numbered in (`KyHieu_CT`), where it names one.
    package var series: String?
    /// The transaction's number on the wire (`Transaction_ID`).
    package var transaction: String
    package var declaration: DeclarationNumber
    package var payer: Party
    package var amount: Money
    package var lines: [DutyTaxFee]
    /// The bank or treasury that collected.
    package var bank: String?
    package var paidAt: Timestamp

    package init(
        slip: String, series: String? = nil, transaction: String, declaration: DeclarationNumber, payer: Party,
        amount: Money, lines: [DutyTaxFee] = [], bank: String? = nil, paidAt: Timestamp
    ) {
        self.slip = slip
        self.series = series
        self.transaction = transaction
        self.declaration = declaration
        self.payer = payer
        self.amount = amount
        self.lines = lines
        self.bank = bank
        self.paidAt = paidAt
    }

    /// Whether both are of one slip, so that they count once: slips are numbered by each bank, in series, anew each year
    /// (the engine refers to them in the same way, items BRC, RYA, BPS and BPN of VAF511).
    package func isSameSlip(as other: Payment) -> Bool {
        slip == other.slip && series == other.series && bank == other.bank && paidAt.year == other.paidAt.year
    }
}

/// The engine's last word on a declaration.
package struct ClearanceDecision: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// `thông quan` (Customs Law Art. 37): VAD1AG, VAE1LF.
        case cleared
        /// `giải phóng hàng` (Customs Law Art. 36): VAD1BJ.
        case released
    }

    package var declaration: DeclarationNumber
    package var kind: Kind
    package var decidedAt: Timestamp?

    package init(declaration: DeclarationNumber, kind: Kind, decidedAt: Timestamp? = nil) {
        self.declaration = declaration
        self.kind = kind
        self.decidedAt = decidedAt
    }
}

/// A result code of the engine (reference/domain.md 2.6): five characters, `00000` for a normal end.
package struct EngineResult: Hashable, Sendable, Codable {
    package var code: String
    /// The item it is about, where the engine names one.
    package var item: String?
    package var text: String?

    package init(code: String, item: String? = nil, text: String? = nil) {
        self.code = code
        self.item = item
        self.text = text
    }

    /// Whether the engine carried the request out: a normal end or a mere warning.
    package var isNormal: Bool { code == "00000" || code.hasPrefix("W") }
}
