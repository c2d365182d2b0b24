import SingleWindow

/// Why a CMS signature or its MIME wrapping is refused.
struct CMSFailure: Error {
    var indication: Indication
    var subIndication: SubIndication
    var code: String
    var text: Text

    var report: SignatureReport { .failed(.refuse, indication, subIndication, code: code, reason: text) }

    /// It is not what it should be.
    static func format(_ code: String, vi: String, en: String) -> CMSFailure {
        CMSFailure(
            indication: .totalFailed, subIndication: .formatFailure, code: "signature." + code,
            text: Text(vi: vi, en: en))
    }

    static func malformed(_ what: String) -> CMSFailure {
        .format(
            "cms.malformed", vi: "Cấu trúc CMS bị hỏng: \(what).", en: "The CMS structure is malformed: \(what).")
    }

    static let hash = CMSFailure(
        indication: .totalFailed, subIndication: .hashFailure, code: "signature.hash_failure",
        text: Text(
            vi: "Nội dung đã bị thay đổi sau khi ký: giá trị băm không khớp.",
            en: "The content was changed after it was signed: the digest does not match."))

    static let value = CMSFailure(
        indication: .totalFailed, subIndication: .signatureCryptoFailure, code: "signature.value_mismatch",
        text: Text(
            vi: "Giá trị chữ ký không đúng với chứng thư số của người ký.",
            en: "The signature value is not that of the signer's certificate."))

    static let noCertificate = CMSFailure(
        indication: .indeterminate, subIndication: .noSigningCertificateFound, code: "signature.certificate.missing",
        text: Text(
            vi: "Không tìm thấy chứng thư số của người ký.", en: "The signer's certificate was not found."))

    static let otherCertificate = CMSFailure(
        indication: .indeterminate, subIndication: .noSigningCertificateFound,
        code: "signature.certificate.not_the_one_signed",
        text: Text(
            vi: "Chứng thư số không phải chứng thư mà chữ ký đã ghi nhận.",
            en: "The certificate is not the one that the signature names."))

    static func algorithm(_ name: String) -> CMSFailure {
        CMSFailure(
            indication: .indeterminate, subIndication: .cryptoConstraintsFailure,
            code: "signature.algorithm.unsupported",
            text: Text(
                vi: "Không hỗ trợ thuật toán \(name).", en: "The algorithm \(name) is not supported."))
    }
}
