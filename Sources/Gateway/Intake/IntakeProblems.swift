internal import Messages
internal import Signatures
internal import SingleWindow

extension Problem {
    /// The declarant or applicant used this reference before, with another message.
    static func referenceReused(_ reference: String) -> Problem {
        Problem(
            code: "case.reference_reused",
            message: Text(
                vi: "Số tham chiếu \(reference) đã được dùng cho hồ sơ khác.",
                en: "Reference \(reference) already belongs to another case."),
            hint: Text(vi: "Dùng số tham chiếu mới.", en: "Use a new reference."))
    }

    static func caseNotFound(_ reference: String) -> Problem {
        Problem(
            code: "case.not_found",
            message: Text(vi: "Không tìm thấy hồ sơ \(reference).", en: "No case \(reference) is known."),
            hint: Text(
                vi: "Kiểm tra số tờ khai hoặc số tiếp nhận.", en: "Check the declaration or receipt number."))
    }

    /// As SBV11, "Lỗi hồ sơ không tồn tại!".
    static func dossierNotFound(_ number: String) -> Problem {
        Problem(
            code: "case.dossier_not_found",
            message: Text(
                vi: "Hồ sơ \(number) không tồn tại hoặc không thuộc bên gửi.",
                en: "Dossier \(number) does not exist or is not the sender's."),
            hint: Text(
                vi: "Dùng mã hồ sơ mà hệ thống một cửa đã cấp khi tiếp nhận.",
                en: "Use the dossier number that the single window gave on receipt."))
    }

    static func unknownProcedure(_ code: String) -> Problem {
        Problem(
            code: "catalogue.unknown_procedure", path: "/Envelope/Header/Subject/documentType",
            message: Text(vi: "Thủ tục \(code) chưa được định nghĩa.", en: "Procedure \(code) is not defined."),
            hint: Text(vi: "Xem danh sách: nsw catalogue list.", en: "See the list: nsw catalogue list."))
    }

    static func unknownMessage(_ code: MessageCode) -> Problem {
        Problem(
            code: "catalogue.unknown_message",
            message: Text(vi: "Loại thông điệp \(code) không tồn tại.", en: "Message \(code) is not defined."),
            hint: Text(vi: "Xem danh sách: nsw catalogue list.", en: "See the list: nsw catalogue list."))
    }

    /// The party in the message is not the partner that sent it.
    static func senderMismatch(_ identity: String) -> Problem {
        Problem(
            code: "partner.sender_mismatch",
            message: Text(
                vi: "Bên gửi ghi trong thông điệp (\(identity)) không phải là đối tác đang kết nối.",
                en: "The sender named in the message (\(identity)) is not the partner that sent it."),
            hint: Text(
                vi: "Gửi bằng tài khoản của chính tổ chức ghi tại From.",
                en: "Send with the account of the organisation named in From."))
    }

    static func unknownPartner(_ identity: String) -> Problem {
        Problem(
            code: "partner.unknown",
            message: Text(vi: "Chưa đăng ký đối tác \(identity).", en: "No partner \(identity) is registered."),
            hint: Text(
                vi: "Đăng ký với đơn vị quản lý một cửa quốc gia trước khi gửi.",
                en: "Register with the single window unit before sending."))
    }

    static func suspendedPartner(_ id: PartnerID) -> Problem {
        Problem(
            code: "partner.suspended",
            message: Text(
                vi: "Đăng ký của đối tác \(id) đang bị tạm dừng.", en: "The registration of partner \(id) is suspended."
            ))
    }

    /// The catalogue lets another role send this message.
    static func notAllowed(_ code: MessageCode, role: PartnerRole) -> Problem {
        Problem(
            code: "partner.not_allowed",
            message: Text(
                vi: "Vai trò \(role.rawValue) không được gửi thông điệp \(code).",
                en: "The role \(role.rawValue) may not send \(code)."))
    }

    static func idReused(_ id: MessageID) -> Problem {
        Problem(
            code: "message.id_reused",
            message: Text(
                vi: "Mã thông điệp \(id) đã được dùng với nội dung khác.",
                en: "Message identifier \(id) was used before with other bytes."),
            hint: Text(
                vi: "Gửi lại nguyên văn bản cũ, hoặc dùng mã mới cho nội dung mới.",
                en: "Send the old bytes again unchanged, or a new identifier with the new ones."))
    }

    static func numbersUsedUp(_ procedure: String) -> Problem {
        Problem(
            code: "case.numbers_used_up",
            message: Text(
                vi: "Hết dải số hồ sơ của thủ tục \(procedure) trong năm.",
                en: "The dossier numbers of procedure \(procedure) are used up for the year."))
    }

    static func noRecipient(_ recipient: Recipient) -> Problem {
        let role =
            switch recipient {
            case .partner(let id): id.rawValue
            case .clearanceEngine: "engine"
            case .treasury: "treasury"
            }
        return Problem(
            code: "partner.no_recipient",
            message: Text(
                vi: "Chưa cấu hình đối tác nhận (\(role)); thông điệp chưa được tiếp nhận.",
                en: "No partner is configured as the recipient (\(role)); the message was not taken."),
            hint: Text(vi: "Gửi lại sau khi khắc phục.", en: "Send again once this is mended."))
    }

    /// The store can't take the message now; nothing was kept.
    static let storeUnavailable = Problem(
        code: "journal.unavailable",
        message: Text(
            vi: "Hệ thống tạm thời không lưu được thông điệp; chưa tiếp nhận.",
            en: "The gateway can't store messages at the moment; nothing was taken."),
        hint: Text(vi: "Gửi lại nguyên văn sau ít phút.", en: "Send the same bytes again in a few minutes."))
}

extension Problem {
    /// The fields that say what the message is are not the ones its signature covers.
    static let headerNotCovered = Problem(
        code: "signature.header_not_covered",
        message: Text(
            vi: "Phần đầu thông điệp không khớp với phần được ký.",
            en: "The header is not the one that the signature covers."),
        hint: Text(
            vi: "Ký cả phần đầu thông điệp (chữ ký hệ thống).",
            en: "Sign the header as well (message signature)."))
}

extension Problem {
    /// The catalogue knows no such message, or not even its procedure.
    static func notInCatalogue(_ code: MessageCode, _ catalogue: any MessageCatalogue) -> Problem {
        let isProcedureUnknown =
            code.family == .nsw && ProcedureCode(code.documentType).flatMap(catalogue.procedure) == nil
        return isProcedureUnknown ? .unknownProcedure(code.documentType) : .unknownMessage(code)
    }

    /// Why the signatures of a message are not accepted.
    init(refused report: SignatureReport) {
        self.init(
            code: report.code ?? "signature.refused",
            message: report.reason
                ?? Text(vi: "Chữ ký số không được chấp nhận.", en: "The signature is not accepted."),
            hint: report.subIndication.map {
                Text(vi: "EN 319 102-1: \($0.rawValue)", en: "EN 319 102-1: \($0.rawValue)")
            })
    }
}
