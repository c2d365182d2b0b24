import Synchronization

extension X509Certificate {
    /// All certificates of a PEM text, in order.
    ///
    /// - Throws: `signature.certificate.unreadable` when one of them cannot be read; a bundle is taken whole or not.
    package static func pemBundle(_ pem: [UInt8]) throws(SignaturesError) -> [X509Certificate] {
        var certificates: [X509Certificate] = []
        for der in try PEM.blocks(pem, label: "CERTIFICATE") { certificates.append(try X509Certificate(der: der)) }
        return certificates
    }

    /// The certificate in PEM.
    package var pem: String { PEM.encode(der, label: "CERTIFICATE") }

    /// The certificate with this encoding, from those met lately or read now.
    ///
    /// - Throws: as ``init(der:)``. What cannot be read is not remembered.
    package static func cached(der: [UInt8]) throws(SignaturesError) -> X509Certificate {
        let key = EncodingKey(der: der)
        if let known = cache.withLock({ $0.value(key) }) { return known }
        let certificate = try X509Certificate(der: der)
        cache.withLock { $0.insert(certificate, for: EncodingKey(der: certificate.der)) }
        return certificate
    }

    private static let cache = Mutex(TwoGenerationCache<EncodingKey, X509Certificate>(capacity: 2048))
}

/// An encoding as a key; hashed in one piece, which an array of bytes is not.
private struct EncodingKey: Hashable, Sendable {
    let der: [UInt8]

    func hash(into hasher: inout Hasher) { der.withUnsafeBytes { hasher.combine(bytes: $0) } }
}

/// A bounded cache that forgets what has not been used for a while: when the young generation is full it becomes the
/// old one, and the old one is dropped.
struct TwoGenerationCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]
    private let half: Int

    init(capacity: Int) { half = max(1, capacity / 2) }

    mutating func value(_ key: Key) -> Value? {
        if let value = young[key] { return value }
        guard let value = old[key] else { return nil }
        insert(value, for: key)
        return value
    }

    mutating func insert(_ value: Value, for key: Key) {
        if young.count >= half {
            old = young
            young = [:]
        }
        young[key] = value
    }

    mutating func removeAll() {
        young = [:]
        old = [:]
    }
}

extension X509Certificate {
    /// The certificates of a file: all of a PEM text, or the one in DER.
    ///
    /// - Throws: `signature.certificate.unreadable`, also for a PEM text without any.
    package static func load(_ file: [UInt8]) throws(SignaturesError) -> [X509Certificate] {
        if file.first == 0x30 { return [try X509Certificate(der: file)] }
        let certificates = try pemBundle(file)
        guard !certificates.isEmpty else { throw unreadable("no CERTIFICATE block") }
        return certificates
    }
}
