internal import SingleWindow

/// The functions of this family's messages (reference/domain.md 2.7).
enum CustomsFunction: String, CaseIterable {
    case declare = "8"
    case channel = "10"
    case notProcessed = "12"
    case query = "13"
    case receiptIssued = "29"
    case numberIssued = "30"
    case accepted = "32"
    case taxNotice = "33"
    case inspection = "34"
    case cleared = "35"
    case refused = "271"
    case businessError = "272"
    case approvalRefused = "273"

    /// Whether customs sends it, so that its content names the sender apart from the declarant. A receipt (`accepted`)
    /// goes both ways and names its sender too.
    var namesSender: Bool {
        switch self {
        case .declare, .query: false
        default: true
        }
    }

    /// The schema of its content in the family's folder.
    func schema(type: String) -> String {
        switch self {
        case .declare: type == CustomsType.export ? "export-declaration.xsd" : "import-declaration.xsd"
        case .channel: "channel.xsd"
        case .notProcessed: "not-processed.xsd"
        case .query: "query.xsd"
        case .receiptIssued: "receipt-issued.xsd"
        case .numberIssued: "number-issued.xsd"
        case .accepted: "accepted.xsd"
        case .taxNotice: "tax-notice.xsd"
        case .inspection: "inspection.xsd"
        case .cleared: "cleared.xsd"
        case .refused, .businessError, .approvalRefused: "refusal.xsd"
        }
    }
}

/// The message types of declarations.
enum CustomsType {
    static let `import` = "929"
    static let export = "930"

    static func of(_ direction: TradeDirection) -> String {
        switch direction {
        case .import: `import`
        case .export: export
        }
    }

    static func direction(_ type: String) -> TradeDirection? {
        switch type {
        case `import`: .import
        case export: .export
        default: nil
        }
    }
}
