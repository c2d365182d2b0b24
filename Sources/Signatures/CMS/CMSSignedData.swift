/// SignedData (RFC 5652, section 5) with one signer, as this gateway takes it.
struct CMSSignedData {
    /// How the signer's certificate is named (section 5.3).
    enum SignerIdentifier {
        /// The issuer's name, DER, and the serial number's contents.
        case issuerAndSerial(issuer: [UInt8], serial: [UInt8])
        case keyIdentifier([UInt8])
    }

    /// Certificates in the structure, DER; attribute certificates and other forms are left out.
    var certificates: [[UInt8]]
    var signer: SignerIdentifier
    var digest: DigestAlgorithm
    /// Encodings of the signed attributes in their order; nil when there are none.
    var signedAttributes: [[UInt8]]?
    var signatureAlgorithm: SignatureAlgorithm
    var signature: [UInt8]

    /// Reads a detached signature in BER or DER.
    init(_ bytes: [UInt8]) throws(CMSFailure) {
        guard let der = BER.der(bytes) else {
            if BER.hasTrailingBytes(bytes) {
                throw .format(
                    "cms.trailing_bytes", vi: "Có dữ liệu thừa sau cấu trúc CMS.",
                    en: "There are bytes after the CMS structure.")
            }
            throw .malformed("not one BER element")
        }
        var outer = DERReader(der)
        guard var info = outer.enter(0x30), let type = info.objectIdentifier() else {
            throw .malformed("ContentInfo")
        }
        guard type == CMSIdentifiers.signedData else {
            throw .format(
                "cms.content_type", vi: "Cấu trúc CMS không phải SignedData.", en: "The CMS structure is no SignedData."
            )
        }
        guard var wrapped = info.enter(0xA0), info.isAtEnd, var data = wrapped.enter(0x30), wrapped.isAtEnd else {
            throw .malformed("ContentInfo")
        }
        guard data.unsignedInteger() != nil, data.contents(0x31) != nil else { throw .malformed("SignedData") }
        try CMSSignedData.checkEncapsulated(&data)
        certificates = try CMSSignedData.certificates(&data)
        if data.nextTag == 0xA1 { _ = data.element() }
        guard var signers = data.enter(0x31), data.isAtEnd else { throw .malformed("signerInfos") }
        guard let only = signers.enter(0x30), signers.isAtEnd else {
            throw .format(
                "cms.signer_count", vi: "Cấu trúc CMS phải có đúng một người ký.",
                en: "The CMS structure must have exactly one signer.")
        }
        var signerInfo = only
        guard signerInfo.unsignedInteger() != nil, let identifier = CMSSignedData.identifier(&signerInfo) else {
            throw .malformed("SignerInfo")
        }
        signer = identifier
        guard let digestIdentifier = CMSSignedData.algorithm(&signerInfo) else { throw .malformed("digestAlgorithm") }
        guard let digest = DigestAlgorithm(oid: digestIdentifier.oid) else {
            throw .algorithm(digestIdentifier.oid)
        }
        self.digest = digest
        signedAttributes = nil
        if var attributes = signerInfo.enter(0xA0) {
            var list: [[UInt8]] = []
            while let attribute = attributes.element() {
                guard attribute.tag == 0x30 else { throw .malformed("signedAttrs") }
                list.append(Array(attribute.whole))
            }
            guard attributes.isAtEnd, !list.isEmpty else { throw .malformed("signedAttrs") }
            signedAttributes = list
        }
        guard let algorithm = CMSSignedData.algorithm(&signerInfo), let value = signerInfo.contents(0x04),
            !value.isEmpty
        else {
            throw .malformed("signature")
        }
        signatureAlgorithm = try CMSSignedData.signatureAlgorithm(algorithm, digest: digest)
        signature = Array(value)
        // Unsigned attributes (time stamps, counter-signatures) prove nothing about the content.
        if signerInfo.nextTag == 0xA1 { _ = signerInfo.element() }
        guard signerInfo.isAtEnd else { throw .malformed("SignerInfo") }
    }

    /// The content is detached and plain data.
    private static func checkEncapsulated(_ data: inout DERReader) throws(CMSFailure) {
        guard var content = data.enter(0x30), let type = content.objectIdentifier() else {
            throw .malformed("encapContentInfo")
        }
        guard content.isAtEnd else {
            throw .format(
                "cms.attached_content", vi: "Chữ ký tách rời không được kèm nội dung bên trong.",
                en: "A detached signature must not hold content of its own.")
        }
        guard type == CMSIdentifiers.data else {
            throw .format(
                "cms.content_type", vi: "Loại nội dung \(type) không phải dữ liệu thường.",
                en: "The content type \(type) is not plain data.")
        }
    }

    private static func certificates(_ data: inout DERReader) throws(CMSFailure) -> [[UInt8]] {
        guard var set = data.enter(0xA0) else { return [] }
        var certificates: [[UInt8]] = []
        while let element = set.element() {
            if element.tag == 0x30 { certificates.append(Array(element.whole)) }
            guard certificates.count <= 32 else { throw .malformed("more than 32 certificates") }
        }
        guard set.isAtEnd else { throw .malformed("certificates") }
        return certificates
    }

    private static func identifier(_ reader: inout DERReader) -> SignerIdentifier? {
        if reader.nextTag == 0x80 {
            return reader.contents(0x80).map { .keyIdentifier(Array($0)) }
        }
        guard var pair = reader.enter(0x30), pair.nextTag == 0x30, let issuer = pair.element(),
            let serial = pair.contents(0x02), pair.isAtEnd
        else { return nil }
        return .issuerAndSerial(issuer: Array(issuer.whole), serial: Array(serial))
    }

    /// An AlgorithmIdentifier: its identifier and the encoding of its parameters, if any.
    static func algorithm(_ reader: inout DERReader) -> (oid: String, parameters: [UInt8]?)? {
        guard var identifier = reader.enter(0x30), let oid = identifier.objectIdentifier() else { return nil }
        if identifier.isAtEnd { return (oid, nil) }
        guard let parameters = identifier.element(), identifier.isAtEnd else { return nil }
        return (oid, parameters.tag == 0x05 ? nil : Array(parameters.whole))
    }

    private static func signatureAlgorithm(
        _ identifier: (oid: String, parameters: [UInt8]?), digest: DigestAlgorithm
    ) throws(CMSFailure) -> SignatureAlgorithm {
        let named: SignatureAlgorithm
        switch identifier.oid {
        case CMSIdentifiers.rsaEncryption: return .rsaPKCS1(digest)
        case CMSIdentifiers.ecPublicKey: return .ecdsa(digest)
        case CMSIdentifiers.rsassaPSS:
            guard let parameters = identifier.parameters.flatMap(PSSParameters.init(der:)),
                parameters.maskDigest == parameters.digest
            else { throw .algorithm("RSASSA-PSS with these parameters") }
            named = .rsaPSS(parameters.digest, saltLength: parameters.saltLength)
        case let oid:
            if let digest = CMSIdentifiers.rsaWithDigest[oid] {
                named = .rsaPKCS1(digest)
            } else if let digest = CMSIdentifiers.ecdsaWithDigest[oid] {
                named = .ecdsa(digest)
            } else {
                throw .algorithm(oid)
            }
        }
        // RFC 5652, section 5.3: the digest of the attributes is that of the content.
        guard named.digest == digest else {
            throw .format(
                "cms.algorithm_inconsistent", vi: "Thuật toán băm và thuật toán ký không nhất quán.",
                en: "The digest algorithm and the signature algorithm do not agree.")
        }
        return named
    }
}
