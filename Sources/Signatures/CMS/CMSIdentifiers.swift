/// Object identifiers of CMS.
enum CMSIdentifiers {
    // RFC 5652, sections 4, 5.1 and 11.
    static let data = "1.2.840.113549.1.7.1"
    static let signedData = "1.2.840.113549.1.7.2"
    static let contentType = "1.2.840.113549.1.9.3"
    static let messageDigest = "1.2.840.113549.1.9.4"
    static let signingTime = "1.2.840.113549.1.9.5"
    // RFC 5035, sections 3 and 5.
    static let signingCertificate = "1.2.840.113549.1.9.16.2.12"
    static let signingCertificateV2 = "1.2.840.113549.1.9.16.2.47"
    // RFC 3370, section 3.2; RFC 4056, section 2; RFC 5754, section 3.
    static let rsaEncryption = "1.2.840.113549.1.1.1"
    static let rsassaPSS = "1.2.840.113549.1.1.10"
    static let mgf1 = "1.2.840.113549.1.1.8"
    static let ecPublicKey = "1.2.840.10045.2.1"

    static let rsaWithDigest: [String: DigestAlgorithm] = [
        "1.2.840.113549.1.1.5": .sha1, "1.2.840.113549.1.1.11": .sha256, "1.2.840.113549.1.1.12": .sha384,
        "1.2.840.113549.1.1.13": .sha512,
    ]

    static let ecdsaWithDigest: [String: DigestAlgorithm] = [
        "1.2.840.10045.4.1": .sha1, "1.2.840.10045.4.3.2": .sha256, "1.2.840.10045.4.3.3": .sha384,
        "1.2.840.10045.4.3.4": .sha512,
    ]
}
