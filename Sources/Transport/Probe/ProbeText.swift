internal import SingleWindow

/// What a probe says to people.
enum ProbeText {
    static let notReached = Text(
        vi: "Chưa kiểm tra được vì bước trước không thành công", en: "Not reached: a step before it failed")
    static let settings = Text(vi: "Cấu hình hợp lệ", en: "The settings can be used")
    static let literal = Text(vi: "Địa chỉ IP, không cần phân giải tên", en: "An IP address: no name to resolve")
    static let connected = Text(vi: "Kết nối TCP thành công", en: "The address takes TCP connections")
    static let withoutTLS = Text(vi: "Không dùng TLS", en: "No TLS: the URL is http")
    static let tls = Text(vi: "Thiết lập TLS thành công", en: "TLS was agreed on")
    static let identityAccepted = Text(
        vi: "Máy chủ yêu cầu và chấp nhận chứng thư của phía gửi",
        en: "The server asked for our certificate and answered")
    static let identitySent = Text(
        vi: "Đã gửi chứng thư, máy chủ không trả lời; có thể chứng thư bị từ chối",
        en: "Our certificate was sent and no answer came; the server may have refused it")
    static let identityMissing = Text(
        vi: "Máy chủ yêu cầu chứng thư nhưng chưa cấu hình chứng thư cho đối tác này",
        en: "The server asked for a certificate, and none is configured for it")
    static let identityNotAsked = Text(
        vi: "Máy chủ không yêu cầu chứng thư: xác thực hai chiều chưa có hiệu lực",
        en: "The server did not ask for our certificate: authentication is not mutual")
    static let noIdentity = Text(
        vi: "Không dùng chứng thư phía gửi", en: "No client certificate configured, and none asked for")

    static func name(_ host: String) -> Text {
        Text(vi: "Đã phân giải tên máy chủ \(host)", en: "The name \(host) was resolved")
    }

    static func partlyConnected(_ count: Int, of total: Int) -> Text {
        Text(
            vi: "Chỉ \(count)/\(total) địa chỉ kết nối được", en: "Only \(count) of \(total) addresses take connections"
        )
    }

    static func certificate(_ host: String, _ count: Int) -> Text {
        Text(
            vi: "Chứng thư của máy chủ đáng tin cậy và đúng tên \(host) (\(count) chứng thư)",
            en: "The server's certificate is trusted and names \(host) (\(count) certificates sent)")
    }

    static func answered(_ status: Int) -> Text {
        Text(vi: "Máy chủ trả lời HTTP \(status)", en: "The server answered with HTTP status \(status)")
    }
}
