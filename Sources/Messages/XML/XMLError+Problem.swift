package import SingleWindow
package import XMLTree

extension XMLError {
    /// The error as a problem of a message: the same code, in both languages, with what to do where that is known.
    package var problem: Problem {
        let (vi, hint) = XMLError.words[code.rawValue] ?? ("Không xử lý được XML", nil)
        return Problem(
            code: code.rawValue, line: line, column: column, message: Text(vi: "\(vi): \(message).", en: "\(message)."),
            hint: hint)
    }

    private static let words: [String: (vi: String, hint: Text?)] = [
        Code.empty.rawValue: ("Thông điệp rỗng", nil),
        Code.notWellFormed.rawValue: (
            "XML không đúng cú pháp",
            Text(
                vi: "Kiểm tra thẻ đóng, ký tự đặc biệt và bảng mã của thông điệp.",
                en: "Check closing tags, special characters and the encoding of the message.")
        ),
        Code.tooLarge.rawValue: ("Thông điệp vượt quá dung lượng cho phép", nil),
        Code.tooDeep.rawValue: ("Các phần tử lồng nhau quá sâu", nil),
        Code.tooManyAttributes.rawValue: ("Phần tử có quá nhiều thuộc tính", nil),
        Code.tooManyNodes.rawValue: ("Thông điệp có quá nhiều phần tử", nil),
        Code.doctypeForbidden.rawValue: (
            "Không được khai báo DOCTYPE", Text(vi: "Bỏ khai báo DOCTYPE.", en: "Remove the DOCTYPE declaration.")
        ),
        Code.encodingUnsupported.rawValue: (
            "Bảng mã không được hỗ trợ", Text(vi: "Dùng UTF-8.", en: "Use UTF-8.")
        ),
        Code.encodingInvalid.rawValue: ("Dữ liệu không đúng với bảng mã đã khai báo", nil),
        Code.versionUnsupported.rawValue: ("Phiên bản XML không được hỗ trợ", nil),
        Code.commentInValue.rawValue: (
            "Có chú thích hoặc chỉ thị xử lý bên trong giá trị",
            Text(vi: "Bỏ chú thích khỏi các giá trị.", en: "Remove comments from values.")
        ),
        Code.elementInValue.rawValue: ("Có phần tử con bên trong giá trị", nil),
        Code.notWritable.rawValue: ("Giá trị không ghi được vào XML", nil),
    ]
}
