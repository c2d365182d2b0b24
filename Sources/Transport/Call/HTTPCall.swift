/// One HTTP request to a partner, a certification authority or a revocation responder, with its limits.
///
/// Redirects are never followed, no proxy is taken from the environment, no cookie is kept, no compressed answer is
/// asked for, and the server's certificate and host name are always verified.
package struct HTTPCall: Sendable {
    /// An `http` or `https` URL without user information or fragment.
    package var url: String
    /// The method as it goes on the wire, such as `POST` (RFC 9110, section 9).
    package var method: String
    /// Header fields in the order they are sent. `Host`, `Content-Length`, `Transfer-Encoding`, `Connection`, `Expect`,
    /// `TE`, `Trailer` and `Upgrade` belong to the transport and are refused here.
    package var headers: [HeaderField]
    /// What is sent as the content.
    package var body: HTTPBody
    /// How long each part may take.
    package var timeouts: HTTPTimeouts
    /// Most bytes of response content taken in; a longer answer is `transport.response_too_large`.
    package var responseLimit: Int
    /// Trust and identity for `https`. A client identity on an `http` URL is refused: it could not be used, and the
    /// message would go out unprotected although somebody meant it to be protected.
    package var tls: TLSSettings
    /// Whether HTTP/2 may be negotiated (RFC 9113, ALPN). Off, the call uses HTTP/1.1.
    package var allowsHTTP2: Bool
    /// Whether the transport itself may send the request a second time when a kept-alive connection turns out to be
    /// closed. Off, a request is sent at most once per call, and the caller alone decides about a repetition.
    package var isRepeatable: Bool
    /// The proxy to go through; nil for a direct connection.
    package var proxy: ProxySettings?
    /// Where to connect instead of the URL's host and port, as `host:port` or `[v6]:port`; the certificate is still
    /// verified for the URL's host. For partners on private lines whose names are not in the DNS.
    package var connectTo: String?
    /// Which addresses the host may resolve to.
    package var reach: AddressReach

    package init(
        url: String, method: String = "GET", headers: [HeaderField] = [], body: HTTPBody = .none,
        timeouts: HTTPTimeouts = HTTPTimeouts(), responseLimit: Int = 8 << 20, tls: TLSSettings = TLSSettings(),
        allowsHTTP2: Bool = false, isRepeatable: Bool = false, proxy: ProxySettings? = nil, connectTo: String? = nil,
        reach: AddressReach = .anywhere
    ) {
        self.url = url
        self.method = method
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
        self.responseLimit = responseLimit
        self.tls = tls
        self.allowsHTTP2 = allowsHTTP2
        self.isRepeatable = isRepeatable
        self.proxy = proxy
        self.connectTo = connectTo
        self.reach = reach
    }
}

/// One header field, sent or received.
package struct HeaderField: Hashable, Sendable {
    /// Field name; compared without regard to case (RFC 9110, section 5.1).
    package var name: String
    /// Field value without surrounding white space.
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// The content of a request.
package enum HTTPBody: Sendable {
    /// No content. A method other than GET, HEAD, OPTIONS, TRACE or DELETE then says `Content-Length: 0`.
    case none
    /// Content held in memory.
    case bytes([UInt8])
    /// Content read from a file while it is sent, in constant memory. The length is the file's when the call begins; a
    /// file that turns out shorter is `transport.body_unreadable`.
    case file(path: String)
}

/// How long the parts of a call may take.
package struct HTTPTimeouts: Hashable, Sendable {
    /// From leaving the queue until the connection is ready: name, TCP, proxy and TLS.
    package var connect: Duration
    /// Longest silence once the transfer runs, while sending, waiting or receiving; rounded up to whole seconds; nil
    /// for no limit of its own.
    package var idle: Duration?
    /// From `send` to the last byte of the answer, waiting in the transport's queue included. A hard limit.
    package var total: Duration

    package init(connect: Duration = .seconds(10), idle: Duration? = nil, total: Duration = .seconds(60)) {
        self.connect = connect
        self.idle = idle
        self.total = total
    }
}

/// An HTTP proxy. Calls to `https` go through it with CONNECT (RFC 9110, section 9.3.6), so it sees no content.
package struct ProxySettings: Hashable, Sendable {
    /// `http://host:port`, without user information.
    package var url: String
    /// User and password for Basic authentication at the proxy.
    package var credentials: Credentials?

    package init(url: String, credentials: Credentials? = nil) {
        self.url = url
        self.credentials = credentials
    }

    /// A user name and a password.
    package struct Credentials: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
        package var user: String
        package var password: String

        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }

        package var description: String { "credentials" }
        package var customMirror: Mirror { Mirror(self, children: [:]) }
    }
}

/// Which addresses a call may reach.
package enum AddressReach: Hashable, Sendable {
    /// Any address: the URL comes from the operator.
    case anywhere
    /// No loopback, link-local, private, shared, multicast or unspecified address: the URL comes from outside, such as
    /// a distribution point in a certificate, and must not be a way into the operator's own network. Not checked for
    /// the far side of a proxy, which resolves the name itself.
    case publicOnly
}

extension HTTPCall: CustomStringConvertible, CustomReflectable {
    /// The method and the URL without path and query, which may identify a case or hold a credential.
    package var description: String {
        let origin = (try? URLParts(url))?.origin.description ?? "(invalid URL)"
        return method + " " + origin
    }

    /// Shows nothing more than the description: a dump of a call in a log must not show content, keys or credentials.
    package var customMirror: Mirror { Mirror(self, children: ["call": description]) }
}
