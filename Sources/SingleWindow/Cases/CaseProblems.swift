extension Problem {
    /// The message does not fit the state of its case (as SBV10, "Lỗi sai quy trình xử lý!").
    package static func wrongState(event: String, phase: String, case reference: String) -> Problem {
        Problem(
            code: "case.wrong_state",
            message: Text(
                vi: "Sai quy trình xử lý: hồ sơ \(reference) đang ở trạng thái \(phase), không nhận \(event).",
                en: "Wrong process state: case \(reference) is \(phase) and takes no \(event)."),
            hint: Text(
                vi: "Tra cứu trạng thái hồ sơ trước khi gửi lại; thông điệp này không làm thay đổi gì.",
                en: "Look up the state of the case before sending again; this message changed nothing."))
    }

    /// The engine clears goods whose before-clearance checks are not all satisfied (Decree 85/2019 Art. 24(1)).
    package static func requirementUnmet(_ requirements: [Requirement], case reference: String) -> Problem {
        let checks = requirements.map(\.check).joined(separator: ", ")
        return Problem(
            code: "clearance.requirement_unmet",
            message: Text(
                vi: "Chưa đủ điều kiện thông quan tờ khai \(reference): còn thiếu kết quả kiểm tra \(checks).",
                en: "Declaration \(reference) may not be cleared: no passing result for \(checks)."),
            hint: Text(
                vi: "Chỉ thông quan khi có thông báo miễn, kết quả đạt hoặc thông báo hợp quy.",
                en: "Clear only on an exemption notice, a passed result or a conformity notice."))
    }

    /// A payment for a declaration that owes nothing.
    package static func nothingDue(declaration: String) -> Problem {
        Problem(
            code: "payment.nothing_due",
            message: Text(
                vi: "Tờ khai \(declaration) không có khoản thuế phải nộp.",
                en: "Declaration \(declaration) has no tax to pay."),
            hint: Text(
                vi: "Tra cứu nợ thuế (101) trước khi gửi chứng từ nộp tiền.",
                en: "Query the tax debt (101) before sending a payment."))
    }

    /// A slip that was counted with another amount: a slip is paid once, and a mistake is cancelled, not sent again.
    package static func slipReused(_ payment: Payment) -> Problem {
        Problem(
            code: "payment.slip_reused",
            message: Text(
                vi: "Chứng từ \(payment.slip) đã được ghi nhận cho tờ khai \(payment.declaration) với số tiền khác.",
                en: "Slip \(payment.slip) was counted for declaration \(payment.declaration) with another amount."))
    }

    /// A second number for a declaration that has one.
    package static func numberedOtherwise(_ number: DeclarationNumber, case reference: String) -> Problem {
        Problem(
            code: "case.number_conflict",
            message: Text(
                vi: "Tờ khai \(reference) đã có số khác \(number).",
                en: "Declaration \(reference) already has a number other than \(number)."))
    }
}
