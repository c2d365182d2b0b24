internal import Gateway
internal import HTTPTypes
internal import Hummingbird
internal import SingleWindow

/// `GET /v1/cases/REF` and `GET /v1/cases?…`: where a consignment is and who holds it. A partner sees its own cases only.
struct CaseRoutes: Sendable {
    let gateway: any GatewayUseCases
    let authenticator: CallerAuthenticator

    /// One case by any key. Where a key finds several (a tax code, a bill of lading), the one that is itself called so
    /// comes first, else the newest; the others are named beside it.
    func one(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let caller = try await authenticator.reader(request, context)
        let reference = try pathParameter(context)
        let found = try await gateway.trace(reference, visibleTo: caller.partner.id)
        guard let best = found.first(where: { $0.isCalled(reference) }) ?? found.first else {
            throw HTTPProblem.caseNotFound(reference)
        }
        let others = found.filter { $0.id != best.id }.map(CaseSummary.init)
        return try Response.json(CaseAnswer(trace: best, related: others))
    }

    /// The caller's cases that every given key finds, newest first.
    func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let caller = try await authenticator.reader(request, context)
        let filter = try CaseFilter(request.uri.queryParameters, of: caller.partner.id)
        let found = try await gateway.cases(holding: filter.keys, visibleTo: caller.partner.id)
        let page = filter.page(of: found)
        var cases: [CaseSummary] = []
        for record in page.cases { cases.append(CaseSummary(try await gateway.trace(record))) }
        return try Response.json(CaseList(cases: cases, next: page.next))
    }

    private func pathParameter(_ context: GatewayContext) throws -> String {
        // References may hold a slash or a space, percent-encoded in the path.
        guard let raw = context.parameters.get("ref"), let reference = raw.percentDecoded,
            !reference.isEmpty, reference.count <= CaseFilter.longestKey
        else { throw HTTPProblem.notFound }
        return reference
    }
}

/// One case with what else its key found.
private struct CaseAnswer: Encodable {
    var trace: CaseTrace
    var related: [CaseSummary]

    private enum Keys: String, CodingKey { case related }

    func encode(to encoder: any Encoder) throws {
        try trace.encode(to: encoder)
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(related, forKey: .related)
    }
}

private struct CaseList: Encodable {
    var cases: [CaseSummary]
    /// The cursor of the next page (`after`); absent on the last.
    var next: String?
}

/// A case in a list: enough to tell it from others.
struct CaseSummary: Encodable {
    var id: CaseID
    var kind: String
    var reference: String
    var phase: String
    var receipt: ReceiptNumber?
    var declaration: DeclarationNumber?
    var dossier: DossierNumber?
    var channel: Channel?
    var openedAt: Timestamp
    var changedAt: Timestamp
    var clock: ClockHolder?
    var href: String

    init(_ trace: CaseTrace) {
        id = trace.id
        kind = trace.kind
        reference = trace.reference
        phase = trace.phase
        receipt = trace.receipt
        declaration = trace.declaration
        dossier = trace.dossier
        channel = trace.channel
        openedAt = trace.openedAt
        changedAt = trace.changedAt
        clock = trace.clock
        href = "/v1/cases/\(trace.id)"
    }
}

extension CaseTrace {
    /// Whether `text` is a number or reference of this very case, and not merely one it mentions.
    func isCalled(_ text: String) -> Bool {
        [id.rawValue, reference, receipt?.rawValue, declaration?.rawValue, dossier?.rawValue].contains(text)
    }
}
