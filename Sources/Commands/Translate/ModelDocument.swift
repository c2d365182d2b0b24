internal import Messages
internal import SingleWindow

/// A message in the words of the model, as JSON: what `nsw translate` writes and reads.
struct ModelDocument: Codable {
    /// The family it was read from; nil for one written by hand.
    var family: Family?
    var header: MessageHeader?
    /// Exactly one of the following is there.
    var declaration: Declaration?
    var declarationQuery: Bool?
    var dossier: Dossier?
    var engine: Engine?
    var payments: [Payment]?
    var debtQuery: Debt?

    struct Dossier: Codable {
        var kind: DossierEventKind
        var application: PermitApplication?
        var permit: Permit?
    }

    /// What the clearance engine says of a declaration: named by its number, or by the receipt number before that.
    struct Engine: Codable {
        var number: DeclarationNumber?
        var receipt: ReceiptNumber?
        /// `numbered`, `channelled`, `tax-noticed` and their like.
        var event: String
        var results: [EngineResult]?
        var channel: Channel?
        var inspection: InspectionNotice?
        var tax: TaxStatement?
        var clearance: ClearanceDecision?
    }

    struct Debt: Codable {
        var taxpayer: String
        var declaration: DeclarationNumber?
        var year: Int?
    }

    init(_ content: MessageContent, header: MessageHeader) {
        family = header.code.family
        self.header = header
        switch content {
        case .declaration(let declaration): self.declaration = declaration
        case .declarationQuery: declarationQuery = true
        case .dossier(let content):
            dossier = Dossier(kind: content.kind, application: content.application, permit: content.permit)
        case .engine(let content): engine = Engine(content)
        case .payments(let payments): self.payments = payments
        case .debtQuery(let query):
            debtQuery = Debt(taxpayer: query.taxpayer, declaration: query.declaration, year: query.year)
        }
    }
}

extension ModelDocument.Engine {
    fileprivate init(_ content: EngineContent) {
        event = content.event.name
        switch content.subject {
        case .number(let number): self.number = number
        case .receipt(let receipt): self.receipt = receipt
        }
        switch content.event {
        case .numbered(let number): self.number = number
        case .engineRefused(let results): self.results = results
        case .channelled(let channel): self.channel = channel
        case .inspectionOrdered(let notice): inspection = notice
        case .taxNoticed(let statement): tax = statement
        case .cleared(let decision): clearance = decision
        // Payments and permits come from others; the engine never sends them.
        case .taxPaid, .permitDecided: break
        }
    }
}
