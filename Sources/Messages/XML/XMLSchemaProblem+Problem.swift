package import SingleWindow
package import XMLTree

extension XMLSchemaProblem {
    /// The same as a problem of a message, said in both languages. `prefix` stands before the path, for documents that
    /// travel inside another.
    package func problem(under prefix: String = "") -> Problem {
        let name = attribute.map { "@\($0)" } ?? element
        let found = value.map { "“\($0)”" } ?? ""
        let message: Text
        switch code {
        case .unexpected:
            message = Text(
                vi: "Phần tử \(name) không được đứng ở đây.", en: "The element \(name) may not stand here.")
        case .missing:
            message = Text(
                vi: "Phần tử \(name) thiếu phần tử con bắt buộc.",
                en: "The element \(name) lacks an element that must be there.")
        case .pattern:
            message = Text(
                vi: "Giá trị \(found) của \(name) không đúng khuôn dạng.",
                en: "The value \(found) of \(name) does not have the form it must have.")
        case .length:
            message = lengthText(name)
        case .enumeration:
            message = Text(
                vi: "Giá trị \(found) của \(name) không nằm trong danh mục cho phép.",
                en: "The value \(found) of \(name) is none of those allowed.")
        case .range, .digits:
            message = Text(
                vi: "Giá trị \(found) của \(name) vượt giới hạn \(limit ?? "").",
                en: "The value \(found) of \(name) is beyond the limit \(limit ?? "").")
        case .type:
            message = Text(
                vi: "Giá trị \(found) của \(name) không phải kiểu \(type ?? "").",
                en: "The value \(found) of \(name) is not of the type \(type ?? "").")
        case .fixed:
            message = Text(
                vi: "Giá trị của \(name) phải là “\(limit ?? "")”.",
                en: "The value of \(name) must be “\(limit ?? "")”.")
        case .text:
            message = Text(
                vi: "Phần tử \(name) không được chứa văn bản ở đây.", en: "The element \(name) may not hold text here.")
        case .elementInValue:
            message = Text(
                vi: "Phần tử \(name) phải là một giá trị, không chứa phần tử con.",
                en: "The element \(name) must be a value without elements in it.")
        case .attributeUnexpected:
            message = Text(
                vi: "Thuộc tính \(name) của \(element) không được khai báo.",
                en: "The attribute \(name) of \(element) is not declared.")
        case .attributeMissing:
            message = Text(
                vi: "Phần tử \(element) thiếu thuộc tính \(name).",
                en: "The element \(element) lacks the attribute \(name).")
        case .key:
            message = Text(
                vi: "Giá trị của \(name) bị trùng lặp hoặc không tham chiếu tới đâu.",
                en: "The value of \(name) is there twice or refers to nothing.")
        case .root:
            message = Text(
                vi: "Phần tử gốc \(name) không thuộc thông điệp này.",
                en: "The document element \(name) does not belong to this message.")
        default:
            message = Text(
                vi: "Không đúng lược đồ: \(self.message)", en: "Not valid against the schema: \(self.message)")
        }
        return Problem(
            code: code.rawValue, line: line > 0 ? line : nil, column: column, path: prefix + path, message: message,
            hint: hint)
    }

    private func lengthText(_ name: String) -> Text {
        let length = length.map(String.init) ?? "?"
        let limit = limit ?? "?"
        return switch facet {
        case "minLength":
            Text(
                vi: "\(name) có \(length) ký tự, ít hơn tối thiểu \(limit).",
                en: "\(name) has \(length) characters, fewer than \(limit).")
        case "maxLength":
            Text(
                vi: "\(name) có \(length) ký tự, vượt quá \(limit).",
                en: "\(name) has \(length) characters, more than \(limit).")
        default:
            Text(
                vi: "\(name) có \(length) ký tự, phải có đúng \(limit).",
                en: "\(name) has \(length) characters and must have \(limit).")
        }
    }

    private var hint: Text? {
        if !expected.isEmpty {
            let list = expected.prefix(12).joined(separator: ", ")
            return Text(vi: "Ở đây có thể là: \(list).", en: "What can stand here: \(list).")
        }
        if code == .pattern, let limit { return Text(vi: "Khuôn dạng: \(limit)", en: "The form: \(limit)") }
        return nil
    }
}
