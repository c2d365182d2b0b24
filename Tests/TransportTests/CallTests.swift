import SingleWindow
import Testing
import Transport

@Suite struct CallTests {
    @Test func contentAndHeaderFieldsTravelBothWays() async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            var call = HTTPCall(url: server.url("echo?a=b"), method: "POST")
            call.body = .bytes(Array("<Envelope/>".utf8))
            call.headers = [
                HeaderField("Content-Type", "application/xml; charset=utf-8"), HeaderField("SOAPAction", "\"urn:x\""),
                HeaderField("X-Empty", ""),
            ]
            let reply = try await transport.send(call)
            #expect(reply.status == 200)
            #expect(reply.body == Array("<Envelope/>".utf8))
            #expect(reply.header("content-TYPE") == "application/xml; charset=utf-8")
            #expect(reply.remoteAddress == "127.0.0.1:\(server.port)" || reply.remoteAddress.hasPrefix("[::1]"))
            #expect(reply.httpVersion == "1.1")
            #expect(reply.tls == nil)
            #expect(reply.timings.queue <= reply.timings.dns && reply.timings.dns <= reply.timings.connect)
            #expect(reply.timings.connect <= reply.timings.firstByte && reply.timings.firstByte <= reply.timings.total)
            let seen = try #require(try await server.seen(through: transport).requests.first)
            #expect(seen.path == "/echo?a=b")
            #expect(seen.header("SOAPAction") == "\"urn:x\"")
            #expect(seen.header("X-Empty") == "")
            #expect(seen.header("User-Agent") == "nsw-gateway")
            #expect(seen.header("Content-Length") == "11")
            #expect(seen.header("Expect") == nil)
            #expect(seen.header("Accept-Encoding") == nil)
            #expect(seen.header("Host") == "localhost:\(server.port)")
        }
    }

    @Test(
        "Each method goes out as itself",
        arguments: [
            ("GET", nil, nil), ("HEAD", nil, nil), ("DELETE", nil, nil), ("OPTIONS", nil, nil),
            ("POST", nil, "0"), ("POST", "abc", "3"), ("PUT", "abc", "3"), ("REPORT", "abc", "3"), ("GET", "abc", "3"),
        ] as [(String, String?, String?)])
    func method(method: String, body: String?, length: String?) async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            let call = HTTPCall(
                url: server.url("echo"), method: method, body: body.map { .bytes(Array($0.utf8)) } ?? .none)
            let reply = try await transport.send(call)
            #expect(reply.status == 200)
            #expect(reply.body == (method == "HEAD" ? [] : Array((body ?? "").utf8)))
            let seen = try #require(try await server.seen(through: transport).requests.first)
            #expect(seen.method == method)
            #expect(seen.header("Content-Length") == length)
            #expect(seen.header("Content-Type") == nil)
        }
    }

    @Test("Any status is an answer", arguments: [204, 302, 400, 404, 422, 429, 500, 503])
    func status(status: Int) async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            let reply = try await transport.send(HTTPCall(url: server.url("status/\(status)?Retry-After=7")))
            #expect(reply.status == status)
            #expect(reply.retryAfter(at: Timestamp(milliseconds: 0)) == .seconds(7))
        }
    }

    @Test func redirectIsAnAnswerAndNotFollowed() async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            let reply = try await transport.send(HTTPCall(url: server.url("redirect")))
            #expect(reply.status == 302)
            #expect(reply.header("Location") == "/echo")
            #expect(try await server.seen(through: transport).events["echo"] == nil)
        }
    }

    @Test func compressedAnswerIsLeftAsItCame() async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            let reply = try await transport.send(HTTPCall(url: server.url("gzip")))
            #expect(reply.body == [0x1f, 0x8b])
        }
    }

    @Test func interimAnswersAndTrailersAreNotTheAnswer() async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            let interim = try await transport.send(HTTPCall(url: server.url("interim")))
            #expect(interim.status == 200)
            #expect(interim.header("X-Interim") == nil)
            #expect(interim.header("X-Final") == "yes")
            #expect(interim.body == Array("ok".utf8))
            let chunked = try await transport.send(HTTPCall(url: server.url("large-chunked/5000")))
            #expect(chunked.body.count == 5000)
            #expect(chunked.header("X-Trailer") == nil)
        }
    }

    @Test func connectionIsKeptAndUsedAgain() async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            for number in 0..<20 {
                let reply = try await transport.send(
                    HTTPCall(url: server.url("echo"), method: "POST", body: .bytes([1, 2, 3])))
                #expect(reply.reusedConnection == (number > 0))
            }
            #expect(try await server.seen(through: transport).events["connection"] == 1)
            #expect(transport.statistics.connections == 1)
            #expect(transport.statistics.answered == 21)
        }
    }

    @Test func connectToReachesAnotherAddressUnderTheURLsName() async throws {
        let server = try PartnerServer(certificate: "server")
        let tls = try TestPKI.shared.get().settings()
        try await withTransport { transport in
            var call = HTTPCall(url: "https://partner.test/echo", tls: tls)
            call.connectTo = "127.0.0.1:\(server.port)"
            #expect(try await transport.send(call).status == 200)
            call.url = "https://stranger.test/echo"
            let error = try await failure(of: transport, call)
            #expect(error.code == .hostMismatch)
        }
    }

    @Test("What cannot be sent is refused before anything is sent", arguments: Refusal.all)
    func refused(refusal: Refusal) async throws {
        try await withTransport { transport in
            let error = try await failure(of: transport, refusal.call)
            #expect(error.code == refusal.code)
            #expect(error.category == .permanent)
            #expect(error.phase == .preparation)
            #expect(!error.mayHaveBeenSent)
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: TransportError.Code
        let call: HTTPCall

        private init(_ description: String, _ code: TransportError.Code, _ change: (inout HTTPCall) -> Void) {
            testDescription = description
            self.code = code
            var call = HTTPCall(url: "http://127.0.0.1:1/")
            change(&call)
            self.call = call
        }

        static let all: [Refusal] = [
            Refusal("no URL", .invalidURL) { $0.url = "" },
            Refusal("no scheme", .invalidURL) { $0.url = "partner.test/x" },
            Refusal("another scheme", .invalidURL) { $0.url = "ftp://partner.test/x" },
            Refusal("a file", .invalidURL) { $0.url = "file:///etc/passwd" },
            Refusal("user information", .invalidURL) { $0.url = "https://user:secret@partner.test/" },
            Refusal("fragment", .invalidURL) { $0.url = "https://partner.test/#x" },
            Refusal("space", .invalidURL) { $0.url = "https://partner.test/a b" },
            Refusal("line end", .invalidURL) { $0.url = "https://partner.test/\r\nX: y" },
            Refusal("port out of range", .invalidURL) { $0.url = "https://partner.test:70000/" },
            Refusal("port 0", .invalidURL) { $0.url = "https://partner.test:0/" },
            Refusal("method with a space", .invalidCall) { $0.method = "GET /" },
            Refusal("empty method", .invalidCall) { $0.method = "" },
            Refusal("CONNECT", .invalidCall) { $0.method = "CONNECT" },
            Refusal("line end in a value", .invalidCall) { $0.headers = [HeaderField("X", "a\r\nY: b")] },
            Refusal("line feed in a value", .invalidCall) { $0.headers = [HeaderField("X", "a\nY: b")] },
            Refusal("NUL in a value", .invalidCall) { $0.headers = [HeaderField("X", "a\0b")] },
            Refusal("colon in a name", .invalidCall) { $0.headers = [HeaderField("X:Y", "a")] },
            Refusal("empty name", .invalidCall) { $0.headers = [HeaderField("", "a")] },
            Refusal("framing field", .invalidCall) { $0.headers = [HeaderField("content-length", "5")] },
            Refusal("transfer coding", .invalidCall) { $0.headers = [HeaderField("Transfer-Encoding", "chunked")] },
            Refusal("other host", .invalidCall) { $0.headers = [HeaderField("Host", "x")] },
            Refusal("HEAD with content", .invalidCall) {
                $0.method = "HEAD"
                $0.body = .bytes([1])
            },
            Refusal("no time at all", .invalidCall) { $0.timeouts.total = .zero },
            Refusal("negative limit", .invalidCall) { $0.responseLimit = -1 },
            Refusal("identity without TLS", .invalidCall) {
                $0.tls.identity = ClientIdentity(certificate: .bytes([]), key: .bytes([]))
            },
            Refusal("proxy of another kind", .invalidCall) { $0.proxy = ProxySettings(url: "https://proxy.test:1/") },
            Refusal("connectTo without port", .invalidCall) { $0.connectTo = "127.0.0.1" },
            Refusal("connectTo with a list", .invalidCall) { $0.connectTo = "a:1,b:2" },
            Refusal("file that is not there", .bodyUnreadable) {
                $0.method = "POST"
                $0.body = .file(path: "/nonexistent")
            },
            Refusal("file that is a folder", .bodyUnreadable) {
                $0.method = "POST"
                $0.body = .file(path: "/")
            },
        ]
    }

    @Test func nothingSecretInDescriptionsAndDumps() throws {
        var call = HTTPCall(url: "https://partner.test/path?token=hidden", method: "POST")
        call.headers = [HeaderField("Authorization", "Bearer hidden")]
        call.body = .bytes(Array("hidden".utf8))
        call.tls.identity = ClientIdentity(certificate: .file("c"), key: .file("hidden"), passphrase: "hidden")
        call.proxy = ProxySettings(
            url: "http://proxy.test:1", credentials: ProxySettings.Credentials(user: "u", password: "hidden"))
        var text = String(describing: call) + String(reflecting: call)
        dump(call, to: &text)
        dump(call.tls, to: &text)
        dump(call.proxy, to: &text)
        #expect(!text.contains("hidden"))
        #expect(String(describing: call) == "POST https://partner.test:443")
    }
}
