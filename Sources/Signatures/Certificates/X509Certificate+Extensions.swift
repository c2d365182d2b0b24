import COpenSSL

/// Bits of the key usage extension (RFC 5280, section 4.2.1.3).
package struct KeyUsage: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let digitalSignature = KeyUsage(rawValue: 0x80)
    package static let nonRepudiation = KeyUsage(rawValue: 0x40)
    package static let keyEncipherment = KeyUsage(rawValue: 0x20)
    package static let dataEncipherment = KeyUsage(rawValue: 0x10)
    package static let keyAgreement = KeyUsage(rawValue: 0x08)
    package static let keyCertSign = KeyUsage(rawValue: 0x04)
    package static let crlSign = KeyUsage(rawValue: 0x02)
}

extension X509Certificate {
    /// The key usage; nil when the certificate does not restrict it.
    package var keyUsage: KeyUsage? {
        let bits = X509_get_key_usage(pointer)
        return bits == UInt32.max ? nil : KeyUsage(rawValue: bits)
    }

    /// Whether it is a certification authority's (basicConstraints with cA).
    package var isCA: Bool { X509_get_extension_flags(pointer) & UInt32(EXFLAG_CA) != 0 }

    /// Whether subject and issuer are the same name.
    package var isSelfIssued: Bool { X509_get_extension_flags(pointer) & UInt32(EXFLAG_SI) != 0 }

    /// Whether it is signed with its own key. The signature is verified.
    package var isSelfSigned: Bool {
        defer { OpenSSLErrors.clear() }
        return X509_self_signed(pointer, 1) == 1
    }

    /// Whether an extension breaks its own syntax.
    package var hasInvalidExtension: Bool { X509_get_extension_flags(pointer) & UInt32(EXFLAG_INVALID) != 0 }

    /// Whether `issuer`'s name, key identifier and key usage fit this certificate. The signature is not verified.
    package func isIssued(by issuer: X509Certificate) -> Bool {
        X509_check_issued(issuer.pointer, pointer) == X509_V_OK
    }

    /// Addresses of CRLs (RFC 5280, section 4.2.1.13), `http`, `https` and `ldap` as written.
    package var crlDistributionPoints: [String] {
        guard let raw = X509_get_ext_d2i(pointer, NID_crl_distribution_points, nil, nil) else { return [] }
        let points = OpaquePointer(raw)
        defer { CRL_DIST_POINTS_free(points) }
        var addresses: [String] = []
        for index in 0..<COpenSSL_sk_DIST_POINT_num(points) {
            let names = COpenSSL_DIST_POINT_fullname(COpenSSL_sk_DIST_POINT_value(points, index))
            for position in 0..<COpenSSL_sk_GENERAL_NAME_num(names) {
                if let uri = X509Certificate.uri(COpenSSL_sk_GENERAL_NAME_value(names, position)) {
                    addresses.append(uri)
                }
            }
        }
        return addresses
    }

    /// Addresses of OCSP responders (RFC 5280, section 4.2.2.1).
    package var ocspResponders: [String] { accessLocations(NID_ad_OCSP) }

    /// Addresses of the issuer's certificate (RFC 5280, section 4.2.2.1).
    package var issuerCertificateAddresses: [String] { accessLocations(NID_ad_ca_issuers) }

    private func accessLocations(_ method: Int32) -> [String] {
        guard let raw = X509_get_ext_d2i(pointer, NID_info_access, nil, nil) else { return [] }
        let descriptions = OpaquePointer(raw)
        defer { AUTHORITY_INFO_ACCESS_free(descriptions) }
        return (0..<COpenSSL_sk_ACCESS_DESCRIPTION_num(descriptions)).compactMap { index in
            guard let description = COpenSSL_sk_ACCESS_DESCRIPTION_value(descriptions, index),
                OBJ_obj2nid(description.pointee.method) == method
            else { return nil }
            return X509Certificate.uri(description.pointee.location)
        }
    }

    private static func uri(_ name: UnsafePointer<GENERAL_NAME>?) -> String? {
        guard let name, name.pointee.type == GEN_URI else { return nil }
        return string(name.pointee.d.uniformResourceIdentifier)
    }

    /// The algorithm that the issuer signed the certificate with.
    package var signatureAlgorithm: CertificateSignatureAlgorithm {
        CertificateSignatureAlgorithm(certificate: pointer)
    }
}

/// The algorithm that a certificate, a CRL or an OCSP answer is signed with.
package struct CertificateSignatureAlgorithm: Hashable, Sendable {
    /// Dotted object identifier.
    package let oid: String
    /// Its name: `sha256WithRSAEncryption`; the identifier where it has none.
    package let name: String
    /// The digest; nil for one that is not in the profile (MD5, SHA-224, SHA-3) or not separate (EdDSA).
    package let digest: DigestAlgorithm?

    init(certificate: OpaquePointer) {
        var digest: Int32 = NID_undef
        X509_get_signature_info(certificate, &digest, nil, nil, nil)
        var algorithm: UnsafePointer<X509_ALGOR>?
        X509_get0_signature(nil, &algorithm, certificate)
        self.init(algorithm, digest: digest)
    }

    init(list: OpaquePointer) {
        var algorithm: UnsafePointer<X509_ALGOR>?
        X509_CRL_get0_signature(list, nil, &algorithm)
        self.init(algorithm, digest: NID_undef)
    }

    /// `digest` is OpenSSL's number for it where the library has worked it out, otherwise NID_undef.
    init(_ algorithm: UnsafePointer<X509_ALGOR>?, digest: Int32) {
        let object = algorithm?.pointee.algorithm
        let identifier = X509Certificate.oid(object)
        let nid = OBJ_obj2nid(object)
        oid = identifier
        name = nid == NID_undef ? identifier : OBJ_nid2ln(nid).map { String(cString: $0) } ?? identifier
        var found = digest
        if found == NID_undef, nid == NID_rsassaPss {
            self.digest = CertificateSignatureAlgorithm.pssDigest(algorithm)
            return
        }
        if found == NID_undef { OBJ_find_sigid_algs(nid, &found, nil) }
        self.digest = DigestAlgorithm(nid: found)
    }

    /// The digest in RSASSA-PSS parameters (RFC 4055, section 3.1); SHA-1 where they do not name one.
    private static func pssDigest(_ algorithm: UnsafePointer<X509_ALGOR>?) -> DigestAlgorithm? {
        guard let parameters = PSSParameters(algorithm) else { return nil }
        return parameters.digest
    }
}
