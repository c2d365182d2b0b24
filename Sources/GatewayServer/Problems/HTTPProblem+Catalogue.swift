internal import HTTPTypes
internal import SingleWindow

/// The problems of the interface itself; those of messages come from the checks that found them.
extension HTTPProblem {
    // MARK: Who calls

    /// Neither a client certificate nor a key.
    static let authenticationMissing = unauthorized(
        "auth.missing",
        Text(
            vi: "Gửi khóa API trong Authorization: Bearer, hoặc dùng chứng thư số khách (TLS).",
            en: "Send an API key in Authorization: Bearer, or use a client certificate (TLS)."))

    static let unknownKey = unauthorized(
        "auth.unknown_key",
        Text(
            vi: "Khóa API không thuộc đối tác nào đã đăng ký.", en: "The API key belongs to no registered partner."))

    static let unknownCertificate = unauthorized(
        "auth.unknown_certificate",
        Text(
            vi: "Chứng thư số khách (TLS) chưa được đăng ký cho đối tác nào.",
            en: "The client certificate (TLS) is registered for no partner."))

    static let contradictingCredentials = unauthorized(
        "auth.contradiction",
        Text(
            vi: "Khóa API và chứng thư số khách thuộc hai đối tác khác nhau.",
            en: "The API key and the client certificate belong to different partners."))

    static let unsupportedScheme = unauthorized(
        "auth.unsupported_scheme",
        Text(
            vi: "Chỉ hỗ trợ Authorization: Bearer.", en: "Only Authorization: Bearer is supported."))

    private static func unauthorized(_ code: String, _ detail: Text) -> HTTPProblem {
        HTTPProblem(
            .unauthorized, code,
            title: Text(vi: "Chưa xác thực được bên gọi", en: "The caller is not authenticated"), detail: detail,
            headers: [.wwwAuthenticate: "Bearer realm=\"nsw\""])
    }

    static func suspended(_ partner: PartnerID) -> HTTPProblem {
        HTTPProblem(
            .forbidden, "partner.suspended",
            title: Text(vi: "Đối tác đang bị tạm dừng", en: "The partner is suspended"),
            detail: Text(
                vi: "Đăng ký của đối tác \(partner) đang bị tạm dừng.",
                en: "The registration of partner \(partner) is suspended."))
    }

    // MARK: What is asked

    static let notFound = HTTPProblem(
        .notFound, "request.not_found", title: Text(vi: "Không có địa chỉ này", en: "There is nothing at this address"))

    static func methodNotAllowed(_ allowed: [HTTPRequest.Method]) -> HTTPProblem {
        let names = allowed.map(\.rawValue).sorted().joined(separator: ", ")
        return HTTPProblem(
            .methodNotAllowed, "request.method_not_allowed",
            title: Text(vi: "Phương thức không được hỗ trợ", en: "The method is not supported here"),
            detail: Text(vi: "Phương thức được dùng: \(names).", en: "Methods supported: \(names)."),
            headers: [.allow: names])
    }

    static func unsupportedMediaType(_ given: String, supported: [String]) -> HTTPProblem {
        let names = supported.joined(separator: ", ")
        return HTTPProblem(
            .unsupportedMediaType, "request.unsupported_media_type",
            title: Text(vi: "Kiểu nội dung không được hỗ trợ", en: "The content type is not supported"),
            detail: Text(
                vi: "Content-Type \(given) không được nhận; dùng \(names).",
                en: "Content-Type \(given) is not taken; use \(names)."),
            headers: [.accept: names])
    }

    static func unsupportedEncoding(_ given: String) -> HTTPProblem {
        HTTPProblem(
            .unsupportedMediaType, "request.unsupported_encoding",
            title: Text(vi: "Kiểu nén không được hỗ trợ", en: "The content coding is not supported"),
            detail: Text(
                vi: "Content-Encoding \(given) không được nhận; gửi nội dung không nén.",
                en: "Content-Encoding \(given) is not taken; send the content uncompressed."),
            headers: [.acceptEncoding: "identity"])
    }

    static let emptyBody = HTTPProblem(
        .badRequest, "request.empty_body", title: Text(vi: "Nội dung trống", en: "The body is empty"),
        detail: Text(vi: "Gửi đúng một thông điệp trong nội dung.", en: "Send exactly one message in the body."))

    static func tooLarge(limit: Int) -> HTTPProblem {
        HTTPProblem(
            .contentTooLarge, "request.too_large", title: Text(vi: "Nội dung quá lớn", en: "The body is too large"),
            detail: Text(
                vi: "Một thông điệp có tối đa \(limit) byte.", en: "A message has at most \(limit) bytes."))
    }

    static func bodyTimeout(seconds: Int) -> HTTPProblem {
        HTTPProblem(
            .requestTimeout, "request.timeout",
            title: Text(vi: "Nội dung đến quá chậm", en: "The body came too slowly"),
            detail: Text(
                vi: "Nội dung phải đến trọn vẹn trong \(seconds) giây.",
                en: "The whole body must arrive within \(seconds) seconds."),
            headers: [.connection: "close"])
    }

    static func invalidParameter(_ name: String, _ detail: Text) -> HTTPProblem {
        HTTPProblem(
            .badRequest, "request.invalid_parameter",
            title: Text(vi: "Tham số không hợp lệ", en: "A parameter is not valid"),
            detail: Text(vi: "\(name): \(detail.vi)", en: "\(name): \(detail.en)"))
    }

    static func caseNotFound(_ reference: String) -> HTTPProblem {
        HTTPProblem(
            .notFound, "case.not_found", title: Text(vi: "Không tìm thấy hồ sơ", en: "No such case"),
            detail: Text(
                vi: "Không có hồ sơ \(reference) mà bên gọi được xem.",
                en: "There is no case \(reference) that the caller may see."))
    }

    static func messageNotFound(_ id: String) -> HTTPProblem {
        HTTPProblem(
            .notFound, "message.not_found", title: Text(vi: "Không tìm thấy thông điệp", en: "No such message"),
            detail: Text(
                vi: "Không có thông điệp \(id) mà bên gọi được xem.",
                en: "There is no message \(id) that the caller may see."))
    }

    // MARK: How we are

    /// More is under way than the gateway holds in memory.
    static let busy = HTTPProblem(
        .serviceUnavailable, "server.busy", title: Text(vi: "Hệ thống đang quá tải", en: "The gateway is busy"),
        detail: Text(
            vi: "Chưa tiếp nhận gì; gửi lại nguyên văn sau thời gian trong Retry-After.",
            en: "Nothing was taken; send the same bytes again after Retry-After.")
    ).retrying(after: 2)

    static func partnerBusy(_ partner: PartnerID) -> HTTPProblem {
        HTTPProblem(
            .tooManyRequests, "partner.too_many_requests",
            title: Text(vi: "Đối tác gửi quá nhiều cùng lúc", en: "The partner sends too much at once"),
            detail: Text(
                vi: "Đối tác \(partner) có quá nhiều yêu cầu đang xử lý; chưa tiếp nhận gì.",
                en: "Partner \(partner) has too many requests under way; nothing was taken.")
        ).retrying(after: 1)
    }

    static let storeUnavailable = HTTPProblem(
        .serviceUnavailable, "journal.unavailable",
        title: Text(vi: "Kho lưu trữ tạm thời không sẵn sàng", en: "The store is not available at the moment")
    ).retrying(after: 5)

    static let `internal` = HTTPProblem(
        .internalServerError, "server.internal", title: Text(vi: "Lỗi của hệ thống", en: "A fault of the gateway"),
        detail: Text(
            vi: "Lỗi đã được ghi lại; gửi lại nguyên văn là an toàn.",
            en: "The fault was recorded; sending the same bytes again is safe."))
}
