package import SingleWindow

/// Carries a message to a partner's endpoint and brings its answer back.
package protocol DeliveryPost: Sendable {
    /// - Throws: `TransportError` where there was no answer.
    func post(_ bytes: [UInt8], contentType: String, code: MessageCode, to partner: Partner) async throws
        -> DeliveryReply
}

/// A partner's answer to a delivery.
package struct DeliveryReply: Sendable {
    package var status: Int
    package var contentType: String?
    /// The family's answer, unwrapped from SOAP where it came so.
    package var body: [UInt8]
    /// How long the partner asks us to wait.
    package var retryAfter: Duration?

    package init(status: Int, contentType: String?, body: [UInt8], retryAfter: Duration? = nil) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.retryAfter = retryAfter
    }
}
