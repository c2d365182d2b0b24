package import SingleWindow

extension SignerReport {
    /// The signer with this certificate.
    package init(_ certificate: X509Certificate, algorithm: SignatureAlgorithm, signingTime: Timestamp? = nil) {
        let padding: String =
            switch algorithm {
            case .rsaPSS: "-PSS"
            case .rsaPKCS1, .ecdsa: ""
            }
        self.init(
            subject: certificate.subject, issuer: certificate.issuer, serial: certificate.serialHex,
            fingerprint: certificate.fingerprint, taxCode: certificate.taxCode, notBefore: certificate.notBefore,
            notAfter: certificate.notAfter,
            algorithm: certificate.publicKey.name + padding + "/" + algorithm.digest.rawValue,
            signingTime: signingTime)
    }
}
