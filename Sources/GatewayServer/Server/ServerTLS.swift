internal import NIOSSL

/// The server's certificate and key, and whose client certificates are accepted.
package struct ServerTLS: Sendable {
    private let chain: [NIOSSLCertificate]
    private let key: NIOSSLPrivateKey
    private let clientRoots: [NIOSSLCertificate]

    /// - Parameters:
    ///   - chain: The server's certificate and those above it, PEM.
    ///   - key: Its private key, PEM.
    ///   - clientRoots: The authorities of client certificates, PEM; empty takes no client certificates.
    /// - Throws: `ServerTLSError` naming what can't be read.
    package init(chain: [UInt8], key: [UInt8], clientRoots: [UInt8] = []) throws(ServerTLSError) {
        do {
            self.chain = try NIOSSLCertificate.fromPEMBytes(chain)
        } catch { throw ServerTLSError("the server's certificate can't be read") }
        do {
            self.key = try NIOSSLPrivateKey(bytes: key, format: .pem)
        } catch { throw ServerTLSError("the server's private key can't be read") }
        guard !clientRoots.isEmpty else {
            self.clientRoots = []
            return
        }
        do {
            self.clientRoots = try NIOSSLCertificate.fromPEMBytes(clientRoots)
        } catch { throw ServerTLSError("the roots of client certificates can't be read") }
    }

    /// Whether clients are asked for a certificate.
    var acceptsClients: Bool { !clientRoots.isEmpty }

    /// TLS 1.2 and 1.3. A client may show a certificate or none; one that it shows must lead to the roots, else the
    /// handshake fails. No callback is set: it would replace this verification altogether.
    func configuration() -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if acceptsClients {
            configuration.certificateVerification = .optionalVerification
            configuration.trustRoots = .certificates(clientRoots)
            configuration.sendCANameList = true
        }
        return configuration
    }
}

/// TLS material that can't be used. Holds no key material.
package struct ServerTLSError: Error, CustomStringConvertible {
    package var description: String
    init(_ description: String) { self.description = description }
}
