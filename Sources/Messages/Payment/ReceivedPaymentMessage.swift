internal import Signatures
internal import SingleWindow
internal import XMLTree

/// A message of tax collection, parsed and not yet verified.
struct ReceivedPaymentMessage: ReceivedMessage {
    let tree: XMLTree
    let header: MessageHeader
    let schemas: FamilySchemas

    init(_ bytes: [UInt8], schemas: FamilySchemas, limits: ParseLimits) throws(MessageRefusal) {
        do throws(XMLError) {
            tree = try XMLTree(parsing: bytes, limits: limits)
        } catch {
            throw MessageRefusal(family: nil, problems: [error.problem])
        }
        guard tree.root.isNamed("Customs") else {
            throw MessageRefusal(family: nil, problems: [.notCustoms(tree.root.localName)])
        }
        if let intruder = tree.root.firstCommentInValue {
            throw MessageRefusal(family: .payment, problems: [intruder.problem])
        }
        let reader = ElementReader(tree.root, prefix: Family.payment.rawValue)
        guard let read = PaymentHeader(reader), reader.problems.isEmpty else {
            throw MessageRefusal(family: .payment, problems: reader.problems)
        }
        header = read.header
        self.schemas = schemas
    }

    /// Schema problems, and where there are none what the content's own rules find (sums, rates).
    func problems(by entry: MessageEntry) -> [Problem] {
        guard let schema = entry.schema else { return [] }
        let problems = schemas.problems(with: tree.root, by: schema)
        guard problems.isEmpty, let type = PaymentType(rawValue: header.code.type) else { return problems }
        let reader = ElementReader(tree.root, prefix: Family.payment.rawValue)
        _ = PaymentReader(root: reader, header: header).read(type)
        return reader.problems
    }

    func verify(_ trust: any SignerTrust) -> MessageVerification {
        let (policy, time) = trust.algorithms
        var evidence: [SignerDecision] = []
        let result = XMLSignatureVerifier.verifyAll(
            in: tree, options: XMLSignatureOptions(algorithms: policy, time: time), requiring: payload
        ) { claim in
            let decision = trust.decide(
                claim.certificate, intermediates: claim.intermediates, algorithm: claim.algorithm)
            evidence.append(decision)
            return SignerJudgement(
                report: SignatureReport(
                    verdict: decision.verdict, indication: decision.indication,
                    subIndication: decision.subIndication, code: decision.code, reason: decision.reason))
        }
        // Everything but the signature must be covered by one reference to the whole document (DESIGN.md section 6).
        guard result.report.verdict == .accept,
            let covered = result.covered.first(where: { $0.element == tree.root })
        else {
            var report = result.report
            if report.verdict == .accept { report.refuseAsNotWhole() }
            return MessageVerification(report: report, message: nil, evidence: evidence)
        }
        let reader = ElementReader(covered.element, prefix: Family.payment.rawValue)
        let message = PaymentHeader(reader).map {
            VerifiedPaymentMessage(
                header: $0.header, request: $0.request, root: covered.element, excluded: covered.excluded)
        }
        return MessageVerification(report: result.report, message: message, evidence: evidence)
    }

    /// What must be covered: all of the document but its signature.
    private var payload: [XMLTree.Element] { tree.root.children.filter { !$0.isNamed("Signature") } }
}

extension SignatureReport {
    fileprivate mutating func refuseAsNotWhole() {
        verdict = .refuse
        indication = .indeterminate
        subIndication = .signatureConstraintsFailure
        code = "payment.signature_not_whole"
        reason = Text(
            vi: "Chữ ký phải bao phủ toàn bộ thông điệp (Reference URI=\"\").",
            en: "The signature must cover the whole message (Reference URI=\"\").")
        covered = []
    }
}

/// The header block as read.
struct PaymentHeader {
    var header: MessageHeader
    /// `Request_ID`, where it is not blank.
    var request: MessageID?

    init?(_ root: ElementReader) {
        let read = root.required("Header") { reader -> PaymentHeader? in
            for name in ["Application_Name", "Application_Version", "Message_Version", "Message_Name"] {
                _ = reader.optionalText(name)
            }
            let code = reader.text("Sender_Code")
            let name = reader.text("Sender_Name")
            let type = reader.text("Message_Type")
            let sentAt = reader.value("Transaction_Date") { Timestamp($0) }
            let id = reader.value("Transaction_ID") { MessageID($0) }
            let request = reader.optionalValue("Request_ID") { MessageID($0) }
            guard let code, let name, let type, let sentAt, let id else { return nil }
            return PaymentHeader(
                header: MessageHeader(
                    code: MessageCode(family: .payment, type: type), id: id,
                    sender: PartyCode(name: name, identity: code), recipient: PartyCode(name: "", identity: ""),
                    reference: (request ?? id).rawValue, sentAt: sentAt), request: request)
        }
        guard let read else { return nil }
        self = read
    }

    private init(header: MessageHeader, request: MessageID?) {
        self.header = header
        self.request = request
    }
}
