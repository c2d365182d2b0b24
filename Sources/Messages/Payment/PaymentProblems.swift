internal import SingleWindow

extension Problem {
    static func notCustoms(_ name: String) -> Problem {
        Problem(
            code: "payment.root", path: "/\(name)",
            message: Text(
                vi: "Phần tử gốc là \(name), phải là Customs.",
                en: "The document element is \(name) and must be Customs."))
    }

    /// A total that is not the sum of its parts.
    static func totalMismatch(_ path: String, total: String, sum: String) -> Problem {
        Problem(
            code: "payment.total_mismatch", path: path,
            message: Text(
                vi: "Tổng số tiền \(total) khác tổng các dòng \(sum).",
                en: "The total \(total) is not the sum \(sum) of the lines."),
            hint: Text(
                vi: "Tổng phải bằng tổng SoTien_VND của tất cả các dòng.",
                en: "The total must be the sum of SoTien_VND over all lines."))
    }

    /// An amount in dong that differs from the same amount in the currency of payment, which is dong.
    static func amountMismatch(_ path: String, foreign: String, dong: String) -> Problem {
        Problem(
            code: "payment.amount_mismatch", path: path,
            message: Text(
                vi: "Nộp bằng VND nhưng SoTien_NT là \(foreign), SoTien_VND là \(dong).",
                en: "Paid in VND, yet SoTien_NT is \(foreign) and SoTien_VND is \(dong)."))
    }

    /// Tax is paid and written in dong.
    static func notDong(_ currency: String) -> Problem {
        Problem(
            code: "payment.currency",
            message: Text(
                vi: "Số tiền phải tính bằng VND, không phải \(currency).",
                en: "Amounts must be in VND and not in \(currency)."))
    }

    static func rateMissing(_ currency: String) -> Problem {
        Problem(
            code: "payment.rate_missing", path: "/Customs/Data/Ty_Gia",
            message: Text(
                vi: "Nộp bằng \(currency) phải có tỷ giá.", en: "A payment in \(currency) needs an exchange rate."))
    }

    /// Payments written into one message that are not of one slip.
    static let mixedSlip = Problem(
        code: "payment.slip_mixed",
        message: Text(
            vi: "Một thông điệp chỉ chứa một chứng từ nộp tiền.", en: "One message holds one payment slip."))

    static let nothingPaid = Problem(
        code: "payment.empty",
        message: Text(vi: "Không có khoản nộp nào.", en: "There is no payment to write."))

    /// A payment or statement without its taxes: amounts are written by tax kind.
    static let linesMissing = Problem(
        code: "payment.lines_missing",
        message: Text(
            vi: "Thiếu chi tiết các khoản thuế.", en: "The taxes that the amount is made of are missing."))

    static func transactionMismatch(_ given: String, _ written: String) -> Problem {
        Problem(
            code: "payment.transaction_mismatch",
            message: Text(
                vi: "Giao dịch \(given) không phải giao dịch của thông điệp (\(written)).",
                en: "The transaction \(given) is not the message's (\(written))."))
    }

    static func notOfTaxCollection(_ what: String) -> Problem {
        Problem(
            code: "payment.unsupported",
            message: Text(
                vi: "Không có thông điệp thu nộp thuế nào cho \(what).",
                en: "There is no message of tax collection for \(what)."))
    }

    static func unexpectedPaymentType(_ type: String) -> Problem {
        Problem(
            code: "payment.type_unexpected", path: "/Customs/Header/Message_Type",
            message: Text(
                vi: "Thông điệp \(type) không được gửi tới bên nhận này.",
                en: "The message \(type) is not one to send to this receiver."))
    }

    static func paymentAnswerMismatch(sent: String, answered: String) -> Problem {
        Problem(
            code: "payment.answer_mismatch", path: "/Customs/Header/Request_ID",
            message: Text(
                vi: "Trả lời cho giao dịch “\(answered)”, giao dịch đã gửi là “\(sent)”.",
                en: "An answer to the transaction “\(answered)”; the one sent is “\(sent)”."))
    }

    /// An answer that says both accepted and failed.
    static func contradictoryAnswer(_ number: String) -> Problem {
        Problem(
            code: "payment.answer_contradictory", path: "/Customs/Error/ErrorNumber",
            message: Text(
                vi: "Thông điệp chấp nhận mang mã lỗi \(number).", en: "An acceptance bears the error number \(number)."
            ))
    }
}
