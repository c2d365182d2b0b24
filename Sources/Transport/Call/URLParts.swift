internal import CCurl

/// What the transport needs of a URL, read by the same parser that will send the request, so that the host that is
/// checked and the host that is reached cannot differ.
struct URLParts {
    /// The URL in the form libcurl normalised it to.
    let normalised: String
    let origin: Origin

    /// Scheme, host and port: the unit that connections and limits belong to (RFC 6454, section 4).
    struct Origin: Hashable, CustomStringConvertible {
        let scheme: String
        let host: String
        let port: String

        var description: String { scheme + "://" + host + ":" + port }
    }

    /// - Throws: `transport.invalid_url`.
    init(_ url: String) throws(TransportError) {
        // A control character or space would be dropped or sent raw by some parsers; none belongs in a URL (RFC 3986).
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw TransportError(.invalidURL, detail: "space, control or non-ASCII character")
        }
        guard let handle = curl_url() else { throw TransportError(.internal, detail: "curl_url") }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK else { throw TransportError(.invalidURL) }
        func part(_ what: CURLUPart, _ flags: Int32 = 0) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            guard curl_url_get(handle, what, &text, UInt32(flags)) == CURLUE_OK, let text else { return nil }
            defer { curl_free(text) }
            return String(cString: text)
        }
        guard let scheme = part(CURLUPART_SCHEME)?.lowercased(), scheme == "http" || scheme == "https" else {
            throw TransportError(.invalidURL, detail: "scheme is neither http nor https")
        }
        guard part(CURLUPART_USER) == nil, part(CURLUPART_PASSWORD) == nil else {
            throw TransportError(.invalidURL, detail: "user information in the URL")
        }
        guard part(CURLUPART_FRAGMENT) == nil else { throw TransportError(.invalidURL, detail: "fragment") }
        guard let host = part(CURLUPART_HOST), !host.isEmpty, let port = part(CURLUPART_PORT, CURLU_DEFAULT_PORT),
            port != "0", let normalised = part(CURLUPART_URL)
        else { throw TransportError(.invalidURL, detail: "no host or no port") }
        self.normalised = normalised
        self.origin = Origin(scheme: scheme, host: host.lowercased(), port: port)
    }
}
