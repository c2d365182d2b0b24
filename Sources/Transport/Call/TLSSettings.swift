/// What a call trusts and who it says it is.
///
/// Verification of chain and host name cannot be switched off.
package struct TLSSettings: Hashable, Sendable {
    /// The roots that the server's certificate must lead to.
    package var trust: Trust
    /// The client certificate for mutual authentication.
    package var identity: ClientIdentity?
    /// The lowest protocol version accepted.
    package var minimumVersion: Version

    package init(
        trust: Trust = .system, identity: ClientIdentity? = nil, minimumVersion: Version = .tls12
    ) {
        self.trust = trust
        self.identity = identity
        self.minimumVersion = minimumVersion
    }

    /// The roots that are trusted.
    package enum Trust: Hashable, Sendable {
        /// The operating system's roots.
        case system
        /// Only the certificates of this PEM source. A certificate that is not self-issued is a trust anchor too, so a
        /// partner's own server certificate can be named here.
        case only(PEMSource)
    }

    /// A TLS protocol version.
    package enum Version: Hashable, Sendable {
        /// TLS 1.2 (RFC 5246).
        case tls12
        /// TLS 1.3 (RFC 8446).
        case tls13
    }
}

/// PEM text, in memory or in a file that is read at each new connection.
package enum PEMSource: Hashable, Sendable {
    case bytes([UInt8])
    case file(String)
}

/// A certificate and its private key, for mutual authentication.
package struct ClientIdentity: Hashable, Sendable {
    /// The certificate, followed by the intermediate certificates the server needs.
    package var certificate: PEMSource
    /// The private key in PKCS#8 or the traditional form.
    package var key: PEMSource
    /// What the private key is encrypted with; nil for a key in the clear.
    package var passphrase: String?

    package init(certificate: PEMSource, key: PEMSource, passphrase: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.passphrase = passphrase
    }
}

extension ClientIdentity: CustomStringConvertible, CustomReflectable {
    package var description: String { "client identity" }

    /// Shows nothing: the key must not reach a log by way of a dump.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
