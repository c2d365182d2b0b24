internal import FoundationEssentials
internal import Gateway
internal import Messages
internal import Signatures
internal import SingleWindow

/// Between messages of the families and the model.
struct MessageTranslator {
    let folder: SchemaFolder

    /// The message or model document in `bytes`, and what reading it lost.
    ///
    /// - Throws: `MessageRefusal`, and `CommandFailure` (no) for what can't be read.
    func read(_ bytes: [UInt8]) throws -> (document: ModelDocument, losses: [String]) {
        let first = bytes.first { !$0.isWhiteSpace }
        guard first != UInt8(ascii: "{") else {
            do {
                return (try JSON.decode(ModelDocument.self, from: bytes), [])
            } catch {
                throw CommandFailure(
                    .no, "translate.model",
                    Text(vi: "JSON của mô hình không hợp lệ: \(error)", en: "Not a document of the model: \(error)"))
            }
        }
        let families = FamilyRegistry(folder.families)
        guard let family = families.recognise(bytes, contentType: nil) else {
            throw MessageRefusal(family: nil, problems: families.problemsOfUnrecognised(bytes))
        }
        let message = try family.read(bytes, contentType: nil)
        let trust = SignatureTrust(
            validator: nil, policy: ValidationPolicy(algorithms: .allowing(LegacyAlgorithm.allCases)),
            time: SystemClock().now)
        let verification = message.verify(ToolTrust(trust: trust))
        guard let verified = verification.message else {
            throw CommandFailure(
                .no, verification.report.code ?? "signature.missing",
                verification.report.reason
                    ?? Text(vi: "Thông điệp không có chữ ký hợp lệ.", en: "The message has no valid signature."),
                hint: Text(
                    vi: "Chỉ đọc được phần được ký: ký trước bằng nsw sign.",
                    en: "Only what is signed is read: sign it first with nsw sign."))
        }
        guard let entry = folder.catalogue.entry(for: verified.header.code) else {
            throw CommandFailure(
                .no, "catalogue.unknown_message",
                Text(
                    vi: "Loại thông điệp \(verified.header.code) không tồn tại.",
                    en: "Message \(verified.header.code) is not defined."))
        }
        return (ModelDocument(try verified.content(by: entry), header: verified.header), verified.losses(by: entry))
    }

    /// The document as a message of `target`, signed.
    ///
    /// - Throws: `MessageRefusal` for values that do not fit, `CommandFailure` (no) for what the family has no message
    ///   for.
    func write(
        _ document: ModelDocument, as target: TranslationTarget, key: SigningKey, receipt: ReceiptNumber?,
        declaration: DeclarationNumber?
    ) throws -> WrittenMessage {
        var context = WritingContext(
            id: KeyGenerator().messageKey(at: SystemClock().now), at: SystemClock().now,
            sender: document.header?.sender ?? PartyCode(name: "NSW", identity: "NSW"),
            recipient: document.header?.recipient ?? PartyCode(name: "NSW", identity: "NSW"), key: key)
        switch (target, document) {
        case (.customs, let document) where document.declaration != nil:
            guard let value = document.declaration else { break }
            context.sender = PartyCode(name: value.declarant.name, identity: value.declarant.identity ?? "")
            return try folder.customs.writeDeclaration(value, context: context)
        case (.vnaccs, _), (.payment, _):
            let family: any MessageFamily = target == .vnaccs ? folder.vnaccs : folder.payment
            guard let content = content(document, receipt: receipt, declaration: declaration),
                content.family == family.family
            else { break }
            let parties = GatewayParties.sandbox
            context.sender = parties[family.family] ?? context.sender
            return try family.write(content, context: context)
        default: break
        }
        throw CommandFailure(
            .no, "translate.unsupported",
            Text(
                vi: "Họ thông điệp \(target.rawValue) không có thông điệp cho nội dung này.",
                en: "The family \(target.rawValue) has no message for this content."),
            hint: Text(
                vi:
                    "Từ mô hình: tờ khai sang customs hoặc vnaccs (--receipt), giấy phép sang vnaccs (--declaration), nộp thuế sang vnaccs, thông báo thuế sang payment.",
                en:
                    "From the model: a declaration to customs or vnaccs (--receipt), a permit to vnaccs (--declaration), a payment to vnaccs, a tax notice to payment."
            ))
    }

    private func content(
        _ document: ModelDocument, receipt: ReceiptNumber?, declaration: DeclarationNumber?
    ) -> OutgoingContent? {
        if let value = document.declaration, let receipt { return .registration(value, receipt: receipt) }
        if let permit = document.dossier?.permit, let declaration {
            return .permitRecord(permit, declaration: declaration)
        }
        if let payment = document.payments?.first { return .paymentRecord(payment) }
        if let statement = document.engine?.tax { return .debitRequest(statement) }
        return nil
    }
}

extension UInt8 {
    fileprivate var isWhiteSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}
