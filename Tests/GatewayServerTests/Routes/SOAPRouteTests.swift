import Gateway
import GatewayServer
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Messages
import NIOCore
import SingleWindow
import Testing

@Suite("POST /soap/nsw")
struct SOAPRouteTests {
    private static let soap11 = "http://schemas.xmlsoap.org/soap/envelope/"
    private static let soap12 = "http://www.w3.org/2003/05/soap-envelope"

    private static func envelope(_ body: String, _ namespace: String = soap11) -> String {
        "<s:Envelope xmlns:s=\"\(namespace)\"><s:Header/><s:Body>\(body)</s:Body></s:Envelope>"
    }

    private static let adapter = """
        <g:receiveRequest xmlns:g="http://com/vnsw/ws/generated"><g:requestPayload>&lt;Envelope/&gt;</g:requestPayload>\
        </g:receiveRequest>
        """
    private static let sendingGateway = """
        <g:receiveRequest xmlns:g="http://com/vnsw/send/gateway/generated"><g:officeCode>BNN</g:officeCode>\
        <g:documentType>BNNPTNT0600012</g:documentType><g:requestPayload><![CDATA[<Envelope/>]]></g:requestPayload>\
        </g:receiveRequest>
        """
    private static let ministryGateway = """
        <m:receive xmlns:m="http://mard.gov.vn/nsw/services" xmlns:d="http://mard.gov.vn/nsw/data/contract">\
        <m:request><d:officeCode>BNN</d:officeCode><d:documentType>BNNPTNT0600012</d:documentType>\
        <d:requestPayload>&lt;Envelope/&gt;</d:requestPayload></m:request></m:receive>
        """

    private static func headers(_ contentType: String = "text/xml; charset=utf-8") -> HTTPFields {
        .caller(StubGateway.key, [.contentType: contentType])
    }

    @Test(
        "calls of every profile and version are answered in kind",
        arguments: [
            (adapter, soap11, "text/xml", "http://com/vnsw/ws/generated"),
            (sendingGateway, soap11, "text/xml; charset=utf-8", "http://com/vnsw/send/gateway/generated"),
            (ministryGateway, soap11, "text/xml", "http://mard.gov.vn/nsw/services"),
            (sendingGateway, soap12, "application/soap+xml; action=\"\"", "http://com/vnsw/send/gateway/generated"),
        ])
    func answers(_ call: String, _ version: String, _ contentType: String, _ namespace: String) async throws {
        let gateway = StubGateway()
        try await withRoutes(gateway) { client in
            let response = try await client.execute(
                uri: "/soap/nsw", method: .post, headers: Self.headers(contentType),
                body: ByteBuffer(string: Self.envelope(call, version)))
            #expect(response.status == .ok, "\(response.text)")
            #expect(response.text.contains(version))
            #expect(response.text.contains(namespace))
            #expect(
                response.headers[.contentType]?.hasPrefix(version == Self.soap12 ? "application/soap" : "text/xml")
                    == true)
            let payload = try NSWSOAP.unwrapResponse(Array(response.body.readableBytesView))
            #expect(String(decoding: payload, as: UTF8.self) == "<Envelope>99</Envelope>")
        }
        #expect(gateway.received.first?.bytes == Array("<Envelope/>".utf8))
        #expect(gateway.received.first?.contentType == "application/xml")
    }

    @Test(
        "what the family can say is no fault",
        arguments: [(IntakeAnswer.Kind.refused, "xml.schema.pattern"), (.idReused, "message.id_reused")])
    func refusals(_ kind: IntakeAnswer.Kind, _ code: String) async throws {
        let answer = StubGateway.refusal(kind, code)
        try await withRoutes(StubGateway { $0.answer = { _, _ in answer } }) { client in
            let response = try await client.execute(
                uri: "/soap/nsw", method: .post, headers: Self.headers(),
                body: ByteBuffer(string: Self.envelope(Self.adapter)))
            #expect(response.status == .ok)
            #expect(response.header("NSW-Problem-Code") == code)
            let payload = try NSWSOAP.unwrapResponse(Array(response.body.readableBytesView))
            #expect(String(decoding: payload, as: UTF8.self) == "<Envelope>00</Envelope>")
        }
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        var body: String = SOAPRouteTests.envelope(SOAPRouteTests.adapter)
        var headers: HTTPFields = SOAPRouteTests.headers()
        var answer: IntakeAnswer = StubGateway.accepted
        var status: Int
        var side: String
        var code: String
        var retryAfter: String?
        var label: String
        var testDescription: String { label }
    }

    @Test(
        "everything else is a fault",
        arguments: [
            Fault(
                headers: [.contentType: "text/xml"], status: 401, side: "Client", code: "auth.missing", label: "nobody"),
            Fault(
                headers: .caller("wrong", [.contentType: "text/xml"]), status: 401, side: "Client",
                code: "auth.unknown_key", label: "an unknown key"),
            Fault(
                headers: headers("application/json"), status: 415, side: "Client",
                code: "request.unsupported_media_type", label: "JSON"),
            Fault(body: "", status: 400, side: "Client", code: "request.empty_body", label: "nothing"),
            Fault(
                body: String(repeating: "x", count: 10_001), status: 413, side: "Client", code: "request.too_large",
                label: "too much"),
            Fault(body: "hello", status: 500, side: "Client", code: "xml.", label: "not XML"),
            Fault(body: "<Envelope/>", status: 500, side: "Client", code: "soap.envelope", label: "not SOAP"),
            Fault(
                body: envelope("<x:other xmlns:x=\"urn:x\"/>"), status: 500, side: "Client", code: "soap.operation",
                label: "another operation"),
            Fault(
                body: envelope("<x:other xmlns:x=\"urn:x\"/>", soap12), headers: headers("application/soap+xml"),
                status: 400, side: "Sender", code: "soap.operation", label: "another operation, SOAP 1.2"),
            Fault(
                body: "<!DOCTYPE a [<!ENTITY e \"x\">]>" + envelope(adapter), status: 500, side: "Client",
                code: "xml.", label: "a DOCTYPE"),
            Fault(
                answer: StubGateway.refusal(.refused, "xml.malformed", inFamily: false), status: 500, side: "Client",
                code: "xml.malformed", label: "a refusal that no family can write"),
            Fault(
                answer: StubGateway.refusal(.cannotCheck, "certificate.revocation_unknown"), status: 503,
                side: "Server", code: "certificate.revocation_unknown", retryAfter: "60", label: "can't be checked now"),
            Fault(
                answer: StubGateway.refusal(.unavailable, "journal.unavailable", inFamily: false), status: 503,
                side: "Server", code: "journal.unavailable", retryAfter: "5", label: "the store is down"),
        ])
    func faults(_ row: Fault) async throws {
        try await withRoutes(StubGateway { $0.answer = { _, _ in row.answer } }, limits: ServerLimits(body: 10_000)) {
            client in
            let response = try await client.execute(
                uri: "/soap/nsw", method: .post, headers: row.headers, body: ByteBuffer(string: row.body))
            #expect(response.status.code == row.status)
            #expect(response.header("NSW-Problem-Code")?.hasPrefix(row.code) == true)
            #expect(response.headers[.retryAfter] == row.retryAfter)
            #expect(response.headers[.contentType]?.contains("xml") == true)
            #expect(response.text.contains(":\(row.side)<"), "\(response.text)")
            #expect(response.text.contains("xml:lang=\"vi\""))
            #expect(response.text.contains("xml:lang=\"en\""))
        }
    }

    @Test func theDescriptionNamesTheAddressItWasAskedAt() async throws {
        try await withRoutes { client in
            for query in ["?wsdl", "?WSDL"] {
                let response = try await client.execute(uri: "/soap/nsw\(query)", method: .get)
                #expect(response.status == .ok)
                #expect(response.headers[.contentType] == "text/xml; charset=utf-8")
                #expect(response.text.contains("/soap/nsw\""))
                #expect(response.text.contains("definitions"))
            }
            let without = try await client.execute(uri: "/soap/nsw", method: .get)
            #expect(without.status == .notFound)
            #expect(try without.problem.code == "request.not_found")
        }
    }
}
