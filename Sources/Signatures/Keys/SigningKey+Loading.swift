import COpenSSL
import SingleWindow

extension SigningKey {
    /// Reads a private key from PEM (PKCS#8, encrypted or not, or the older RSA and EC forms).
    ///
    /// Other objects in `pem` are skipped. The `password` of an encrypted key is never asked for at the terminal.
    /// `chain` holds the certificates above `certificate`, the issuer first.
    ///
    /// - Throws: `signature.key.unreadable`, `.password`, `.mismatch`, `.unsupported`.
    package init(
        pem: [UInt8], password: String? = nil, certificate: X509Certificate, chain: [X509Certificate] = []
    ) throws(SignaturesError) {
        let key = try SigningKey.readPEM(pem, password: password)
        try self.init(owning: key, certificate: certificate, chain: chain)
    }

    /// Reads a private key in PEM and its certificate, with any chain behind it, in PEM; both may be the same file.
    package init(
        pem: [UInt8], password: String? = nil, certificatesPEM: [UInt8]
    ) throws(SignaturesError) {
        let certificates = try X509Certificate.pemBundle(certificatesPEM)
        guard let first = certificates.first else { throw X509Certificate.unreadable(nil) }
        try self.init(pem: pem, password: password, certificate: first, chain: Array(certificates.dropFirst()))
    }

    /// Reads a PKCS#12 file (RFC 7292): key, certificate and chain.
    ///
    /// - Throws: `signature.key.unreadable`, `.password`, `.mismatch`, `.unsupported`.
    package init(pkcs12 der: [UInt8], password: String) throws(SignaturesError) {
        OpenSSLErrors.clear()
        let container = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            return d2i_PKCS12(nil, &cursor, buffer.count)
        }
        guard let container else { throw SigningKey.unreadable(OpenSSLErrors.drain()) }
        defer { PKCS12_free(container) }
        let secret = password.utf8CString
        guard secret.withUnsafeBufferPointer({ PKCS12_verify_mac(container, $0.baseAddress, -1) }) == 1 else {
            throw SigningKey.wrongPassword(OpenSSLErrors.drain())
        }
        var (key, leaf, others): (OpaquePointer?, OpaquePointer?, OpaquePointer?)
        if PKCS12_parse(container, password, &key, &leaf, &others) != 1 {
            // Older tools and Windows encrypt with RC2 and 3DES, which OpenSSL keeps apart in its legacy provider.
            let detail = OpenSSLErrors.drain()
            guard let legacy = OSSL_PROVIDER_try_load(nil, "legacy", 1) else { throw SigningKey.unreadable(detail) }
            defer { OSSL_PROVIDER_unload(legacy) }
            guard PKCS12_parse(container, password, &key, &leaf, &others) == 1 else {
                throw SigningKey.unreadable(OpenSSLErrors.drain())
            }
        }
        defer {
            X509_free(leaf)
            COpenSSL_sk_X509_pop_free(others)
        }
        guard let key, let leaf else {
            EVP_PKEY_free(key)
            throw SigningKey.unreadable("the container lacks a key or its certificate")
        }
        do {
            let certificate = try X509Certificate(copying: leaf)
            var above: [X509Certificate] = []
            for index in 0..<COpenSSL_sk_X509_num(others) {
                if let other = COpenSSL_sk_X509_value(others, index) {
                    above.append(try X509Certificate(copying: other))
                }
            }
            EVP_PKEY_up_ref(key)
            try self.init(
                owning: key, certificate: certificate, chain: SigningKey.ordered(above, above: certificate))
        } catch {
            EVP_PKEY_free(key)
            throw error
        }
        EVP_PKEY_free(key)
    }

    /// The certificates from `certificate`'s issuer upwards; those that do not belong to the path are left out.
    static func ordered(_ pool: [X509Certificate], above certificate: X509Certificate) -> [X509Certificate] {
        var path: [X509Certificate] = []
        var current = certificate
        while !current.isSelfIssued, path.count < 10,
            let issuer = pool.first(where: { current.isIssued(by: $0) && !path.contains($0) })
        {
            path.append(issuer)
            current = issuer
        }
        return path
    }

    private static func readPEM(_ pem: [UInt8], password: String?) throws(SignaturesError) -> OpaquePointer {
        OpenSSLErrors.clear()
        guard let bio = BIO_new_mem_buf(pem, Int32(clamping: pem.count)) else { throw .library("BIO_new_mem_buf") }
        defer { BIO_free(bio) }
        let secret = PasswordBox(password)
        let key = PEM_read_bio_PrivateKey(
            bio, nil,
            { buffer, size, _, context in
                guard let buffer, let context else { return -1 }
                let box = Unmanaged<PasswordBox>.fromOpaque(context).takeUnretainedValue()
                guard let password = box.password, password.count <= Int(size) else { return -1 }
                for (index, byte) in password.enumerated() { buffer[index] = CChar(bitPattern: byte) }
                return Int32(password.count)
            }, Unmanaged.passUnretained(secret).toOpaque())
        guard let key else {
            // A wrong password and a damaged file fail alike, in many ways; an encrypted block is assumed intact.
            let encrypted = String(decoding: pem, as: UTF8.self).contains("ENCRYPTED")
            let detail = OpenSSLErrors.drain()
            throw encrypted ? wrongPassword(detail) : unreadable(detail)
        }
        OpenSSLErrors.clear()
        return key
    }

    private static func unreadable(_ detail: String?) -> SignaturesError {
        SignaturesError(
            .keyUnreadable, Text(vi: "Không đọc được khóa bí mật.", en: "The private key cannot be read."),
            detail: detail)
    }

    private static func wrongPassword(_ detail: String?) -> SignaturesError {
        SignaturesError(
            .keyPassword,
            Text(
                vi: "Thiếu mật khẩu của khóa bí mật hoặc mật khẩu sai.",
                en: "The private key's password is missing or wrong."), detail: detail)
    }
}

/// Carries a password through a C callback.
private final class PasswordBox {
    let password: [UInt8]?

    init(_ password: String?) { self.password = password.map { Array($0.utf8) } }
}
