import COpenSSL

extension X509Certificate {
    /// Whether the serial number has these contents (two's complement, as DER writes an INTEGER).
    func hasSerial(_ contents: [UInt8]) -> Bool {
        let encoding = DER.element(0x02, contents)
        let number = encoding.withUnsafeBufferPointer { buffer -> UnsafeMutablePointer<ASN1_INTEGER>? in
            var cursor = buffer.baseAddress
            return d2i_ASN1_INTEGER(nil, &cursor, buffer.count)
        }
        guard let number else {
            OpenSSLErrors.clear()
            return false
        }
        defer { ASN1_INTEGER_free(number) }
        return ASN1_INTEGER_cmp(X509_get0_serialNumber(pointer), number) == 0
    }

    /// Whether the issuer is this name, DER, compared as RFC 5280, section 7.1, compares names.
    func isIssuer(_ der: [UInt8]) -> Bool {
        let name = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            return d2i_X509_NAME(nil, &cursor, buffer.count)
        }
        guard let name else {
            OpenSSLErrors.clear()
            return false
        }
        defer { X509_NAME_free(name) }
        return X509_NAME_cmp(X509_get_issuer_name(pointer), name) == 0
    }

    /// The issuer's name, DER.
    func issuerEncoding() throws(SignaturesError) -> [UInt8] {
        var output: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509_NAME(X509_get_issuer_name(pointer), &output)
        guard count > 0, let output else { throw .library("i2d_X509_NAME") }
        defer { COpenSSL_free(output) }
        return Array(UnsafeBufferPointer(start: output, count: Int(count)))
    }

    /// The serial number as an INTEGER, DER.
    func serialEncoding() throws(SignaturesError) -> [UInt8] {
        var output: UnsafeMutablePointer<UInt8>?
        let count = i2d_ASN1_INTEGER(X509_get0_serialNumber(pointer), &output)
        guard count > 0, let output else { throw .library("i2d_ASN1_INTEGER") }
        defer { COpenSSL_free(output) }
        return Array(UnsafeBufferPointer(start: output, count: Int(count)))
    }

    /// The subject key identifier (RFC 5280, section 4.2.1.2); nil when the certificate has none.
    var subjectKeyIdentifier: [UInt8]? {
        guard let value = X509_get0_subject_key_id(pointer), let data = ASN1_STRING_get0_data(value) else { return nil }
        return Array(UnsafeBufferPointer(start: data, count: Int(ASN1_STRING_length(value))))
    }
}
