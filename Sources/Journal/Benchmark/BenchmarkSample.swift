internal import SingleWindow

/// Commits as intake makes them for new dossiers, numbered.
enum BenchmarkSample {
    static let start = Timestamp(milliseconds: 1_790_000_000_000)
    static let trader = PartnerID(accepted: "trader")
    private static let agency = PartnerID(accepted: "quarantine")
    private static let code = MessageCode(family: .nsw, documentType: "BNNPTNT0600012", type: "10", function: "01")
    private static let body = [UInt8](repeating: 0x78, count: 5_000)
    private static let answer = StoredAnswer(
        status: 200, contentType: "application/xml", bytes: [UInt8](repeating: 0x79, count: 3_000))
    private static let verdict = [UInt8](repeating: 0x7A, count: 900)
    private static let evidence = [UInt8](repeating: 0x7B, count: 2_000)

    static func commit(_ n: Int) -> Commit {
        let key = messageKey(n)
        let caseID = caseID(n)
        let at = start.advanced(byMilliseconds: Int64(n))
        let (dossier, _) = DossierCase.open(
            number: dossierNumber(n), application: application(n), applicant: trader, agency: agency, year: 2026,
            declaration: nil, source: key, code: code)
        let forwarded = ForwardedMessage(
            source: key, code: code, dossier: dossier.number, applicantReference: "GRANT-\(n)", year: 2026)
        return Commit(
            message: StoredMessage(
                key: key, direction: .received, partner: trader, id: messageID(n), code: code, disposition: .accepted,
                at: at, caseID: caseID, contentType: "application/xml", bytes: body,
                digest: String(repeating: "0", count: 64), answer: answer, verdict: verdict, evidence: evidence,
                problems: []),
            changes: [CaseChange(id: caseID, expected: nil, state: .dossier(dossier), at: at)],
            events: [
                CaseEvent(
                    caseID: caseID, at: at, kind: .received,
                    text: Text(vi: "Hồ sơ mới đã được tiếp nhận", en: "A new dossier was received"), message: key,
                    partner: trader, code: code, phase: dossier.phase.rawValue)
            ],
            deliveries: [
                NewDelivery(
                    key: MessageKey(accepted: uuid(n, variant: "a")), caseID: caseID, partner: agency,
                    instruction: Instruction(.partner(agency), .forwarded(forwarded)), due: at)
            ],
            reads: [KeyRead(key: .reference(trader, "GRANT-\(n)"), holders: [])])
    }

    /// What case `n` is found by, by the kind of key.
    static func searches(_ n: Int) -> [(kind: String, text: String)] {
        [
            ("message identifier", messageID(n).rawValue), ("message key", messageKey(n).rawValue),
            ("dossier number", dossierNumber(n).rawValue), ("reference", "GRANT-\(n)"), ("bill of lading", "BL\(n)"),
            // Held by every case.
            ("tax code", "0101234567"), ("nothing", "nothing-\(n)"),
        ]
    }

    static func messageKey(_ n: Int) -> MessageKey { MessageKey(accepted: uuid(n, variant: "8")) }
    static func caseID(_ n: Int) -> CaseID { CaseID(accepted: uuid(n, variant: "9")) }

    /// Senders' identifiers are random UUIDs (version 4): their index is hit in no order.
    static func messageID(_ n: Int) -> MessageID {
        let mixed = (UInt64(n) &+ 1) &* 0x9E37_79B9_7F4A_7C15
        let high = hexadecimal(mixed, 16)
        return MessageID(
            accepted: "\(high.prefix(8))-\(high.dropFirst(8).prefix(4))-4\(high.suffix(3))-8000-"
                + hexadecimal(UInt64(n), 12))
    }

    private static func dossierNumber(_ n: Int) -> DossierNumber { DossierNumber(accepted: "NSW-2026-\(n)") }

    private static func application(_ n: Int) -> PermitApplication {
        PermitApplication(
            procedure: ProcedureCode(accepted: "BNNPTNT0600012"), reference: "GRANT-\(n)",
            applicant: Party(
                name: "Công ty TNHH Thực phẩm Việt", identity: "0101234567", address: "12 Láng Hạ, Hà Nội",
                country: "VN"), billOfLading: BillOfLading(accepted: "BL\(n)"),
            goods: [
                PermitGoods(hsCode: HSCode(accepted: "02032900"), description: "Thịt lợn đông lạnh", origin: "DE")
            ])
    }

    /// A UUID of version 7 whose time is `n` milliseconds after a fixed one.
    private static func uuid(_ n: Int, variant: String) -> String {
        let time = hexadecimal(0x0199_0000_0000 + UInt64(n), 12)
        return "\(time.prefix(8))-\(time.suffix(4))-7000-\(variant)000-" + hexadecimal(UInt64(n), 12)
    }

    private static func hexadecimal(_ value: UInt64, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + String(digits.suffix(width))
    }
}
