internal import Journal
internal import Messages
package import SingleWindow

/// Writes the bytes of an outgoing message and fixes them, before they are sent for the first time.
struct DeliveryWriter: Sendable {
    let journal: any Journal

    /// The bytes to send: those fixed by an earlier attempt, or written now.
    ///
    /// - Throws: `MessageRefusal` where the message can't be written in its family's form.
    func prepare(
        _ delivery: LeasedDelivery, for partner: Partner, by settings: GatewaySettings, at time: Timestamp,
        owner: String
    ) async throws -> PreparedMessage {
        if let prepared = delivery.prepared { return prepared }
        let content = delivery.instruction.content
        let family = content.family
        var context = settings.writingContext(for: partner, family: family, id: delivery.key, at: time)
        switch content {
        case .forwarded(let message):
            context.source = try await journal.message(message.source)?.bytes
        case .permitRecord(let permit, _) where !VNACCSTranslator.fitsEngine(permit.number):
            // Never cut (items SN and PLN take 20 printable ASCII characters; reference/domain.md 7): the dossier's
            // number stands for the permit's.
            if let alias = PermitNumber(permit.dossier.rawValue) { context.permitAliases = [permit.number: alias] }
        default: break
        }
        let written = try settings.families[family].write(content, context: context)
        return try await journal.fix(
            PreparedMessage(code: written.header.code, contentType: written.contentType, bytes: written.bytes),
            of: delivery.key, owner: owner)
    }
}

extension OutgoingContent {
    /// The family that carries it.
    package var family: Family {
        switch self {
        case .registration, .officialDeclaration, .permitRecord, .paymentRecord: .vnaccs
        case .debitRequest: .payment
        case .declarationNotice: .customs
        case .forwarded: .nsw
        }
    }
}

/// The header of a message of ours, read back from its bytes.
enum MessageHeaderReader {
    /// What we wrote is always readable; the bare code is enough for an answer where it is not.
    static func header(of message: PreparedMessage, family: any MessageFamily) -> MessageHeader {
        if let read = try? family.read(message.bytes, contentType: message.contentType) { return read.header }
        let nobody = PartyCode(name: "", identity: "")
        return MessageHeader(
            code: message.code, id: MessageID(accepted: "-"), sender: nobody, recipient: nobody, reference: "")
    }
}

extension Problem {
    static func noEndpoint(_ partner: PartnerID) -> Problem {
        Problem(
            code: "delivery.no_endpoint",
            message: Text(
                vi: "Đối tác \(partner) không có địa chỉ nhận hoặc đang bị tạm dừng.",
                en: "Partner \(partner) has no endpoint or is suspended."))
    }
}
