internal import CCurlShims
internal import Synchronization

/// What a TLS handshake showed, whether it succeeded or not.
struct HandshakeFacts: Sendable {
    /// Whether one was begun.
    var isBegun = false
    /// Protocol version and cipher suite agreed on; nil when the peer's certificate never came.
    var version: String?
    var cipher: String?
    /// Whether the server asked for a client certificate.
    var isCertificateAsked = false
    /// What OpenSSL found wrong with the chain, and at which certificate, 0 being the server's own.
    var chainError: (text: String, depth: Int)?
    /// The certificates the server sent, its own first, DER.
    var chain: [[UInt8]] = []

    init() {}

    init(_ record: OpaquePointer) {
        isBegun = CCurlShims_handshake_begun(record) != 0
        version = CCurlShims_handshake_version(record).map { String(cString: $0) }
        cipher = CCurlShims_handshake_cipher(record).map { String(cString: $0) }
        isCertificateAsked = CCurlShims_handshake_certificate_asked(record) != 0
        var depth: Int32 = 0
        let error = CCurlShims_handshake_verify_error(record, &depth)
        if error != 0, let text = CCurlShims_verify_error_text(error) {
            chainError = (String(cString: text), Int(depth))
        }
        for index in 0..<CCurlShims_handshake_chain_count(record) {
            var der: UnsafePointer<UInt8>?
            let length = CCurlShims_handshake_chain_certificate(record, index, &der)
            chain.append(Array(UnsafeBufferPointer(start: der, count: length)))
        }
    }
}

/// Carries the facts from the transport's thread to the probe. They are there when the call is over.
final class HandshakeObserver: Sendable {
    private let noted = Mutex(HandshakeFacts())

    func note(_ facts: HandshakeFacts) { noted.withLock { $0 = facts } }

    var facts: HandshakeFacts { noted.withLock { $0 } }
}
