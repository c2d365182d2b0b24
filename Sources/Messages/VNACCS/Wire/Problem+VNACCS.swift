internal import SingleWindow

// Every problem of the wire form, in one place: stable codes, both languages, what to do.

/// Where in a message an item's line is.
struct VNACCSPlace {
    var item: VNACCSItem
    /// Counted from 1; nil outside a repetition.
    var row: Int?
    /// Line of the message, the header being line 1; nil in a message that is being written.
    var line: Int?

    var path: String { item.path(row: row) }
}

extension Problem {
    private init(_ code: String, _ line: Int?, _ path: String?, vi: String, en: String, hint: (vi: String, en: String)?)
    {
        self.init(
            code: "vnaccs." + code, line: line, path: path, message: Text(vi: vi, en: en),
            hint: hint.map { Text(vi: $0.vi, en: $0.en) })
    }

    // MARK: Layouts

    static func vnaccsFolder(_ folder: String) -> Problem {
        Problem(
            "folder", nil, folder, vi: "không đọc được bố cục thông điệp nào trong thư mục",
            en: "no message layout can be read from the folder",
            hint: ("chỉ đúng thư mục schemas/vnaccs", "name the folder schemas/vnaccs"))
    }

    static func vnaccsLayoutUnknown(_ code: String) -> Problem {
        Problem(
            "layout_unknown", 1, "header", vi: "không có bố cục cho mã \(code)", en: "there is no layout for \(code)",
            hint: (
                "kiểm tra mã nghiệp vụ và mã thông tin đầu ra, hoặc thêm tệp \(code).layout",
                "check the procedure code and output code, or add a file \(code).layout"
            ))
    }

    // MARK: Header

    static func vnaccsHeaderTooShort(_ count: Int) -> Problem {
        Problem(
            "header_too_short", 1, "header", vi: "phần tiêu đề phải có 400 byte, chỉ nhận được \(count)",
            en: "the header has 400 bytes, only \(count) came",
            hint: ("gửi đủ 398 byte tiêu đề và CRLF", "send 398 bytes of header and CRLF"))
    }

    static func vnaccsHeaderLineEnd() -> Problem {
        Problem(
            "header_line_end", 1, "header", vi: "byte 399 và 400 không phải CRLF", en: "bytes 399 and 400 are not CRLF",
            hint: ("kết thúc tiêu đề bằng CRLF đúng vị trí 398", "end the header with CRLF at offset 398"))
    }

    static func vnaccsHeaderCharacters(_ field: VNACCSHeader.Field) -> Problem {
        Problem(
            "header_characters", 1, "header \(field.name)",
            vi: "trường ở vị trí \(field.offset) có ký tự ngoài ASCII in được",
            en: "the field at offset \(field.offset) has characters other than printable ASCII",
            hint: ("chỉ dùng ASCII in được, không có BOM", "use printable ASCII only, and no byte order mark"))
    }

    static func vnaccsHeaderTooLong(_ field: VNACCSHeader.Field, _ count: Int) -> Problem {
        Problem(
            "header_too_long", 1, "header \(field.name)",
            vi: "trường dài \(count) byte, chỉ được \(field.length)",
            en: "the field has \(count) bytes, at most \(field.length) fit", hint: nil)
    }

    static func vnaccsHeaderTime() -> Problem {
        Problem(
            "header_time", 1, "header server receive time", vi: "thời điểm không đúng dạng yyyyMMddHHmmss",
            en: "the time is not of the form yyyyMMddHHmmss", hint: nil)
    }

    static func vnaccsNoCode() -> Problem {
        Problem(
            "code_missing", 1, "header procedure code", vi: "thiếu mã nghiệp vụ", en: "the procedure code is missing",
            hint: ("ghi mã nghiệp vụ ở vị trí 3", "write the procedure code at offset 3"))
    }

    // MARK: Lengths and lines

    static func vnaccsLengthInvalid() -> Problem {
        Problem(
            "length_invalid", 1, "header data length", vi: "độ dài không phải sáu chữ số",
            en: "the length is not six digits",
            hint: (
                "ghi số byte của tiêu đề và dữ liệu, đủ sáu chữ số", "write the bytes of header and data in six digits"
            ))
    }

    static func vnaccsLengthMismatch(declared: Int, actual: Int) -> Problem {
        Problem(
            "length_mismatch", 1, "header data length",
            vi: "tiêu đề ghi \(declared) byte, thực tế có \(actual) byte",
            en: "the header gives \(declared) bytes, the message has \(actual)",
            hint: (
                "độ dài là số byte UTF-8 của tiêu đề (400) cộng dữ liệu, kể cả CRLF",
                "the length is the UTF-8 bytes of header (400) and data, line ends included"
            ))
    }

    static func vnaccsMessageTooLong(_ count: Int) -> Problem {
        Problem(
            "message_too_long", nil, nil, vi: "thông điệp dài \(count) byte, tối đa \(VNACCSHeader.maximumLength)",
            en: "the message has \(count) bytes, at most \(VNACCSHeader.maximumLength) are allowed",
            hint: ("chia thông điệp", "divide the message"))
    }

    static func vnaccsLineEnd(_ line: Int, count: Int) -> Problem {
        Problem(
            "line_end", line, nil, vi: "\(count) dòng không kết thúc bằng CRLF",
            en: "\(count) lines do not end with CRLF",
            hint: ("kết thúc mỗi chỉ tiêu bằng CRLF", "end every item with CRLF"))
    }

    static func vnaccsLinesExtra(_ line: Int, count: Int) -> Problem {
        Problem(
            "lines_extra", line, nil, vi: "thừa \(count) dòng sau chỉ tiêu cuối cùng",
            en: "\(count) lines after the last item", hint: nil)
    }

    static func vnaccsTooManyRows(_ line: Int?, count: Int, maximum: Int) -> Problem {
        Problem(
            "too_many_rows", line, nil, vi: "có \(count) dòng hàng, tối đa \(maximum)",
            en: "there are \(count) rows, at most \(maximum) are allowed",
            hint: ("tách thành nhiều tờ khai", "divide into several declarations"))
    }

    static func vnaccsRowBlank(_ line: Int?, row: Int) -> Problem {
        Problem(
            "row_blank", line, "row \(row)", vi: "dòng \(row) để trống nhưng sau đó còn dòng có dữ liệu",
            en: "row \(row) is blank and rows with values follow", hint: nil)
    }

    // MARK: Items

    static func vnaccsItemMissing(_ place: VNACCSPlace) -> Problem {
        Problem(
            "item_missing", place.line, place.path, vi: "thiếu chỉ tiêu bắt buộc (\(place.item.label))",
            en: "mandatory item is missing (\(place.item.label))", hint: nil)
    }

    static func vnaccsItemTooShort(_ place: VNACCSPlace, count: Int) -> Problem {
        Problem(
            "item_too_short", place.line, place.path,
            vi: "dòng dài \(count), phải đủ \(place.item.width)",
            en: "the line is \(count) long, it has to be \(place.item.width)",
            hint: ("thêm khoảng trắng cho đủ độ dài", "fill up with spaces"))
    }

    static func vnaccsItemTooLong(_ place: VNACCSPlace, count: Int, limit: Int) -> Problem {
        Problem(
            "item_too_long", place.line, place.path,
            vi: "giá trị dài \(count), tối đa \(limit)", en: "the value is \(count) long, at most \(limit) fit",
            hint: ("rút ngắn giá trị; không có gì được cắt tự động", "shorten the value; nothing is cut off by itself"))
    }

    static func vnaccsItemCharacters(_ place: VNACCSPlace) -> Problem {
        let isText = place.item.attribute == .multibyte
        return Problem(
            "item_characters", place.line, place.path,
            vi: isText ? "có ký tự điều khiển" : "có ký tự ngoài ASCII in được",
            en: isText ? "there are control characters" : "there are characters other than printable ASCII", hint: nil)
    }

    static func vnaccsNotUTF8(_ place: VNACCSPlace) -> Problem {
        Problem(
            "not_utf8", place.line, place.path, vi: "không phải UTF-8", en: "not UTF-8",
            hint: ("mã hóa dữ liệu bằng UTF-8", "encode the data in UTF-8"))
    }

    static func vnaccsItemNotInteger(_ place: VNACCSPlace) -> Problem {
        Problem(
            "item_not_integer", place.line, place.path, vi: "không phải số nguyên", en: "not an integer", hint: nil)
    }

    static func vnaccsItemNotDecimal(_ place: VNACCSPlace) -> Problem {
        Problem(
            "item_not_decimal", place.line, place.path, vi: "không phải số thập phân", en: "not a decimal number",
            hint: ("dùng dấu chấm thập phân, không phân nhóm", "use a decimal point and no grouping"))
    }

    static func vnaccsItemUnknown(_ id: String, code: String) -> Problem {
        Problem(
            "item_unknown", nil, "item \(id)", vi: "bố cục \(code) không có chỉ tiêu này",
            en: "the layout \(code) has no such item", hint: nil)
    }

    static func vnaccsResultInvalid(_ line: Int?) -> Problem {
        Problem(
            "result_invalid", line, "result", vi: "dòng kết quả xử lý không đúng dạng",
            en: "the line of the processing result is not understood",
            hint: (
                "tối đa năm lần mã-chỉ tiêu-dòng, mỗi lần 15 ký tự",
                "up to five times code-item-row, 15 characters each"
            ))
    }
}
