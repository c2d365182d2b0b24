package import SingleWindow

/// Why an XML signature is not accepted: each reason with its code and its words in ETSI EN 319 102-1.
package enum XMLSignatureFinding: String, Hashable, Sendable, CaseIterable {
    // Form.
    case notFound = "signature.not_found"
    case structure = "signature.xml.structure"
    case noReference = "signature.xml.no_reference"
    case commentInValue = "signature.xml.comment_in_value"
    case valueMalformed = "signature.xml.value_malformed"
    case doctype = "signature.xml.doctype"
    case notCanonicalizable = "signature.xml.not_canonicalizable"
    // Outside the profile, by name.
    case hmac = "signature.xml.hmac"
    case xslt = "signature.xml.transform_xslt"
    case xpath = "signature.xml.transform_xpath"
    case base64 = "signature.xml.transform_base64"
    case transformUnknown = "signature.xml.transform_unknown"
    case transformOrder = "signature.xml.transform_order"
    case externalReference = "signature.xml.reference_external"
    case referenceForm = "signature.xml.reference_form"
    case tooManyReferences = "signature.xml.too_many_references"
    case referenceUnresolved = "signature.xml.reference_unresolved"
    case referenceAmbiguous = "signature.xml.reference_ambiguous"
    case retrievalMethod = "signature.xml.retrieval_method"
    case manifest = "signature.xml.manifest"
    case objectUnreferenced = "signature.xml.object_unreferenced"
    case canonicalizationUnknown = "signature.xml.canonicalization_unknown"
    case algorithmUnknown = "signature.xml.algorithm_unknown"
    case commentInContent = "signature.xml.comment_in_content"
    // Strength.
    case weakAlgorithm = "signature.weak_algorithm"
    case weakKey = "signature.weak_key"
    // The signer.
    case noCertificate = "signature.no_certificate"
    case certificateUnreadable = "signature.certificate.unreadable"
    case signingCertificateMismatch = "signature.xades.signing_certificate"
    // Mathematics.
    case hashFailure = "signature.hash_failure"
    case cryptoFailure = "signature.crypto_failure"
    // Demands of the caller.
    case notCovered = "signature.not_covered"
    case unexpected = "signature.unexpected"
    // Ours.
    case notChecked = "signature.not_checked"

    package var words: (verdict: Verdict, indication: Indication, subIndication: SubIndication) {
        switch self {
        case .notFound, .structure, .noReference, .commentInValue, .valueMalformed, .doctype, .notCanonicalizable:
            (.refuse, .totalFailed, .formatFailure)
        case .hmac, .algorithmUnknown, .canonicalizationUnknown, .weakAlgorithm, .weakKey:
            (.refuse, .indeterminate, .cryptoConstraintsFailure)
        case .xslt, .xpath, .base64, .transformUnknown, .transformOrder, .externalReference, .referenceForm,
            .tooManyReferences, .referenceAmbiguous, .retrievalMethod, .manifest, .objectUnreferenced,
            .commentInContent, .notCovered, .unexpected:
            (.refuse, .indeterminate, .signatureConstraintsFailure)
        case .referenceUnresolved: (.refuse, .indeterminate, .signedDataNotFound)
        case .noCertificate, .certificateUnreadable, .signingCertificateMismatch:
            (.refuse, .indeterminate, .noSigningCertificateFound)
        case .hashFailure: (.refuse, .totalFailed, .hashFailure)
        case .cryptoFailure: (.refuse, .totalFailed, .signatureCryptoFailure)
        case .notChecked: (.cannotCheck, .indeterminate, .generic)
        }
    }

    package var text: Text {
        switch self {
        case .notFound: Text(vi: "Thông điệp không có chữ ký số XML.", en: "The message holds no XML signature.")
        case .structure:
            Text(vi: "Cấu trúc của chữ ký sai quy định.", en: "The signature's structure is not as specified.")
        case .noReference:
            Text(vi: "Chữ ký không tham chiếu tới nội dung nào.", en: "The signature refers to nothing.")
        case .commentInValue:
            Text(
                vi: "Có chú thích hoặc chỉ thị xử lý bên trong một giá trị của chữ ký.",
                en: "A value of the signature holds a comment or processing instruction.")
        case .valueMalformed:
            Text(vi: "Một giá trị của chữ ký sai định dạng.", en: "A value of the signature is malformed.")
        case .doctype:
            Text(
                vi: "Không chấp nhận khai báo kiểu tài liệu (DOCTYPE).",
                en: "A document type declaration (DOCTYPE) is not accepted.")
        case .notCanonicalizable:
            Text(
                vi: "Không tạo được dạng chuẩn tắc của nội dung đã ký.",
                en: "The signed content has no canonical form.")
        case .hmac:
            Text(
                vi: "Không chấp nhận chữ ký HMAC: khóa bí mật dùng chung không xác định được người ký.",
                en: "HMAC signatures are not accepted: a shared secret names no signer.")
        case .xslt: Text(vi: "Không chấp nhận biến đổi XSLT.", en: "The XSLT transform is not accepted.")
        case .xpath: Text(vi: "Không chấp nhận biến đổi XPath.", en: "XPath transforms are not accepted.")
        case .base64: Text(vi: "Không chấp nhận biến đổi base64.", en: "The base64 transform is not accepted.")
        case .transformUnknown:
            Text(vi: "Biến đổi không được hỗ trợ.", en: "The transform is not one that is accepted.")
        case .transformOrder:
            Text(
                vi: "Chỉ chấp nhận nhiều nhất một biến đổi enveloped-signature, rồi nhiều nhất một chuẩn tắc hóa.",
                en: "At most one enveloped-signature transform and then one canonicalization are accepted.")
        case .externalReference:
            Text(
                vi: "Không chấp nhận tham chiếu ra ngoài thông điệp.",
                en: "References to outside the message are not accepted.")
        case .referenceForm:
            Text(
                vi: "Tham chiếu phải là chuỗi rỗng hoặc dấu # và giá trị Id.",
                en: "A reference must be empty, or # and the value of an Id.")
        case .tooManyReferences:
            Text(vi: "Chữ ký có quá nhiều tham chiếu.", en: "The signature has too many references.")
        case .referenceUnresolved:
            Text(
                vi: "Không tìm thấy phần tử mà chữ ký tham chiếu tới.",
                en: "The element that the signature refers to is not there.")
        case .referenceAmbiguous:
            Text(
                vi: "Hai phần tử cùng mang giá trị Id mà chữ ký tham chiếu tới.",
                en: "Two elements carry the Id that the signature refers to.")
        case .retrievalMethod:
            Text(
                vi: "Không chấp nhận RetrievalMethod trong KeyInfo.", en: "RetrievalMethod in KeyInfo is not accepted.")
        case .manifest: Text(vi: "Không chấp nhận Manifest.", en: "A Manifest is not accepted.")
        case .objectUnreferenced:
            Text(
                vi: "Chữ ký chứa đối tượng không được ký.", en: "The signature holds an object that it does not cover.")
        case .canonicalizationUnknown:
            Text(
                vi: "Phương pháp chuẩn tắc hóa không được hỗ trợ.",
                en: "The canonicalization method is not one that is accepted.")
        case .algorithmUnknown:
            Text(
                vi: "Thuật toán ký hoặc băm không được hỗ trợ.",
                en: "The signature or digest algorithm is not one that is accepted.")
        case .commentInContent:
            Text(
                vi: "Có chú thích hoặc chỉ thị xử lý bên trong một giá trị của nội dung đã ký.",
                en: "A value of the signed content holds a comment or processing instruction.")
        case .weakAlgorithm:
            Text(vi: "Thuật toán của chữ ký không đủ mạnh.", en: "An algorithm of the signature is not strong enough.")
        case .weakKey: Text(vi: "Khóa ký không đủ mạnh.", en: "The signing key is not strong enough.")
        case .noCertificate:
            Text(
                vi: "Chữ ký không kèm chứng thư số của người ký.",
                en: "The signature does not hold the signer's certificate.")
        case .certificateUnreadable:
            Text(
                vi: "Không đọc được chứng thư số trong chữ ký.",
                en: "A certificate in the signature cannot be read.")
        case .signingCertificateMismatch:
            Text(
                vi: "Chứng thư số không phải là chứng thư mà thuộc tính đã ký nêu ra.",
                en: "The certificate is not the one that the signed properties name.")
        case .hashFailure:
            Text(
                vi: "Nội dung đã bị thay đổi sau khi ký: giá trị băm không khớp.",
                en: "The content was changed after signing: its digest does not match.")
        case .cryptoFailure:
            Text(
                vi: "Giá trị chữ ký không khớp với khóa công khai trong chứng thư số.",
                en: "The signature value does not match the certificate's public key.")
        case .notCovered:
            Text(
                vi: "Chữ ký hợp lệ nhưng không bao trùm phần tử phải được ký.",
                en: "The signature is valid but does not cover the element that must be signed.")
        case .unexpected:
            Text(vi: "Có một chữ ký không đúng chỗ quy định.", en: "There is a signature where none is expected.")
        case .notChecked: Text(vi: "Chưa kiểm tra được chữ ký.", en: "The signature could not be checked.")
        }
    }
}

/// An XML signature that is not accepted, with what exactly was found.
package struct XMLSignatureFailure: Error, Hashable, Sendable {
    package var finding: XMLSignatureFinding
    /// What exactly, in English: an algorithm identifier, an element's path. Never content.
    package var detail: String?
    /// A more precise reason than the finding's own, where there is one.
    package var reason: Text?
    /// Code of the reason in another module, which then replaces the finding's.
    package var cause: String?

    /// The error of this module's library calls behind ``XMLSignatureFinding/notChecked``.
    private(set) var library: SignaturesError?

    package init(
        _ finding: XMLSignatureFinding, _ detail: String? = nil, reason: Text? = nil, cause: String? = nil
    ) {
        self.finding = finding
        self.detail = detail
        self.reason = reason
        self.cause = cause
    }

    /// The cryptographic library failed: nothing is known about the signature.
    init(library error: SignaturesError) {
        self.init(.notChecked, error.detail, reason: error.text, cause: error.code.rawValue)
        library = error
    }

    package var text: Text {
        let text = reason ?? finding.text
        guard let detail = detail?.prefix(200) else { return text }
        return Text(vi: text.vi + " (" + detail + ")", en: text.en + " (" + detail + ")")
    }

    /// The failure as a report.
    package var report: SignatureReport {
        let words = finding.words
        return .failed(
            words.verdict, words.indication, words.subIndication, code: cause ?? finding.rawValue, reason: text)
    }
}
