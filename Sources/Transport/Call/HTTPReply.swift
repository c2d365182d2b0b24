package import SingleWindow

/// The answer to a call. Any status is an answer; only a call that got none throws.
package struct HTTPReply: Hashable, Sendable {
    /// Status code (RFC 9110, section 15).
    package var status: Int
    /// Header fields as received, without trailers and without those of interim (1xx) answers.
    package var headers: [HeaderField]
    /// The content, as it came.
    package var body: [UInt8]
    /// When each part was over.
    package var timings: HTTPTimings
    /// The address and port of the peer (of the proxy, where one is used), such as `192.0.2.1:443`; empty if unknown.
    package var remoteAddress: String
    /// `1.0`, `1.1` or `2`.
    package var httpVersion: String
    /// Whether the call went over a connection that an earlier call had opened.
    package var reusedConnection: Bool
    /// The TLS session; nil for `http`.
    package var tls: TLSSession?

    /// The value of the first header field called `name`, in any case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// How long the peer asks to wait before the next request, by its Retry-After field; nil without a readable one.
    package func retryAfter(at now: Timestamp) -> Duration? {
        header("Retry-After").flatMap(RetryAfter.init)?.delay(at: now)
    }
}

/// The time from `send` until each part of a call was over. Parts that did not take place (TLS on `http`, name and
/// connection on a reused connection) have the time of the part before them.
package struct HTTPTimings: Hashable, Sendable {
    /// The call left the transport's queue.
    package var queue: Duration = .zero
    /// The host name was resolved.
    package var dns: Duration = .zero
    /// The TCP connection was there.
    package var connect: Duration = .zero
    /// The TLS handshake was done.
    package var tls: Duration = .zero
    /// The first byte of the answer was there.
    package var firstByte: Duration = .zero
    /// The answer was complete.
    package var total: Duration = .zero

    package init() {}
}

/// What a call's TLS session was like.
package struct TLSSession: Hashable, Sendable {
    /// Protocol version, such as `TLSv1.3`.
    package var version: String
    /// Cipher suite, by OpenSSL's name.
    package var cipher: String
    /// The server's certificate, DER; empty if unknown.
    package var peerCertificate: [UInt8]
}
