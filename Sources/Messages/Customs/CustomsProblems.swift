internal import SingleWindow
internal import XMLTree

extension Problem {
    static func notAnEnvelope(_ name: String) -> Problem {
        Problem(
            code: "customs.root", path: "/\(name)",
            message: Text(
                vi: "Phần tử gốc là \(name), phải là Envelope.",
                en: "The document element is \(name) and must be Envelope."))
    }

    static let contentMissing = Problem(
        code: "customs.content_missing", path: CustomsEnvelope.contentPath,
        message: Text(vi: "Thông điệp không có nội dung (Content).", en: "The message has no Content."))

    /// Not base64 as RFC 4648 section 4 has it: other characters, wrong padding, or bits that encode nothing.
    static func base64(at path: String) -> Problem {
        Problem(
            code: "customs.base64", path: path,
            message: Text(vi: "Giá trị không phải base64 hợp lệ.", en: "The value is not valid base64."),
            hint: Text(
                vi: "Mã hóa theo RFC 4648 mục 4, đủ dấu “=” ở cuối.",
                en: "Encode as RFC 4648, section 4, with all “=” at the end."))
    }

    /// What the decoded content breaks. Malformed content has a code of this family; what is refused on purpose keeps
    /// the code it has anywhere.
    static func contentUnreadable(_ error: XMLError) -> Problem {
        var problem = error.problem
        problem.path = CustomsEnvelope.contentPath
        switch error.code {
        case .notWellFormed, .empty, .encodingInvalid, .encodingUnsupported:
            problem.code = "customs.content_not_xml"
            problem.message = Text(
                vi: "Nội dung sau khi giải mã base64 không phải XML: \(error.message).",
                en: "The content, decoded from base64, is not XML: \(error.message).")
        default: break
        }
        return problem
    }

    static func contentRoot(_ name: String) -> Problem {
        Problem(
            code: "customs.content_root", path: CustomsEnvelope.contentPath + "/\(name)",
            message: Text(
                vi: "Phần tử gốc của nội dung là \(name), phải là Declaration.",
                en: "The content's document element is \(name) and must be Declaration."))
    }

    /// A header field that differs from the signed content, so that what is routed is not what was signed.
    static func headerMismatch(_ field: String, header: String, content: String) -> Problem {
        Problem(
            code: "customs.header_mismatch", path: "/Envelope/Header/\(field)",
            message: Text(
                vi: "\(field) trong phần đầu là “\(header)”, trong nội dung đã ký là “\(content)”.",
                en: "\(field) is “\(header)” in the header and “\(content)” in the signed content."),
            hint: Text(
                vi: "Loại, chức năng, số tham chiếu và mã bên gửi của phần đầu phải trùng với nội dung đã ký.",
                en: "The header's type, function, reference and sender identity must equal those of the signed content."
            ))
    }

    static func unknownFunction(_ function: String) -> Problem {
        Problem(
            code: "customs.function_unknown", path: "/Envelope/Header/Subject/function",
            message: Text(
                vi: "Chức năng \(function) chưa được hỗ trợ.", en: "The function \(function) is not supported."))
    }

    /// A message that is of this family and says nothing the receiver can act on.
    static func unexpectedFunction(_ code: String) -> Problem {
        Problem(
            code: "customs.function_unexpected",
            message: Text(
                vi: "Thông điệp \(code) không được gửi tới bên nhận này.",
                en: "The message \(code) is not one to send to this receiver."))
    }

    /// Content that this family has no message for.
    static func notOfThisFamily(_ what: String) -> Problem {
        Problem(
            code: "customs.unsupported",
            message: Text(
                vi: "Không có thông điệp hải quan nào cho \(what).", en: "There is no customs message for \(what)."))
    }

    static func answerMismatch(_ field: String, sent: String, answered: String) -> Problem {
        Problem(
            code: "customs.answer_mismatch", path: field,
            message: Text(
                vi: "Trả lời cho thông điệp khác: \(field) là “\(answered)”, thông điệp đã gửi là “\(sent)”.",
                en: "An answer to another message: \(field) is “\(answered)”, of the message sent it is “\(sent)”."))
    }

    /// A notice whose parts name different declarations.
    static func noticeNumber(_ number: String) -> Problem {
        Problem(
            code: "customs.notice_number",
            message: Text(
                vi: "Thông báo nói về tờ khai \(number) nhưng không mang số đó.",
                en: "The notice speaks of declaration \(number) and does not bear that number."))
    }

    /// A statement whose lines don't add up.
    static func noticeTotal(total: String, sum: String) -> Problem {
        Problem(
            code: "customs.tax_total",
            message: Text(
                vi: "Tổng số thuế \(total) khác tổng các dòng \(sum).",
                en: "The total tax \(total) is not the sum of the lines \(sum)."))
    }
}
