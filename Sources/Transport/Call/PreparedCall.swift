/// A call that has been checked and can be sent as it is.
struct PreparedCall: Sendable {
    let call: HTTPCall
    let url: String
    let origin: URLParts.Origin
    /// The header fields as libcurl takes them: `Name: value`, or `Name;` for an empty value.
    let headerLines: [String]
    /// Who wants to know of the TLS handshake; such a call gets a connection of its own.
    var observer: HandshakeObserver?

    /// - Throws: `transport.invalid_url` or `transport.invalid_call`.
    init(_ call: HTTPCall, userAgent: String) throws(TransportError) {
        let parts = try URLParts(call.url)
        self.call = call
        self.url = parts.normalised
        self.origin = parts.origin
        func refuse(_ detail: String) -> TransportError {
            TransportError(.invalidCall, origin: parts.origin.description, detail: detail)
        }
        guard !call.method.isEmpty, call.method.utf8.allSatisfy(isTokenByte), call.method != "CONNECT" else {
            throw refuse("method")
        }
        if case .none = call.body {
        } else if ["HEAD", "TRACE"].contains(call.method) {
            throw refuse("content with " + call.method)
        }
        let limits = [call.timeouts.connect, call.timeouts.total, call.timeouts.idle ?? .seconds(1)]
        guard limits.allSatisfy({ $0 > .zero && $0 <= .seconds(86_400) }), call.responseLimit >= 0 else {
            throw refuse("time limit not within (0, 1 day], or negative size limit")
        }
        guard parts.origin.scheme == "https" || call.tls.identity == nil else {
            throw refuse("client identity for a URL that is not https")
        }
        if let proxy = call.proxy {
            guard try URLParts(proxy.url).origin.scheme == "http" else { throw refuse("proxy that is not http") }
            if let credentials = proxy.credentials, credentials.user.utf8.contains(UInt8(ascii: ":")) {
                throw refuse("colon in the proxy's user name")
            }
        }
        if let target = call.connectTo, !isHostAndPort(target) { throw refuse("connectTo is not host:port") }
        var lines: [String] = []
        var names: Set<String> = []
        for field in call.headers {
            let name = field.name.lowercased()
            guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte), !reservedFields.contains(name) else {
                throw refuse("header field name " + (reservedFields.contains(name) ? name : "not a token"))
            }
            // A line end in a value would let whoever supplied it write header fields of their own (RFC 9110, 5.5).
            guard field.value.utf8.allSatisfy({ ($0 >= 0x20 && $0 != 0x7f) || $0 == 0x09 }) else {
                throw refuse("control character in header field " + name)
            }
            names.insert(name)
            lines.append(field.value.isEmpty ? field.name + ";" : field.name + ": " + field.value)
        }
        // libcurl would add these of its own accord; a name with nothing after the colon takes them out.
        if !names.contains("content-type") { lines.append("Content-Type:") }
        if !names.contains("accept") { lines.append("Accept: */*") }
        if !names.contains("user-agent") { lines.append("User-Agent: " + userAgent) }
        lines.append("Expect:")
        self.headerLines = lines
    }
}

/// Fields that say how the message is framed or the connection is used; two opinions on those are request smuggling.
private let reservedFields: Set<String> = [
    "host", "content-length", "transfer-encoding", "connection", "keep-alive", "proxy-connection", "expect", "te",
    "trailer", "upgrade",
]

/// `tchar` of RFC 9110, section 5.6.2.
private func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"):
        true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}

/// `host:port` or `[v6]:port`, without the characters that separate the parts of libcurl's connect-to entries.
private func isHostAndPort(_ text: String) -> Bool {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0 else {
        return false
    }
    let host = text[..<colon]
    guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: ",") }) else {
        return false
    }
    return host.contains(":") ? host.hasPrefix("[") && host.hasSuffix("]") : true
}
