import SingleWindow
package import XMLTree

extension XMLError {
    /// What is wrong, for people.
    var text: Text {
        switch code {
        case .empty: Text(vi: "Thông điệp rỗng.", en: "The message is empty.")
        case .notWellFormed:
            Text(vi: "Thông điệp không phải XML hợp lệ.", en: "The message is not well-formed XML.")
        case .tooLarge: Text(vi: "Thông điệp quá lớn.", en: "The message is too large.")
        case .tooDeep: Text(vi: "Các phần tử lồng nhau quá sâu.", en: "Elements are nested too deeply.")
        case .tooManyAttributes:
            Text(vi: "Một phần tử có quá nhiều thuộc tính.", en: "An element has too many attributes.")
        case .tooManyNodes: Text(vi: "Thông điệp có quá nhiều phần tử.", en: "The message has too many elements.")
        case .doctypeForbidden:
            Text(
                vi: "Không chấp nhận khai báo kiểu tài liệu (DOCTYPE).",
                en: "A document type declaration (DOCTYPE) is not accepted.")
        case .encodingUnsupported:
            Text(
                vi: "Chỉ đọc bảng mã UTF-8, hoặc UTF-16 có dấu thứ tự byte.",
                en: "Only UTF-8, or UTF-16 with a byte order mark, is read.")
        case .encodingInvalid:
            Text(
                vi: "Thông điệp có byte không đúng bảng mã.", en: "The message has bytes that are not in its encoding.")
        case .versionUnsupported: Text(vi: "Chỉ đọc XML 1.0.", en: "Only XML 1.0 is read.")
        case .commentInValue:
            Text(
                vi: "Có chú thích hoặc chỉ thị xử lý bên trong một giá trị.",
                en: "A value holds a comment or processing instruction.")
        case .elementInValue: Text(vi: "Có phần tử bên trong một giá trị.", en: "A value holds an element.")
        case .notCanonicalizable:
            Text(
                vi: "Không có dạng chuẩn tắc: một không gian tên không phải URI tuyệt đối.",
                en: "There is no canonical form: a namespace is not an absolute URI.")
        case .canonicalizationUnsupported:
            Text(vi: "Phương pháp chuẩn tắc hóa không được hỗ trợ.", en: "The canonicalization method is not known.")
        case .xpathInvalid: Text(vi: "Biểu thức XPath sai.", en: "The XPath expression is wrong.")
        case .schemaInvalid: Text(vi: "Không dùng được lược đồ XML.", en: "The XML schema cannot be used.")
        case .notWritable: Text(vi: "Không ghi được giá trị dưới dạng XML.", en: "A value cannot be written as XML.")
        case .contextChanged:
            Text(
                vi: "Không chuyển tiếp được phần tử đã ký mà vẫn giữ nguyên dạng chuẩn tắc.",
                en: "A signed element cannot be sent on with its canonical form unchanged.")
        default: Text(vi: "Không xử lý được XML.", en: "The XML could not be processed.")
        }
    }

    /// An unreadable document as the outcome of validating its signatures: the form is wrong.
    package var report: SignatureReport {
        var reason = text
        if let line { reason = Text(vi: text.vi + " (dòng \(line))", en: text.en + " (line \(line))") }
        return .failed(.refuse, .totalFailed, .formatFailure, code: code.rawValue, reason: reason)
    }
}
