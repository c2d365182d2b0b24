import SingleWindow

/// The signed attributes that this gateway reads (RFC 5652, section 11; RFC 5035).
struct CMSAttributes {
    var messageDigest: [UInt8]
    var signingTime: Timestamp?
    /// Digests of the signer's certificate that the signature names.
    var certificateDigests: [(algorithm: DigestAlgorithm, digest: [UInt8])]

    /// Reads and checks the attributes: each at most once, with one value; contentType and messageDigest present,
    /// contentType plain data.
    init(_ encodings: [[UInt8]]) throws(CMSFailure) {
        var values: [String: ArraySlice<UInt8>] = [:]
        for encoding in encodings {
            var outer = DERReader(encoding)
            guard var attribute = outer.enter(0x30), let type = attribute.objectIdentifier(),
                let set = attribute.contents(0x31), attribute.isAtEnd
            else { throw .malformed("signedAttrs") }
            guard values.updateValue(set, forKey: type) == nil else {
                throw .format(
                    "cms.attributes", vi: "Thuộc tính được ký \(type) bị lặp lại.",
                    en: "The signed attribute \(type) is there twice.")
            }
        }
        func single(_ type: String) throws(CMSFailure) -> DERReader? {
            guard let set = values[type] else { return nil }
            var reader = DERReader(set)
            guard reader.element() != nil, reader.isAtEnd else {
                throw .format(
                    "cms.attributes", vi: "Thuộc tính được ký \(type) phải có đúng một giá trị.",
                    en: "The signed attribute \(type) must have exactly one value.")
            }
            return DERReader(set)
        }
        var contentType = try single(CMSIdentifiers.contentType)
        guard contentType?.objectIdentifier() == CMSIdentifiers.data else {
            throw .format(
                "cms.content_type", vi: "Thuộc tính contentType thiếu hoặc không khớp với nội dung.",
                en: "The contentType attribute is missing or is not that of the content.")
        }
        var digest = try single(CMSIdentifiers.messageDigest)
        guard let value = digest?.contents(0x04) else {
            throw .format(
                "cms.attributes", vi: "Thiếu thuộc tính messageDigest.", en: "The messageDigest attribute is missing.")
        }
        messageDigest = Array(value)
        signingTime = nil
        if var time = try single(CMSIdentifiers.signingTime) {
            guard let instant = CMSAttributes.time(&time) else { throw .malformed("signingTime") }
            signingTime = instant
        }
        certificateDigests = []
        for (type, implied) in [
            (CMSIdentifiers.signingCertificate, DigestAlgorithm.sha1),
            (CMSIdentifiers.signingCertificateV2, DigestAlgorithm.sha256),
        ] {
            guard var attribute = try single(type) else { continue }
            guard let named = CMSAttributes.certificateDigest(&attribute, implied) else {
                throw .malformed("signingCertificate")
            }
            certificateDigests.append(named)
        }
    }

    /// UTCTime or GeneralizedTime as RFC 5652, section 11.3, writes them: to the second, in UTC.
    private static func time(_ reader: inout DERReader) -> Timestamp? {
        guard let element = reader.element(), element.tag == 0x17 || element.tag == 0x18 else { return nil }
        var digits = Array(element.contents)
        guard digits.popLast() == UInt8(ascii: "Z"), digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        if element.tag == 0x17 {
            guard digits.count == 12 else { return nil }
            // Two digits: 50 to 99 are of the last century.
            digits = Array((digits[0] >= UInt8(ascii: "5") ? "19" : "20").utf8) + digits
        }
        guard digits.count == 14 else { return nil }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + Int($1 - 48) } }
        return Timestamp(
            year: number(0..<4), month: number(4..<6), day: number(6..<8), hour: number(8..<10),
            minute: number(10..<12), second: min(number(12..<14), 59), offset: 0)
    }

    /// The first ESSCertID or ESSCertIDv2: that of the signer.
    private static func certificateDigest(
        _ reader: inout DERReader, _ implied: DigestAlgorithm
    ) -> (DigestAlgorithm, [UInt8])? {
        guard var attribute = reader.enter(0x30), var list = attribute.enter(0x30), var first = list.enter(0x30) else {
            return nil
        }
        var algorithm = implied
        if first.nextTag == 0x30, implied != .sha1 {
            guard let named = CMSSignedData.algorithm(&first), let known = DigestAlgorithm(oid: named.oid) else {
                return nil
            }
            algorithm = known
        }
        return first.contents(0x04).map { (algorithm, Array($0)) }
    }
}
