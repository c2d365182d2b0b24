package import SingleWindow

/// Why a call got no answer.
///
/// Two errors are equal when their codes are.
package struct TransportError: Error, Sendable {
    /// The stable code.
    package var code: Code
    /// How far the call had come.
    package var phase: Phase
    /// Whether any part of the request may have reached the peer. When false, the peer has certainly not acted on it.
    package var mayHaveBeenSent: Bool
    /// Scheme, host and port of the call; nil when the URL could not be read.
    package var origin: String?
    /// The technical reason in English, from libcurl, OpenSSL or the operating system: one line of printable ASCII,
    /// without anything the request or the answer contained.
    package var detail: String?

    package init(
        _ code: Code, phase: Phase = .preparation, mayHaveBeenSent: Bool = false, origin: String? = nil,
        detail: String? = nil
    ) {
        self.code = code
        self.phase = phase
        self.mayHaveBeenSent = mayHaveBeenSent
        self.origin = origin
        self.detail = detail
    }

    /// Whether trying again can help.
    package var category: Category { code.category }

    /// The part of a call that failed.
    package enum Phase: String, Hashable, Sendable {
        case preparation, queue, dns, connect, tls, request, response
    }

    /// What a retry can achieve.
    package enum Category: String, Hashable, Sendable {
        /// The peer or the network may do better next time.
        case transient
        /// The same call with the same settings cannot succeed: someone has to change the call or our settings.
        case permanent
    }

    /// A stable dotted code.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The dotted form.
        package let rawValue: String
        package let category: Category
        /// For people.
        package let text: Text
        /// Whether an operator of one of the two sides has to act. A retry goes on all the same where the category is
        /// transient, because it may be the other side who acts.
        package let needsAttention: Bool

        package var description: String { rawValue }

        package static func == (lhs: Code, rhs: Code) -> Bool { lhs.rawValue == rhs.rawValue }
        package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

        private init(_ rawValue: String, _ category: Category, attention: Bool, vi: String, en: String) {
            self.rawValue = rawValue
            self.category = category
            self.needsAttention = attention
            self.text = Text(vi: vi, en: en)
        }
    }
}

extension TransportError.Code {
    /// Method, header field, limit or settings that cannot be sent.
    package static let invalidCall = Self(
        "transport.invalid_call", .permanent, attention: true, vi: "Yêu cầu gửi đi không hợp lệ",
        en: "The request cannot be sent as it is")
    /// Not an `http` or `https` URL, or one with user information or a fragment.
    package static let invalidURL = Self(
        "transport.invalid_url", .permanent, attention: true, vi: "Địa chỉ URL không hợp lệ",
        en: "The URL is not valid")
    /// The file to be sent cannot be read, or became shorter.
    package static let bodyUnreadable = Self(
        "transport.body_unreadable", .permanent, attention: true, vi: "Không đọc được tệp cần gửi",
        en: "The file to be sent cannot be read")
    /// The host name has no address, or the name service did not answer.
    package static let dns = Self(
        "transport.dns", .transient, attention: false, vi: "Không phân giải được tên máy chủ",
        en: "The host name could not be resolved")
    /// The host resolves to an address that this call may not reach.
    package static let addressRefused = Self(
        "transport.address_refused", .permanent, attention: true, vi: "Không được phép kết nối tới địa chỉ này",
        en: "The address is not one that this call may reach")
    /// No TCP connection.
    package static let connect = Self(
        "transport.connect", .transient, attention: false, vi: "Không kết nối được tới máy chủ",
        en: "No connection to the server")
    /// The proxy could not be reached or refused to connect.
    package static let proxy = Self(
        "transport.proxy", .transient, attention: true, vi: "Máy chủ trung gian (proxy) không kết nối được",
        en: "The proxy could not be reached or did not connect")
    /// The TLS handshake failed for a reason other than those below.
    package static let tls = Self(
        "transport.tls", .transient, attention: true, vi: "Không thiết lập được kết nối TLS",
        en: "The TLS handshake failed")
    /// The server's certificate does not lead to a trusted root.
    package static let untrusted = Self(
        "transport.tls.untrusted", .transient, attention: true, vi: "Chứng thư của máy chủ không đáng tin cậy",
        en: "The server's certificate is not trusted")
    /// The server's certificate, or one above it, is expired or not yet valid.
    package static let expired = Self(
        "transport.tls.expired", .transient, attention: true, vi: "Chứng thư của máy chủ ngoài thời hạn hiệu lực",
        en: "The server's certificate is outside its validity period")
    /// The server's certificate is for another host.
    package static let hostMismatch = Self(
        "transport.tls.host_mismatch", .transient, attention: true,
        vi: "Chứng thư của máy chủ không thuộc tên máy chủ này",
        en: "The server's certificate is for another host name")
    /// Our trusted roots cannot be read.
    package static let trustUnusable = Self(
        "transport.tls.trust_unusable", .permanent, attention: true,
        vi: "Không đọc được danh sách chứng thư gốc tin cậy",
        en: "The trusted root certificates cannot be read")
    /// Our client certificate or its key cannot be read or do not belong together.
    package static let identityUnusable = Self(
        "transport.tls.identity_unusable", .permanent, attention: true,
        vi: "Không dùng được chứng thư hoặc khóa của phía gửi",
        en: "The client certificate or its key cannot be used")
    /// The server refused our client certificate, or wanted one and got none.
    package static let identityRefused = Self(
        "transport.tls.identity_refused", .transient, attention: true, vi: "Máy chủ từ chối chứng thư của phía gửi",
        en: "The server refused the client certificate")
    /// A time limit was reached; the phase says where.
    package static let timeout = Self(
        "transport.timeout", .transient, attention: false, vi: "Quá thời gian chờ", en: "The time limit was reached")
    /// The connection broke before an answer was there.
    package static let reset = Self(
        "transport.reset", .transient, attention: false, vi: "Kết nối bị ngắt trước khi có trả lời",
        en: "The connection was closed before an answer arrived")
    /// The connection broke within the answer.
    package static let responseTruncated = Self(
        "transport.response_truncated", .transient, attention: false, vi: "Nội dung trả lời bị cắt ngang",
        en: "The connection was closed within the answer")
    /// The answer is longer than the call's limit.
    package static let responseTooLarge = Self(
        "transport.response_too_large", .permanent, attention: true, vi: "Nội dung trả lời vượt quá giới hạn",
        en: "The answer is larger than allowed")
    /// The answer is not HTTP.
    package static let responseMalformed = Self(
        "transport.response_malformed", .transient, attention: true, vi: "Trả lời không đúng giao thức HTTP",
        en: "The answer is not valid HTTP")
    /// The task that made the call was cancelled.
    package static let cancelled = Self(
        "transport.cancelled", .transient, attention: false, vi: "Yêu cầu đã bị hủy", en: "The call was cancelled")
    /// The transport is not running, or was stopped during the call.
    package static let stopped = Self(
        "transport.stopped", .transient, attention: false, vi: "Bộ phận truyền tin đã dừng",
        en: "The transport is stopped")
    /// The transport's queue is full.
    package static let busy = Self(
        "transport.busy", .transient, attention: false, vi: "Hàng đợi gửi đã đầy", en: "The transport's queue is full")
    /// A fault of ours or of libcurl's.
    package static let `internal` = Self(
        "transport.internal", .transient, attention: true, vi: "Lỗi nội bộ của bộ phận truyền tin",
        en: "Internal fault of the transport")

    /// Every code, for the table of error codes.
    package static let all: [TransportError.Code] = [
        invalidCall, invalidURL, bodyUnreadable, dns, addressRefused, connect, proxy, tls, untrusted, expired,
        hostMismatch, trustUnusable, identityUnusable, identityRefused, timeout, reset, responseTruncated,
        responseTooLarge, responseMalformed, cancelled, stopped, busy, `internal`,
    ]
}

extension TransportError: Hashable, CustomStringConvertible {
    package static func == (lhs: TransportError, rhs: TransportError) -> Bool { lhs.code == rhs.code }
    package func hash(into hasher: inout Hasher) { hasher.combine(code) }

    /// The same in the form that problem answers, the console and the command show.
    package var problem: Problem {
        let suffix = [origin, detail].compactMap { $0 }.joined(separator: ": ")
        let tail = suffix.isEmpty ? "" : " (" + suffix + ")"
        return Problem(
            code: code.rawValue, message: Text(vi: code.text.vi + tail, en: code.text.en + tail))
    }

    package var description: String {
        var parts = [code.rawValue, "phase=" + phase.rawValue, "sent=" + (mayHaveBeenSent ? "maybe" : "no")]
        if let origin { parts.append(origin) }
        if let detail { parts.append(detail) }
        return parts.joined(separator: " ")
    }
}
