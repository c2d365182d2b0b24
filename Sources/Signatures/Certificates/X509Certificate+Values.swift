import COpenSSL
import SingleWindow

// Conversions of OpenSSL's values, shared with revocation lists and OCSP answers.
extension X509Certificate {
    /// A name, RFC 4514.
    static func name(_ name: OpaquePointer?) -> String {
        guard let name, let bio = BIO_new(BIO_s_mem()) else { return "" }
        defer { BIO_free(bio) }
        guard X509_NAME_print_ex(bio, name, 0, COpenSSL_name_flags()) >= 0 else {
            OpenSSLErrors.clear()
            return ""
        }
        var bytes: UnsafeMutablePointer<CChar>?
        let count = COpenSSL_BIO_bytes(bio, &bytes)
        guard count > 0, let bytes else { return "" }
        let buffer = UnsafeBufferPointer(start: bytes, count: count)
        return String(decoding: buffer.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// A serial number, lower-case hexadecimal without leading zeros.
    static func serial(_ number: UnsafePointer<ASN1_INTEGER>?) -> String {
        guard let number, let big = ASN1_INTEGER_to_BN(number, nil) else { return "" }
        defer { BN_free(big) }
        guard let text = BN_bn2hex(big) else { return "" }
        defer { COpenSSL_free(text) }
        let written = String(cString: text).lowercased()
        let negative = written.hasPrefix("-")
        let digits = written.drop { $0 == "-" || $0 == "0" }
        return (negative ? "-" : "") + (digits.isEmpty ? "0" : digits)
    }

    /// A UTCTime or GeneralizedTime; nil when it is neither.
    static func time(_ time: UnsafePointer<ASN1_TIME>?) -> Timestamp? {
        guard let time else { return nil }
        var broken = tm()
        guard ASN1_TIME_to_tm(time, &broken) == 1 else {
            OpenSSLErrors.clear()
            return nil
        }
        return Timestamp(
            year: Int(broken.tm_year) + 1900, month: Int(broken.tm_mon) + 1, day: Int(broken.tm_mday),
            hour: Int(broken.tm_hour), minute: Int(broken.tm_min), second: min(Int(broken.tm_sec), 59), offset: 0)
    }

    /// An object identifier in dotted form.
    static func oid(_ object: OpaquePointer?) -> String {
        guard let object else { return "" }
        var buffer = [CChar](repeating: 0, count: 128)
        let count = OBJ_obj2txt(&buffer, Int32(buffer.count), object, 1)
        guard count > 0 else { return "" }
        return String(decoding: buffer.prefix(min(Int(count), 127)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The characters of a string type, as UTF-8.
    static func string(_ value: UnsafePointer<ASN1_STRING>?) -> String? {
        guard let value else { return nil }
        var bytes: UnsafeMutablePointer<UInt8>?
        let count = ASN1_STRING_to_UTF8(&bytes, value)
        guard count >= 0, let bytes else {
            OpenSSLErrors.clear()
            return nil
        }
        defer { COpenSSL_free(bytes) }
        return String(decoding: UnsafeBufferPointer(start: bytes, count: Int(count)), as: UTF8.self)
    }
}
