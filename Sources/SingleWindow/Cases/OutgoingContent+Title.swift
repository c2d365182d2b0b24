extension OutgoingContent {
    /// What the message is, for timelines.
    package var title: Text {
        switch self {
        case .registration(let declaration, _):
            declaration.direction == .import
                ? Text(vi: "Khai trước thông tin tờ khai nhập khẩu (IDA)", en: "Import pre-registration (IDA)")
                : Text(vi: "Khai trước thông tin tờ khai xuất khẩu (EDA)", en: "Export pre-registration (EDA)")
        case .officialDeclaration(_, let direction):
            direction == .import
                ? Text(vi: "Khai chính thức tờ khai nhập khẩu (IDC)", en: "Official import declaration (IDC)")
                : Text(vi: "Khai chính thức tờ khai xuất khẩu (EDC)", en: "Official export declaration (EDC)")
        case .permitRecord(let permit, _):
            Text(
                vi: "Kết quả cấp phép \(permit.number) cho hệ thống thông quan (\(permit.decision.rawValue))",
                en: "Permit \(permit.number) for the clearance engine (\(permit.decision.rawValue))")
        case .paymentRecord(let payment):
            Text(
                vi: "Chứng từ nộp thuế \(payment.slip) cho hệ thống thông quan",
                en: "Tax payment \(payment.slip) for the clearance engine")
        case .debitRequest(let statement):
            Text(
                vi: "Đề nghị trích tiền nộp thuế theo thông báo \(statement.number) (304)",
                en: "Request to debit the tax of statement \(statement.number) (304)")
        case .declarationNotice(let notice): notice.kind.title
        case .forwarded(let message):
            Text(vi: "Chuyển tiếp thông điệp \(message.code)", en: "Message \(message.code) sent on")
        }
    }
}

extension DeclarationNotice.Kind {
    /// What the notice says, for timelines.
    package var title: Text {
        switch self {
        case .receiptIssued: Text(vi: "Cấp số tiếp nhận (29)", en: "Receipt number issued (29)")
        case .numberIssued: Text(vi: "Cấp số tờ khai (30)", en: "Declaration number issued (30)")
        case .channelled(let channel):
            Text(
                vi: "Thông báo phân luồng \(channel.number) (10)",
                en: "Channel \(channel.number), \(channel.rawValue) (10)")
        case .inspectionOrdered:
            Text(vi: "Thông báo kiểm tra thực tế hàng hóa (34)", en: "Physical inspection ordered (34)")
        case .taxNoticed: Text(vi: "Thông báo thuế (33)", en: "Tax notice (33)")
        case .cleared(let decision):
            decision.kind == .cleared
                ? Text(vi: "Thông quan (35)", en: "Cleared (35)")
                : Text(vi: "Giải phóng hàng (35)", en: "Released (35)")
        case .engineRefused:
            Text(vi: "Hệ thống thông quan báo lỗi nghiệp vụ (272)", en: "Refused by the clearance engine (272)")
        }
    }
}
