import COpenSSL

// Extensions as bytes.

extension X509Certificate {
    /// The contents of an extension; nil when the certificate does not have it.
    func extensionBytes(_ nid: Int32) -> (isCritical: Bool, bytes: [UInt8])? {
        let index = X509_get_ext_by_NID(pointer, nid, -1)
        return index < 0 ? nil : X509Certificate.contents(of: X509_get_ext(pointer, index))
    }

    /// The contents of an extension of a certificate or a list.
    static func contents(of found: OpaquePointer?) -> (isCritical: Bool, bytes: [UInt8])? {
        guard let found, let value = X509_EXTENSION_get_data(found) else { return nil }
        let isCritical = X509_EXTENSION_get_critical(found) == 1
        guard let data = ASN1_STRING_get0_data(value) else { return (isCritical, []) }
        return (isCritical, Array(UnsafeBufferPointer(start: data, count: Int(ASN1_STRING_length(value)))))
    }

    /// Whether an extension is there more than once.
    var hasRepeatedExtension: Bool {
        var seen: Set<String> = []
        for index in 0..<X509_get_ext_count(pointer) {
            let identifier = X509Certificate.oid(X509_EXTENSION_get_object(X509_get_ext(pointer, index)))
            if !seen.insert(identifier).inserted { return true }
        }
        return false
    }

    /// Object identifiers of the extended key usage (RFC 5280, section 4.2.1.12); nil when it does not restrict it.
    package var extendedKeyUsage: [String]? {
        guard let found = extensionBytes(NID_ext_key_usage) else { return nil }
        var outer = DERReader(found.bytes)
        guard var list = outer.enter(0x30) else { return [] }
        var identifiers: [String] = []
        while let identifier = list.objectIdentifier() { identifiers.append(identifier) }
        return identifiers
    }
}

extension CertificateRevocationList {
    /// The contents of an extension of the list; nil when it does not have it.
    func extensionBytes(_ nid: Int32) -> (isCritical: Bool, bytes: [UInt8])? {
        let index = X509_CRL_get_ext_by_NID(pointer, nid, -1)
        return index < 0 ? nil : X509Certificate.contents(of: X509_CRL_get_ext(pointer, index))
    }
}
