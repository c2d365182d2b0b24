import COpenSSL
package import SingleWindow

/// A certificate revocation list (RFC 5280, section 5).
///
/// Its signature is verified when a path uses it, against whoever the path says may sign it.
package final class CertificateRevocationList: @unchecked Sendable {
    // Sendable: every stored property is a `let`; OpenSSL sorts the list for look-ups under the list's own lock and
    // otherwise only reads it.
    let pointer: OpaquePointer
    /// The encoding, DER.
    package let der: [UInt8]
    /// Who issued it, RFC 4514.
    package let issuer: String
    package let thisUpdate: Timestamp
    /// When a newer one is due; nil when the list does not say.
    package let nextUpdate: Timestamp?
    /// The CRL number (RFC 5280, section 5.2.3), lower-case hexadecimal.
    package let number: String?
    /// SHA-256 of the DER, lower-case hexadecimal.
    package let fingerprint: String
    package let signatureAlgorithm: CertificateSignatureAlgorithm

    /// Reads a list.
    ///
    /// - Throws: `signature.crl.unreadable`: not a list, or bytes after it.
    package init(der: [UInt8]) throws(SignaturesError) {
        OpenSSLErrors.clear()
        let read = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            guard let list = d2i_X509_CRL(nil, &cursor, buffer.count) else { return nil }
            guard cursor == buffer.baseAddress?.advanced(by: buffer.count) else {
                X509_CRL_free(list)
                return nil
            }
            return list
        }
        guard let read else { throw CertificateRevocationList.unreadable(OpenSSLErrors.drain()) }
        guard let thisUpdate = X509Certificate.time(X509_CRL_get0_lastUpdate(read)) else {
            X509_CRL_free(read)
            throw CertificateRevocationList.unreadable("thisUpdate")
        }
        do throws(SignaturesError) {
            fingerprint = Hex.string(try Digest.of(der, .sha256))
        } catch {
            X509_CRL_free(read)
            throw error
        }
        pointer = read
        self.der = der
        self.thisUpdate = thisUpdate
        nextUpdate = X509Certificate.time(X509_CRL_get0_nextUpdate(read))
        issuer = X509Certificate.name(X509_CRL_get_issuer(read))
        signatureAlgorithm = CertificateSignatureAlgorithm(list: read)
        if let number = X509_CRL_get_ext_d2i(read, NID_crl_number, nil, nil) {
            let value = number.assumingMemoryBound(to: ASN1_INTEGER.self)
            self.number = X509Certificate.serial(value)
            ASN1_INTEGER_free(value)
        } else {
            number = nil
        }
        OpenSSLErrors.clear()
    }

    deinit { X509_CRL_free(pointer) }

    /// The lists of a file: all `X509 CRL` blocks of a PEM text, or the one in DER.
    ///
    /// - Throws: `signature.crl.unreadable`, also for a PEM text without any.
    package static func load(_ file: [UInt8]) throws(SignaturesError) -> [CertificateRevocationList] {
        if file.first == 0x30 { return [try CertificateRevocationList(der: file)] }
        var lists: [CertificateRevocationList] = []
        for block in try PEM.blocks(file, label: "X509 CRL") {
            lists.append(try CertificateRevocationList(der: block))
        }
        guard !lists.isEmpty else { throw unreadable("no X509 CRL block") }
        return lists
    }

    private static func unreadable(_ detail: String?) -> SignaturesError {
        SignaturesError(
            .crlUnreadable,
            Text(vi: "Không đọc được danh sách thu hồi.", en: "The revocation list cannot be read."),
            detail: detail)
    }
}

extension CertificateRevocationList {
    /// Whether `issuer` issued and signed the list itself.
    package func isSigned(by issuer: X509Certificate) -> Bool {
        defer { OpenSSLErrors.clear() }
        return X509_NAME_cmp(X509_CRL_get_issuer(pointer), X509_get_subject_name(issuer.pointer)) == 0
            && X509_CRL_verify(pointer, issuer.publicKey.handle.pointer) == 1
    }
}

extension CertificateRevocationList: Hashable {
    package static func == (lhs: CertificateRevocationList, rhs: CertificateRevocationList) -> Bool {
        lhs === rhs || lhs.fingerprint == rhs.fingerprint
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}
