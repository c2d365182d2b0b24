import Gateway
import GatewayServer
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import SingleWindow
import Testing

@Suite("POST /v1/messages")
struct MessageIntakeTests {
    private static let body = ByteBuffer(string: "<Envelope/>")

    @Test func acceptedMessagesAreAnsweredInTheirFamily() async throws {
        let gateway = StubGateway()
        try await withRoutes(gateway) { client in
            let response = try await client.execute(
                uri: "/v1/messages", method: .post, headers: .xml(), body: Self.body)
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == "application/xml")
            #expect(response.headers[.location] == "/v1/messages/0190-1")
            #expect(response.header("Idempotent-Replay") == nil)
            #expect(response.text == "<Envelope>99</Envelope>")
        }
        let received = try #require(gateway.received.first)
        #expect(received.bytes == Array("<Envelope/>".utf8))
        #expect(received.contentType == "application/xml")
        #expect(received.partner.rawValue == "declarant-1")
        #expect(!received.channelAuthenticated)
    }

    @Test func repeatedMessagesGetTheFirstAnswerMarkedAsSuch() async throws {
        var answer = StubGateway.accepted
        answer.kind = .repeated
        let repeated = answer
        try await withRoutes(StubGateway { $0.answer = { _, _ in repeated } }) { client in
            let response = try await client.execute(
                uri: "/v1/messages", method: .post, headers: .xml(), body: Self.body)
            #expect(response.status == .ok)
            #expect(response.header("Idempotent-Replay") == "true")
            #expect(response.text == "<Envelope>99</Envelope>")
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var kind: IntakeAnswer.Kind
        var code: String
        var inFamily = true
        var accept: String?
        var status: Int
        /// Nil where the family's answer is expected.
        var problem: Bool
        var retryAfter: String?
        var label: String
        var testDescription: String { label }
    }

    @Test(
        "what is not accepted is told in the family's form or as a problem",
        arguments: [
            Refusal(
                kind: .refused, code: "xml.schema.pattern", status: 422, problem: false,
                label: "a refusal, no preference: the family's error answer"),
            Refusal(
                kind: .refused, code: "xml.schema.pattern", accept: "*/*", status: 422, problem: false,
                label: "a refusal, anything accepted: the family's error answer"),
            Refusal(
                kind: .refused, code: "xml.schema.pattern", accept: "application/problem+json", status: 422,
                problem: true, label: "a refusal, problem details asked for"),
            Refusal(
                kind: .refused, code: "xml.schema.pattern", accept: "application/json", status: 422, problem: true,
                label: "a refusal, JSON asked for"),
            Refusal(
                kind: .refused, code: "xml.schema.pattern", accept: "application/xml, application/problem+json;q=0.5",
                status: 422, problem: false, label: "a refusal, XML preferred"),
            Refusal(
                kind: .refused, code: "xml.malformed", inFamily: false, status: 422, problem: true,
                label: "a refusal of no family"),
            Refusal(
                kind: .idReused, code: "message.id_reused", status: 409, problem: true,
                label: "another message under the same identifier"),
            Refusal(
                kind: .idReused, code: "message.id_reused", accept: "application/xml", status: 409, problem: false,
                label: "another message under the same identifier, XML asked for"),
            Refusal(
                kind: .cannotCheck, code: "certificate.revocation_unknown", status: 503, problem: true,
                retryAfter: "60", label: "revocation could not be checked"),
            Refusal(
                kind: .unavailable, code: "journal.unavailable", inFamily: false, status: 503, problem: true,
                retryAfter: "5", label: "the store is down"),
        ])
    func refusals(_ row: Refusal) async throws {
        let answer = StubGateway.refusal(row.kind, row.code, inFamily: row.inFamily)
        try await withRoutes(StubGateway { $0.answer = { _, _ in answer } }) { client in
            for (language, title) in [("vi", "Sai mẫu."), ("en", "Not of the pattern.")] {
                var headers = HTTPFields.xml([.acceptLanguage: language])
                headers[.accept] = row.accept
                let response = try await client.execute(
                    uri: "/v1/messages", method: .post, headers: headers, body: Self.body)
                #expect(response.status.code == row.status)
                #expect(response.header("NSW-Problem-Code") == row.code)
                #expect(response.headers[.retryAfter] == row.retryAfter)
                guard row.problem else {
                    #expect(response.headers[.contentType] == "application/xml")
                    #expect(response.text == "<Envelope>00</Envelope>")
                    continue
                }
                #expect(response.headers[.contentType] == "application/problem+json")
                #expect(response.headers[.contentLanguage] == language)
                let problem = try response.problem
                #expect(problem.status == row.status)
                #expect(problem.code == row.code)
                #expect(problem.type == "urn:nsw-gateway:problem:\(row.code)")
                #expect(problem.detail == title)
                #expect(!problem.title.isEmpty)
                #expect(problem.messageId == "m-2")
                #expect(problem.problems.first?.line == 12)
                #expect(problem.problems.first?.message.vi == "Sai mẫu.")
                #expect(problem.problems.first?.hint?.en == "Mend it.")
            }
        }
    }

    struct Request: Sendable, CustomTestStringConvertible {
        var headers: HTTPFields
        var body: String = "<Envelope/>"
        var status: Int
        var code: String
        var vi: String
        var en: String
        var extra: (String, String)?
        var label: String
        var testDescription: String { label }
    }

    @Test(
        "requests that are not taken",
        arguments: [
            Request(
                headers: [.contentType: "application/xml"], status: 401, code: "auth.missing", vi: "chứng thư số khách",
                en: "client certificate", extra: ("WWW-Authenticate", "Bearer realm=\"nsw\""), label: "no credentials"),
            Request(
                headers: .caller("wrong", [.contentType: "application/xml"]), status: 401, code: "auth.unknown_key",
                vi: "không thuộc đối tác nào", en: "no registered partner", label: "an unknown key"),
            Request(
                headers: [.authorization: "Bearer", .contentType: "application/xml"], status: 401,
                code: "auth.unknown_key", vi: "không thuộc đối tác nào", en: "no registered partner",
                label: "a scheme without a key"),
            Request(
                headers: [.authorization: "Basic YTpi", .contentType: "application/xml"], status: 401,
                code: "auth.unsupported_scheme", vi: "Chỉ hỗ trợ", en: "Only", label: "another scheme"),
            Request(
                headers: .xml([.contentType: "application/json"]), status: 415,
                code: "request.unsupported_media_type", vi: "không được nhận", en: "is not taken",
                extra: ("Accept", "application/xml, text/xml, text/plain, multipart/signed"), label: "JSON"),
            Request(
                headers: .xml([.contentType: "application/x-www-form-urlencoded"]), status: 415,
                code: "request.unsupported_media_type", vi: "không được nhận", en: "is not taken",
                label: "a form, as curl sends without a content type"),
            Request(
                headers: .xml([.contentEncoding: "gzip"]), status: 415, code: "request.unsupported_encoding",
                vi: "không nén", en: "uncompressed", label: "compressed"),
            Request(
                headers: .xml(), body: "", status: 400, code: "request.empty_body", vi: "đúng một thông điệp",
                en: "exactly one message", label: "nothing"),
            Request(
                headers: .xml(), body: String(repeating: "x", count: 1001), status: 413, code: "request.too_large",
                vi: "1000 byte", en: "1000 bytes", label: "one byte too many"),
        ])
    func requestsNotTaken(_ row: Request) async throws {
        let gateway = StubGateway()
        try await withRoutes(gateway, limits: ServerLimits(body: 1000)) { client in
            for (language, text) in [("vi", row.vi), ("en", row.en)] {
                var headers = row.headers
                headers[.acceptLanguage] = language
                let response = try await client.execute(
                    uri: "/v1/messages", method: .post, headers: headers, body: ByteBuffer(string: row.body))
                let problem = try response.problem
                #expect(response.status.code == row.status)
                #expect(problem.status == row.status)
                #expect(problem.code == row.code)
                #expect(problem.detail?.contains(text) == true, "\(problem.detail ?? "")")
                if let (name, value) = row.extra { #expect(response.header(name) == value) }
            }
        }
        #expect(gateway.received.isEmpty)
    }

    @Test(
        "content types of the four families",
        arguments: [
            "application/xml", "text/xml; charset=utf-8", "Application/XML ;charset=UTF-16", "text/plain",
            "multipart/signed; protocol=\"application/x-pkcs7-signature\"; micalg=sha-256; boundary=\"b\"",
        ])
    func contentTypesTaken(_ contentType: String) async throws {
        let gateway = StubGateway()
        try await withRoutes(gateway) { client in
            let response = try await client.execute(
                uri: "/v1/messages", method: .post, headers: .xml([.contentType: contentType]), body: Self.body)
            #expect(response.status == .ok)
        }
        #expect(gateway.received.first?.contentType == contentType)
    }

    @Test func aBodyOfExactlyTheLimitIsTaken() async throws {
        let gateway = StubGateway()
        try await withRoutes(gateway, limits: ServerLimits(body: 1000)) { client in
            let response = try await client.execute(
                uri: "/v1/messages", method: .post, headers: .xml(),
                body: ByteBuffer(repeating: UInt8(ascii: "x"), count: 1000))
            #expect(response.status == .ok)
        }
        #expect(gateway.received.first?.bytes.count == 1000)
    }

    /// Intake journals what a suspended partner sends, so it decides about it.
    @Test func suspendedPartnersReachIntake() async throws {
        let gateway = StubGateway()
        try await withRoutes(gateway) { client in
            _ = try await client.execute(
                uri: "/v1/messages", method: .post,
                headers: .caller(StubGateway.suspendedKey, [.contentType: "application/xml"]), body: Self.body)
        }
        #expect(gateway.received.first?.partner.rawValue == "suspended")
    }

    @Test func tracesAreContinuedAndEchoed() async throws {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        try await withRoutes { client in
            let response = try await client.execute(
                uri: "/v1/messages", method: .post,
                headers: .xml([TestNames.traceparent: "00-\(trace)-00f067aa0ba902b7-01"]), body: Self.body)
            let echoed = try #require(response.header("traceparent"))
            #expect(echoed.hasPrefix("00-\(trace)-"))
            #expect(echoed.hasSuffix("-01"))
            #expect(!echoed.contains("00f067aa0ba902b7"))
        }
    }
}
