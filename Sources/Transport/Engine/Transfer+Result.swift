internal import CCurl
internal import CCurlShims

extension Transfer {
    /// What the call comes to, once libcurl is done with it.
    func result(_ code: CURLcode, now: ContinuousClock.Instant) -> Result<HTTPReply, TransportError> {
        guard code == CURLE_OK, stopped == nil, received.status >= 200 else {
            return .failure(failure(code))
        }
        let address = CCurlShims_easy_getinfo_string(easy, CURLINFO_PRIMARY_IP).map { String(cString: $0) } ?? ""
        let port = CCurlShims_easy_getinfo_long(easy, CURLINFO_PRIMARY_PORT)
        let reply = HTTPReply(
            status: received.status, headers: received.headers, body: received.body, timings: timings(now: now),
            remoteAddress: address.isEmpty
                ? "" : (address.contains(":") ? "[" + address + "]" : address) + ":" + String(port),
            httpVersion: httpVersion, reusedConnection: connectionsOpened == 0, tls: tls)
        return .success(reply)
    }

    /// How many connections libcurl opened for the call; none when it used one that was there.
    var connectionsOpened: Int { CCurlShims_easy_getinfo_long(easy, CURLINFO_NUM_CONNECTS) }

    /// The error for a transfer that is broken off by the loop.
    func interrupted(_ code: TransportError.Code) -> TransportError {
        TransportError(
            code, phase: phase, mayHaveBeenSent: requestsBegun > 0, origin: submission.call.origin.description)
    }

    private func failure(_ code: CURLcode) -> TransportError {
        var error = interrupted(stopped ?? TransportError.Code(self, code))
        error.detail = detail(code)
        return error
    }

    private func detail(_ code: CURLcode) -> String? {
        if stopped == .responseTooLarge { return "limit " + String(call.responseLimit) + " bytes" }
        if stopped == .reset { return "kept-alive connection was closed; not repeated" }
        let text = libcurlText
        let number = CCurlShims_easy_getinfo_long(easy, CURLINFO_OS_ERRNO)
        var reason = text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
        if !received.hasBegun, requestsBegun > 0, CCurlShims_handshake_certificate_asked(handshake) != 0 {
            // With TLS 1.3 a refused certificate can look like any other broken connection.
            reason += "; the server had asked for a client certificate"
            reason += call.tls.identity == nil ? " and got none" : ""
        }
        guard code == CURLE_COULDNT_CONNECT, number != 0 else { return reason }
        return reason + ": " + describe(errno: Int32(truncatingIfNeeded: number))
    }

    /// libcurl's own text, one line of printable ASCII of limited length: parts of it can come from the peer.
    var libcurlText: String {
        let bytes = errorText.prefix { $0 != 0 }.prefix(200).map { UInt8(bitPattern: $0) }
        return String(decoding: bytes.map { (0x20..<0x7f).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }

    private var phase: TransportError.Phase {
        if received.hasBegun { return .response }
        if requestsBegun > 0 { return .request }
        if CCurlShims_handshake_begun(handshake) != 0 { return .tls }
        return CCurlShims_easy_getinfo_off(easy, CURLINFO_NAMELOOKUP_TIME_T) > 0 ? .connect : .dns
    }

    /// Whether the transfer has a proxy and has not come to the peer behind it.
    fileprivate var isAtProxy: Bool {
        call.proxy != nil && requestsBegun == 0 && CCurlShims_handshake_begun(handshake) == 0
    }

    private var httpVersion: String {
        switch CCurlShims_easy_getinfo_long(easy, CURLINFO_HTTP_VERSION) {
        case CURL_HTTP_VERSION_1_0: "1.0"
        case CURL_HTTP_VERSION_2_0: "2"
        default: "1.1"
        }
    }

    private func timings(now: ContinuousClock.Instant) -> HTTPTimings {
        let queue = admitted - submission.submitted
        func at(_ info: CURLINFO, atLeast earlier: Duration) -> Duration {
            max(earlier, queue + .microseconds(CCurlShims_easy_getinfo_off(easy, info)))
        }
        var timings = HTTPTimings()
        timings.queue = queue
        timings.dns = at(CURLINFO_NAMELOOKUP_TIME_T, atLeast: queue)
        timings.connect = at(CURLINFO_CONNECT_TIME_T, atLeast: timings.dns)
        timings.tls = at(CURLINFO_APPCONNECT_TIME_T, atLeast: timings.connect)
        timings.firstByte = at(CURLINFO_STARTTRANSFER_TIME_T, atLeast: timings.tls)
        timings.total = max(timings.firstByte, now - submission.submitted)
        return timings
    }
}

extension TransportError.Code {
    /// What a libcurl failure means for the call.
    init(_ transfer: Transfer, _ code: CURLcode) {
        let connection = [CURLE_COULDNT_CONNECT, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING]
        if transfer.isAtProxy, connection.contains(code) {
            self = .proxy
            return
        }
        self =
            switch code {
            case CURLE_OK, CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_HTTP2,
                CURLE_BAD_CONTENT_ENCODING:
                .responseMalformed
            case CURLE_URL_MALFORMAT: .invalidURL
            case CURLE_COULDNT_RESOLVE_HOST: .dns
            case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxy
            case CURLE_COULDNT_CONNECT: transfer.hasRefusedAddress ? .addressRefused : .connect
            case CURLE_OPERATION_TIMEDOUT: .timeout
            case CURLE_FILESIZE_EXCEEDED: .responseTooLarge
            case CURLE_READ_ERROR: .bodyUnreadable
            case CURLE_ABORTED_BY_CALLBACK: transfer.file?.hasFailed == true ? .bodyUnreadable : .internal
            case CURLE_SSL_CACERT_BADFILE: .trustUnusable
            case CURLE_SSL_CERTPROBLEM: .identityUnusable
            case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR: Self(verification: transfer)
            case CURLE_SSL_CONNECT_ERROR: Self(handshake: transfer, otherwise: .tls)
            case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2_STREAM,
                CURLE_SEND_FAIL_REWIND:
                Self(handshake: transfer, otherwise: transfer.received.hasBegun ? .responseTruncated : .reset)
            default: .internal
            }
    }

    /// The certificate was not accepted. libcurl compares the host name itself when OpenSSL has accepted the chain, so
    /// no error in the chain means the name.
    private init(verification transfer: Transfer) {
        var depth: Int32 = 0
        self =
            switch CCurlShims_handshake_verify_error(transfer.handshake, &depth) {
            case VerifyResult.ok: .hostMismatch
            case VerifyResult.notYetValid, VerifyResult.expired: .expired
            default: .untrusted
            }
    }

    /// The peer sent a TLS alert, perhaps long after what TLS 1.3 counts as the end of the handshake.
    private init(handshake transfer: Transfer, otherwise code: TransportError.Code) {
        let wasAsked = CCurlShims_handshake_certificate_asked(transfer.handshake) != 0
        self =
            switch TLSAlert(in: transfer.libcurlText) {
            case .aboutOurCertificate: .identityRefused
            // Before TLS 1.3 there was no alert of its own for a certificate that is missing.
            case .handshakeFailure where wasAsked && transfer.call.tls.identity == nil: .identityRefused
            case .handshakeFailure, .other: .tls
            case nil: code
            }
    }
}

/// OpenSSL's verification results that have a code of their own here (X509_STORE_CTX_get_error(3)).
private enum VerifyResult {
    static let ok: Int32 = 0
    static let notYetValid: Int32 = 9
    static let expired: Int32 = 10
}

/// An alert from the peer, found in libcurl's text by OpenSSL's error number, `error:0A000418:...`: library 20 (SSL)
/// and reason 1000 plus the alert's number (openssl/sslerr.h, RFC 8446, section 6).
enum TLSAlert: Hashable {
    case aboutOurCertificate
    case handshakeFailure
    case other

    init?(in text: String) {
        let parts = text.split(separator: "error:", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let packed = UInt32(parts[1].prefix(8), radix: 16), packed >> 23 == 20 else {
            return nil
        }
        let reason = packed & 0x7f_ffff
        guard (1000...1255).contains(reason) else { return nil }
        self =
            switch reason - 1000 {
            case 40: .handshakeFailure
            // bad, unsupported, revoked, expired, unknown certificate; unknown CA; access denied; certificate required
            case 42...46, 48, 49, 116: .aboutOurCertificate
            default: .other
            }
    }
}
