internal import SingleWindow

/// The messages of tax collection that the gateway speaks, by `Message_Type` (reference/domain.md 5.2).
enum PaymentType: String, CaseIterable {
    case debtQuery = "101"
    case accepted = "200"
    case debt = "201"
    case refused = "299"
    case payTax = "301"
    case debitRequest = "304"

    /// Its name on the wire, as the public adapter has it.
    var name: String {
        switch self {
        case .debtQuery: "Tra cứu thông tin nợ thuế của tờ khai hải quan"
        case .accepted: "Thông điệp trả lời chấp nhận thông tin"
        case .debt: "Trả lời kết quả tra cứu nợ thuế của tờ khai hải quan"
        case .refused: "Thông điệp trả lời từ chối thông tin"
        case .payTax: "Thông điệp nộp thuế cho tờ khai hải quan"
        case .debitRequest: "Thông điệp đề nghị trích tiền nộp thuế"
        }
    }

    /// Whether it answers another message, whose `Transaction_ID` is then its `Request_ID`.
    var isAnswer: Bool {
        switch self {
        case .accepted, .debt, .refused: true
        case .debtQuery, .payTax, .debitRequest: false
        }
    }

    var schema: String { "payment/\(rawValue).xsd" }
}
