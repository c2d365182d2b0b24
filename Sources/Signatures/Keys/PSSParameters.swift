import COpenSSL

/// RSASSA-PSS-params (RFC 4055, section 3.1).
struct PSSParameters: Hashable {
    var digest: DigestAlgorithm
    /// The digest of MGF1.
    var maskDigest: DigestAlgorithm
    var saltLength: Int

    /// Reads the parameters of an algorithm identifier; nil when they are missing, malformed or name something that
    /// this module does not know.
    init?(_ algorithm: UnsafePointer<X509_ALGOR>?) {
        guard let algorithm else { return nil }
        var object: OpaquePointer?
        var type: Int32 = 0
        var value: UnsafeRawPointer?
        X509_ALGOR_get0(&object, &type, &value, algorithm)
        guard type == V_ASN1_SEQUENCE, let value else { return nil }
        let string = value.assumingMemoryBound(to: ASN1_STRING.self)
        guard let data = ASN1_STRING_get0_data(string) else { return nil }
        self.init(der: Array(UnsafeBufferPointer(start: data, count: Int(ASN1_STRING_length(string)))))
    }

    /// Reads `RSASSA-PSS-params` in DER.
    init?(der: [UInt8]) {
        var outer = DERReader(der)
        guard var fields = outer.enter(0x30), outer.isAtEnd else { return nil }
        (digest, maskDigest, saltLength) = (.sha1, .sha1, 20)
        if var field = fields.enter(0xA0) {
            guard let named = PSSParameters.digest(&field), field.isAtEnd else { return nil }
            digest = named
        }
        if var field = fields.enter(0xA1) {
            guard var mask = field.enter(0x30), field.isAtEnd, mask.objectIdentifier() == "1.2.840.113549.1.1.8",
                let named = PSSParameters.digest(&mask), mask.isAtEnd
            else { return nil }
            maskDigest = named
        }
        if var field = fields.enter(0xA2) {
            guard let salt = field.unsignedInteger(), field.isAtEnd, salt.count <= 2 else { return nil }
            saltLength = salt.reduce(0) { $0 << 8 | Int($1) }
        }
        if var field = fields.enter(0xA3) {
            // The trailer field is 1 whether written or not.
            guard field.unsignedInteger().map(Array.init) == [1], field.isAtEnd else { return nil }
        }
        guard fields.isAtEnd else { return nil }
    }

    private static func digest(_ reader: inout DERReader) -> DigestAlgorithm? {
        guard var identifier = reader.enter(0x30), let oid = identifier.objectIdentifier() else { return nil }
        if !identifier.isAtEnd {
            guard identifier.contents(0x05)?.isEmpty == true, identifier.isAtEnd else { return nil }
        }
        return DigestAlgorithm(oid: oid)
    }
}
