internal import Signatures
package import SingleWindow

/// F3: the clearance engine (VNACCS/VCIS), fixed-width text in S/MIME `multipart/signed` (reference/domain.md 2.1, 2.2).
///
/// Holds the layouts it was loaded with and nothing else.
package struct VNACCSFamily: MessageFamily {
    package let layouts: VNACCSLayouts
    package let codes: VNACCSCodes
    package var translator: VNACCSTranslator { VNACCSTranslator(layouts) }

    /// Loads `vnaccs/` in the schema folder. Throws `VNACCSError` with every mistake in it.
    package init(schemas folder: String) throws {
        layouts = try VNACCSLayouts(folder: "\(folder)/vnaccs")
        codes = try VNACCSCodes(folder: "\(folder)/vnaccs")
    }

    package var family: Family { .vnaccs }

    /// What the engine is called in headers: its messages name their recipient only.
    package static let engineParty = PartyCode(name: "VNACCS", identity: "VNACCS")

    package func read(_ bytes: [UInt8], contentType: String?) throws(MessageRefusal) -> any ReceivedMessage {
        try received(bytes, contentType: contentType)
    }

    func received(_ bytes: [UInt8], contentType: String?) throws(MessageRefusal) -> ReceivedVNACCSMessage {
        let message: SMIMEMessage
        do throws(SignaturesError) {
            if let contentType, contentType.lowercased().hasPrefix("multipart/") {
                message = try SMIMEMessage(contentType: contentType, body: bytes)
            } else if VNACCSFamily.isUnsigned(bytes) {
                throw SignaturesError(
                    SignaturesError.Code(rawValue: "signature.missing"),
                    Text(vi: "Thông điệp không có chữ ký số.", en: "The message is not signed."))
            } else {
                message = try SMIMEMessage(bytes)
            }
        } catch {
            throw MessageRefusal(
                family: .vnaccs, header: unsignedHeader(bytes),
                problems: [Problem(code: error.code.rawValue, message: error.text)])
        }
        return try ReceivedVNACCSMessage(message, family: self)
    }

    /// Whether `bytes` begin with the 400-byte header itself rather than with MIME headers.
    static func isUnsigned(_ bytes: [UInt8]) -> Bool {
        VNACCSHeader.read(bytes).header != nil && !bytes.starts(with: Array("MIME".utf8))
            && !bytes.starts(with: Array("Content-".utf8))
    }

    private func unsignedHeader(_ bytes: [UInt8]) -> MessageHeader? {
        guard VNACCSFamily.isUnsigned(bytes), let header = VNACCSHeader.read(bytes).header else { return nil }
        return self.header(of: header, layout: layouts.layout(for: header), signed: bytes)
    }

    /// The common header. The family has no message identifier: the digest of the signed bytes is one, since the same
    /// message is the same bytes.
    func header(of header: VNACCSHeader, layout: VNACCSLayout?, signed: [UInt8]) -> MessageHeader? {
        guard let digest = try? Digest.of(signed, .sha256), let id = MessageID(Hex.string(digest)) else { return nil }
        let user = PartyCode(name: header.userID.value, identity: header.userID.value)
        let isFromEngine = !header.outputCode.isEmpty
        let written = isFromEngine ? header.outputCode : header.procedureCode
        return MessageHeader(
            code: MessageCode(family: .vnaccs, type: layout?.code ?? written), id: id,
            sender: isFromEngine ? VNACCSFamily.engineParty : user,
            recipient: isFromEngine ? user : VNACCSFamily.engineParty, reference: header.dataInfo,
            sentAt: header.receivedAt)
    }
}

extension VNACCSFamily {
    package func answer(
        _ answer: TechnicalAnswer, to header: MessageHeader?, context: WritingContext
    ) throws -> WrittenMessage {
        var results = [VNACCSResult.completed]
        if case .refused(let problems) = answer { results = VNACCSAnswer.results(for: problems) }
        var request = VNACCSHeader()
        // Output codes begin with V and are no procedures; the answer then names none.
        let code = header?.code.type ?? ""
        request.procedureCode = layouts[code]?.direction == .send ? code : ""
        request.userID = VNACCSSecret(context.recipient.identity)
        request.dataInfo = header?.reference ?? ""
        let message = VNACCSAnswer.result(to: request, results, at: context.at, conventions: layouts.conventions)
        return try sign(VNACCSTranslated(message: message, losses: []), context: context)
    }

    package func write(_ content: OutgoingContent, context: WritingContext) throws -> WrittenMessage {
        var header = VNACCSHeader()
        header.userID = VNACCSSecret(context.sender.identity)
        header.receivedAt = context.at
        let aliases = context.permitAliases
        do {
            let translated: VNACCSTranslated
            switch content {
            case .registration(let declaration, let receipt):
                translated = try translator.registration(
                    declaration, receipt: receipt, aliases: aliases, header: header)
            case .officialDeclaration(let number, let direction):
                translated = try translator.officialDeclaration(number, direction: direction, header: header)
            case .permitRecord(let permit, let declaration):
                translated = try translator.permitRecord(
                    permit, declaration: declaration, aliases: aliases, header: header)
            case .paymentRecord(let payment): translated = try translator.paymentRecord(payment, header: header)
            case .debitRequest, .declarationNotice, .forwarded:
                throw MessageRefusal(family: .vnaccs, problems: [.vnaccsNotCarried])
            }
            return try sign(translated, context: context)
        } catch let error as VNACCSError {
            throw MessageRefusal(family: .vnaccs, problems: error.problems)
        }
    }

    /// A message in S/MIME, signed with the context's key.
    package func sign(_ translated: VNACCSTranslated, context: WritingContext) throws -> WrittenMessage {
        let bytes: [UInt8]
        do {
            bytes = try VNACCSWriter(layouts.conventions).write(translated.message)
        } catch {
            throw MessageRefusal(family: .vnaccs, problems: error.problems)
        }
        let output = try SMIMEMessage.sign(bytes, with: context.key, at: context.at)
        guard let header = header(of: translated.message.header, layout: translated.message.layout, signed: bytes)
        else { throw MessageRefusal(family: .vnaccs, problems: [.vnaccsNotCarried]) }
        return WrittenMessage(
            header: header, contentType: output.contentType, bytes: output.body, losses: translated.losses)
    }

    package func readAnswer(
        _ bytes: [UInt8], contentType: String?, to sent: MessageHeader, trust: any SignerTrust
    ) -> AnswerReading {
        let verification: MessageVerification
        do {
            verification = try received(bytes, contentType: contentType).verify(trust)
        } catch {
            return .invalid(error.problems)
        }
        guard let message = verification.message as? VerifiedVNACCSMessage else {
            return .invalid([Problem(refusedBy: verification.report)])
        }
        guard message.message.header.dataInfo == sent.reference, !message.message.results.isEmpty else {
            return .invalid([.vnaccsNoAnswer])
        }
        let failed = message.message.results.filter { !VNACCSResultKind($0.code).isSuccess }
        guard !failed.isEmpty else { return .acknowledged(verification.report) }
        let problems = failed.map { result in
            Problem(
                code: "vnaccs.result." + result.code, path: result.item.isEmpty ? nil : "item " + result.item,
                message: codes.text(of: result.code, procedure: sent.code.type))
        }
        // A0011: the centre is busy; A0010: the service is closed for now (reference/domain.md 2.6).
        return failed.contains { $0.code == "A0011" || $0.code == "A0010" }
            ? .busy(problems) : .refused(problems, verification.report)
    }

    /// The engine's own view of a verified message, for whoever plays the engine.
    package func engineMessage(in message: any VerifiedMessage) throws -> VNACCSMessage {
        guard let message = message as? VerifiedVNACCSMessage else {
            throw MessageRefusal(family: .vnaccs, problems: [.vnaccsNoAnswer])
        }
        return message.message
    }
}

extension Problem {
    static let vnaccsNotCarried = Problem(
        code: "vnaccs.not_carried",
        message: Text(
            vi: "Họ thông điệp VNACCS không mang nội dung này.",
            en: "Messages of the clearance engine do not carry this."))

    static let vnaccsNoAnswer = Problem(
        code: "vnaccs.no_answer",
        message: Text(
            vi: "Không phải kết quả xử lý của thông điệp đã gửi.",
            en: "Not the processing result of the message that was sent."))

    /// Why the signature of an answer is not accepted.
    init(refusedBy report: SignatureReport) {
        self.init(
            code: report.code ?? "signature.refused",
            message: report.reason
                ?? Text(vi: "Chữ ký số không được chấp nhận.", en: "The signature is not accepted."))
    }
}
