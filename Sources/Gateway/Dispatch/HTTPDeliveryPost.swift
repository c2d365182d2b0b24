internal import Messages
package import SingleWindow
package import Transport

/// Posts over HTTP, in SOAP where the partner's endpoint speaks it.
package struct HTTPDeliveryPost: DeliveryPost {
    private let transport: HTTPTransport
    private let tls: TLSSettings
    private let timeouts: HTTPTimeouts
    private let clock: any GatewayClock

    /// Answers above this are none of a message family.
    private static let answerLimit = 4 << 20

    package init(
        transport: HTTPTransport, tls: TLSSettings, timeouts: HTTPTimeouts, clock: any GatewayClock
    ) {
        self.transport = transport
        self.tls = tls
        self.timeouts = timeouts
        self.clock = clock
    }

    package func post(
        _ bytes: [UInt8], contentType: String, code: MessageCode, to partner: Partner
    ) async throws -> DeliveryReply {
        guard let endpoint = partner.endpoint else {
            throw TransportError(.invalidURL, detail: "the partner has no endpoint")
        }
        var headers: [HeaderField] = []
        var body = (contentType: contentType, bytes: bytes)
        let isSOAP = endpoint.form == .soap
        if isSOAP {
            body = try NSWSOAP.wrap(
                NSWSOAP.Request(
                    profile: .sendingGateway, officeCode: partner.party.ministryCode ?? partner.party.identity,
                    documentType: code.documentType, payload: bytes))
            headers.append(HeaderField("SOAPAction", "\"\""))
        }
        headers.append(HeaderField("Content-Type", body.contentType))
        let reply = try await transport.send(
            HTTPCall(
                url: endpoint.url, method: "POST", headers: headers, body: .bytes(body.bytes), timeouts: timeouts,
                responseLimit: HTTPDeliveryPost.answerLimit, tls: tls, isRepeatable: true))
        let answer = isSOAP ? (try? NSWSOAP.unwrapResponse(reply.body)) ?? [] : reply.body
        return DeliveryReply(
            status: reply.status, contentType: isSOAP ? "application/xml" : reply.header("Content-Type"), body: answer,
            retryAfter: reply.retryAfter(at: clock.now))
    }
}
