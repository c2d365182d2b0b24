import Foundation
import Journal
import SingleWindow
import Testing

/// Messages, cases and deliveries to try the journal with.
enum Sample {
    static let start = Timestamp(milliseconds: 1_790_000_000_000)
    static let trader = known(PartnerID("trader"))
    static let agency = known(PartnerID("quarantine"))
    static let engine = known(PartnerID("engine"))
    static let code = MessageCode(family: .nsw, documentType: "BNNPTNT0600012", type: "10", function: "01")

    static func time(_ milliseconds: Int64) -> Timestamp { start.advanced(byMilliseconds: milliseconds) }

    /// A key of the gateway's own: sorts by `n`.
    static func key(_ n: Int) -> MessageKey { known(MessageKey("01990000-0000-7000-8000-" + padded(n))) }
    static func caseID(_ n: Int) -> CaseID { known(CaseID("01990000-0000-7000-9000-" + padded(n))) }
    static func messageID(_ n: Int) -> MessageID { known(MessageID("c0ffee00-0000-4000-8000-" + padded(n))) }
    static func dossierNumber(_ n: Int) -> DossierNumber { known(DossierNumber("NSW-2026-\(n)")) }

    static func message(
        _ n: Int, id: MessageID? = nil, disposition: Disposition = .accepted, caseID: CaseID? = nil,
        bytes: [UInt8] = Array("<Envelope/>".utf8), partner: PartnerID? = trader
    ) -> StoredMessage {
        StoredMessage(
            key: key(n), direction: .received, partner: partner, id: id ?? messageID(n), code: code,
            disposition: disposition, at: time(Int64(n)), caseID: caseID, contentType: "application/xml",
            bytes: bytes, digest: String(format: "%064x", bytes.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF_FFFF }),
            answer: StoredAnswer(
                status: 200, contentType: "application/xml", bytes: Array("<Answer n=\"\(n)\"/>".utf8)),
            verdict: Array("{\"verdict\":\"accept\"}".utf8), evidence: Array("{\"chain\":[]}".utf8),
            problems: disposition == .refused
                ? [Problem(code: "signature.hash_failure", message: Text(vi: "Sai mã băm", en: "The digest differs"))]
                : [])
    }

    static func dossier(_ n: Int, phase: DossierCase.Phase = .submitted, taxCode: String = "0101234567") -> CaseState {
        var state = DossierCase.open(
            number: dossierNumber(n),
            application: PermitApplication(
                procedure: known(ProcedureCode("BNNPTNT0600012")), reference: "GRANT-\(n)",
                applicant: Party(name: "Công ty TNHH Thịt Sạch", identity: taxCode),
                billOfLading: BillOfLading("BL\(n)")),
            applicant: trader, agency: agency, year: 2026, declaration: nil, source: key(n), code: code
        ).0
        state.phase = phase
        return .dossier(state)
    }

    static func opening(_ n: Int, id: CaseID? = nil) -> CaseChange {
        CaseChange(id: id ?? caseID(n), expected: nil, state: dossier(n), at: time(Int64(n)))
    }

    static func event(_ n: Int, of caseID: CaseID, kind: CaseEvent.Kind = .received) -> CaseEvent {
        CaseEvent(
            caseID: caseID, at: time(Int64(n)), kind: kind, text: Text(vi: "Đã nhận \(n)", en: "Received \(n)"),
            message: key(n), partner: trader, code: code, phase: "submitted")
    }

    static func delivery(_ n: Int, of caseID: CaseID, to partner: PartnerID = agency, due: Timestamp = start)
        -> NewDelivery
    {
        NewDelivery(
            key: known(MessageKey("01990000-0000-7000-a000-" + padded(n))), caseID: caseID, partner: partner,
            instruction: instruction(n, to: partner), due: due)
    }

    static func instruction(_ n: Int, to partner: PartnerID) -> Instruction {
        Instruction(
            .partner(partner),
            .forwarded(
                ForwardedMessage(
                    source: key(n), code: code, dossier: dossierNumber(n), applicantReference: "GRANT-\(n)", year: 2026)
            ))
    }

    /// A message that opens a case, with its event and one delivery to the agency.
    static func submission(_ n: Int, bytes: [UInt8] = Array("<Envelope/>".utf8)) -> Commit {
        Commit(
            message: message(n, caseID: caseID(n), bytes: bytes), changes: [opening(n)],
            events: [event(n, of: caseID(n))], deliveries: [delivery(n, of: caseID(n))])
    }

    static func prepared(_ text: String) -> PreparedMessage {
        PreparedMessage(code: code, contentType: "application/xml", bytes: Array(text.utf8))
    }

    static func attempt(at time: Timestamp, error: String? = nil) -> DeliveryAttempt {
        DeliveryAttempt(
            startedAt: time, milliseconds: 40, status: error == nil ? 200 : 503, error: error,
            text: error.map { Text(vi: "Lỗi \($0)", en: "Error \($0)") }, answer: Array("<Ack/>".utf8),
            answerVerified: error == nil)
    }

    private static func padded(_ n: Int) -> String {
        let digits = String(n)
        return String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }

    /// A value that is valid by construction; a sample that is not fails the test that uses it.
    private static func known<Value>(_ value: Value?) -> Value {
        guard let value else { preconditionFailure("a sample has not the form of its identifier") }
        return value
    }
}

/// Requires that an error of the journal with `code` is thrown.
func expectError(
    _ code: JournalError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async {
    do {
        try await body()
        Issue.record("no error; \(code.rawValue) was expected", sourceLocation: sourceLocation)
    } catch let error as JournalError {
        #expect(error.code == code, "\(error.message)", sourceLocation: sourceLocation)
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
    }
}
