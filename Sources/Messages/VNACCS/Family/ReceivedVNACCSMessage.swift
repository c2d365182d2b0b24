internal import Signatures
internal import SingleWindow

/// An engine message whose signature's mathematics hold over bytes that begin with a readable header.
///
/// The signed part can't be had without verifying it, so reading checks the mathematics already; what is left for
/// `verify` is whether the signer is to be trusted.
struct ReceivedVNACCSMessage: ReceivedMessage {
    let header: MessageHeader
    private let reading: VNACCSReader.Reading
    private let report: SignatureReport
    private let signer: X509Certificate
    private let intermediates: [X509Certificate]
    private let algorithm: SignatureAlgorithm

    init(_ message: SMIMEMessage, family: VNACCSFamily) throws(MessageRefusal) {
        let verified = message.verify(
            trust: SignatureTrust(validator: nil, time: Timestamp(milliseconds: 0)))
        report = verified.report
        guard let entity = verified.entity, let signer = verified.signature.signer else {
            throw MessageRefusal(family: .vnaccs, problems: [Problem(refusedBy: verified.report)])
        }
        self.signer = signer.certificate
        intermediates = signer.intermediates
        algorithm = signer.algorithm
        // Attached files stand beside the message in a multipart entity; the message is the first part.
        let body = (entity.parts.first ?? entity).body.bytes
        reading = VNACCSReader(family.layouts).inspect(body)
        guard let wire = reading.header, let header = family.header(of: wire, layout: reading.layout, signed: body)
        else { throw MessageRefusal(family: .vnaccs, problems: reading.problems) }
        self.header = header
    }

    func problems(by entry: MessageEntry) -> [Problem] { reading.problems }

    func verify(_ trust: any SignerTrust) -> MessageVerification {
        let decision = trust.decide(signer, intermediates: intermediates, algorithm: algorithm)
        var report = report
        report.verdict = decision.verdict
        report.indication = decision.indication
        report.subIndication = decision.subIndication
        report.code = decision.code
        report.reason = decision.reason
        let message = reading.message.map { VerifiedVNACCSMessage(header: header, message: $0) }
        return MessageVerification(
            report: report, message: decision.verdict == .accept ? message : nil, evidence: [decision])
    }
}

/// An engine message whose signature holds; all of it is covered.
struct VerifiedVNACCSMessage: VerifiedMessage {
    let header: MessageHeader
    let message: VNACCSMessage

    func content(by entry: MessageEntry) throws -> MessageContent {
        do {
            let translator = VNACCSTranslator(VNACCSLayouts([]))
            return .engine(try translator.event(in: message).value)
        } catch {
            throw MessageRefusal(family: .vnaccs, header: header, problems: error.problems)
        }
    }

    func losses(by entry: MessageEntry) -> [String] {
        (try? VNACCSTranslator(VNACCSLayouts([])).event(in: message).losses) ?? []
    }
}
