internal import FoundationEssentials
internal import Gateway
internal import HTTPTypes
internal import Hummingbird
internal import Journal
internal import Messages
internal import NIOCore
internal import Signatures
internal import SingleWindow

/// `GET /v1/messages/ID`, `/content` and `/receipt`: what is stored of a message. A partner sees what it sent and what
/// is sent to it.
struct MessageRoutes: Sendable {
    let gateway: any GatewayUseCases
    let authenticator: CallerAuthenticator

    func metadata(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try Response.json(MessageAnswer(try await message(request, context)))
    }

    /// The bytes exactly as they were received or sent.
    func content(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let message = try await message(request, context)
        return Response(
            status: .ok,
            headers: [
                .contentType: message.contentType,
                // Partners' bytes must never run as a page of ours.
                .contentDisposition: "attachment; filename=\"\(message.key).\(message.fileExtension)\"",
                .contentSecurityPolicy: "sandbox; default-src 'none'",
                .cacheControl: "private, no-store",
                .eTag: "\"\(message.digest)\"",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: message.bytes)))
    }

    /// What proves that the message was received, and on what its signatures were judged.
    func receipt(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let message = try await message(request, context)
        guard message.direction == .received else { throw HTTPProblem.messageNotFound(message.key.rawValue) }
        return try Response.json(MessageReceipt(message))
    }

    private func message(_ request: Request, _ context: GatewayContext) async throws -> StoredMessage {
        let caller = try await authenticator.reader(request, context)
        guard let raw = context.parameters.get("id"), let id = raw.percentDecoded else {
            throw HTTPProblem.notFound
        }
        guard let message = try await gateway.message(id, visibleTo: caller.partner.id) else {
            throw HTTPProblem.messageNotFound(id)
        }
        return message
    }
}

/// A message without its bytes.
private struct MessageAnswer: Encodable {
    var key: MessageKey
    var messageId: MessageID?
    var direction: MessageDirection
    var partner: PartnerID?
    var code: MessageCode?
    var disposition: Disposition?
    var at: Timestamp
    var `case`: CaseID?
    var contentType: String
    var bytes: Int
    var sha256: String
    var verdict: SignatureReport?
    var problems: [Problem]
    var content: String
    var receipt: String?

    init(_ message: StoredMessage) {
        key = message.key
        messageId = message.id
        direction = message.direction
        partner = message.partner
        code = message.code
        disposition = message.disposition
        at = message.at
        `case` = message.caseID
        contentType = message.contentType
        bytes = message.bytes.count
        sha256 = message.digest
        verdict = message.signatureReport
        problems = message.problems
        content = "/v1/messages/\(message.key)/content"
        receipt = message.direction == .received ? "/v1/messages/\(message.key)/receipt" : nil
    }
}

/// The evidence of one received message: digest, verdict and what it stands on, and the answer as it was signed.
private struct MessageReceipt: Encodable {
    var key: MessageKey
    var messageId: MessageID?
    var receivedAt: Timestamp
    var disposition: Disposition?
    var sha256: String
    var bytes: Int
    var verdict: SignatureReport?
    var evidence: [SignerEvidence]
    var answer: Answer?

    /// The gateway's signed answer, base64 of the exact bytes.
    struct Answer: Encodable {
        var status: Int
        var contentType: String
        var base64: String
    }

    init(_ message: StoredMessage) {
        key = message.key
        messageId = message.id
        receivedAt = message.at
        disposition = message.disposition
        sha256 = message.digest
        bytes = message.bytes.count
        verdict = message.signatureReport
        evidence =
            message.evidence.flatMap { try? JSON.decode([SignerDecision].self, from: $0) }?.map(SignerEvidence.init)
            ?? []
        answer = message.answer.map {
            Answer(status: $0.status, contentType: $0.contentType, base64: Data($0.bytes).base64EncodedString())
        }
    }
}

/// What one signer was judged on.
private struct SignerEvidence: Encodable {
    /// SHA-256 of the signer's certificate.
    var fingerprint: String
    var verdict: Verdict
    var indication: Indication
    var subIndication: SubIndication?
    /// The certificates of the path, signer first, base64 of the DER.
    var chain: [String]
    var revocation: String?
    var checkedAt: Timestamp

    init(_ decision: SignerDecision) {
        fingerprint = decision.fingerprint
        verdict = decision.verdict
        indication = decision.indication
        subIndication = decision.subIndication
        chain = decision.chain.map { Data($0).base64EncodedString() }
        revocation = decision.revocation
        checkedAt = decision.checkedAt
    }
}

extension StoredMessage {
    /// The verdict as it was stored; nil where signatures were not checked.
    var signatureReport: SignatureReport? { verdict.flatMap { try? JSON.decode(SignatureReport.self, from: $0) } }

    var fileExtension: String {
        switch contentType.split(separator: ";").first?.lowercased() ?? "" {
        case "application/xml", "text/xml": "xml"
        case "text/plain": "txt"
        default: "bin"
        }
    }
}
