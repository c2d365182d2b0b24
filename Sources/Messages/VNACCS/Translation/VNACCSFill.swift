internal import FoundationEssentials
internal import SingleWindow

/// Puts values of the model into a message, and notes what finds no place in it.
struct VNACCSFill {
    var message: VNACCSMessage
    var index = VNACCSIndex()
    private(set) var losses: [String] = []
    private(set) var problems: [Problem] = []
    let conventions: VNACCSConventions

    init(_ layout: VNACCSLayout, header: VNACCSHeader, conventions: VNACCSConventions) {
        message = VNACCSMessage(layout: layout, header: header)
        self.conventions = conventions
    }

    mutating func lose(_ path: String) {
        if !losses.contains(path) { losses.append(path) }
    }

    mutating func refuse(_ problem: Problem) { problems.append(problem) }

    /// Notes a loss where there is a value.
    mutating func none(_ value: (some Any)?, _ path: String) {
        if value != nil { lose(path) }
    }

    // MARK: Items that occur once

    /// A code or number: as it is.
    mutating func code(_ id: String?, _ value: String?, _ path: String) {
        guard let value, !value.isEmpty else { return }
        guard let id, message.items.has(id) else { return lose(path) }
        message[id] = value
    }

    /// A name or text: in an item of plain characters without the marks of its letters, which is noted.
    mutating func text(_ id: String?, _ value: String?, _ path: String) {
        guard let value, !value.isEmpty else { return }
        guard let id, let item = message.layout.item(id) else { return lose(path) }
        message[id] = plain(value, for: item, path)
    }

    mutating func decimal(_ id: String?, _ value: Decimal?, _ path: String) {
        code(id, value.map(DecimalText.write), path)
    }

    mutating func date(_ id: String?, _ value: Timestamp?, _ path: String) {
        code(id, value.map(conventions.date), path)
    }

    /// Date and, where the layout has an item for it, time of day.
    mutating func instant(_ date: String?, _ time: String?, _ value: Timestamp?, _ path: String) {
        self.date(date, value, path)
        if time != nil { code(time, value.map(conventions.time), path + " (time)") }
    }

    /// One value an item, in order; more values than items are a problem, since nothing may be dropped.
    mutating func list(_ ids: [String], _ values: [String], _ path: String) {
        if values.count > ids.count, !ids.isEmpty {
            refuse(.vnaccsTooMany(path, count: values.count, limit: ids.count))
        }
        if ids.isEmpty, !values.isEmpty { return lose(path) }
        for (id, value) in zip(ids, values) { code(id, value, path) }
    }

    /// A text over several items of plain characters, broken between words.
    mutating func lines(_ ids: [String], _ value: String?, _ path: String) {
        guard let value, !value.isEmpty else { return }
        guard let first = ids.first, let item = message.layout.item(first) else { return lose(path) }
        let parts = PlainLines.broken(plain(value, for: item, path), width: item.width)
        if parts.count > ids.count {
            return refuse(.vnaccsTextTooLong(path, count: value.count, limit: ids.count * item.width))
        }
        for (id, part) in zip(ids, parts) { message[id] = part }
    }

    // MARK: Rows

    mutating func row(_ row: inout VNACCSRecord, _ id: String?, code value: String?, _ path: String) {
        guard let value, !value.isEmpty else { return }
        guard let id, row.has(id) else { return lose(path) }
        row[id] = value
    }

    mutating func row(_ row: inout VNACCSRecord, _ id: String?, text value: String?, _ path: String) {
        guard let value, !value.isEmpty else { return }
        guard let id, let item = message.layout.item(id) else { return lose(path) }
        row[id] = plain(value, for: item, path)
    }

    mutating func row(_ record: inout VNACCSRecord, _ id: String?, decimal value: Decimal?, _ path: String) {
        row(&record, id, code: value.map(DecimalText.write), path)
    }

    private mutating func plain(_ value: String, for item: VNACCSItem, _ path: String) -> String {
        guard item.attribute == .alphanumeric else { return value }
        var text = value
        if !text.utf8.allSatisfy({ (32...126).contains($0) }) { text = PlainLatin.fold(text) }
        if conventions.alphanumericCase == .upper { text = text.uppercased() }
        if text != value { lose(path + " (written as \(text.count) plain characters)") }
        return text
    }

    // MARK: End

    /// A key in the header's index info, or a loss where it does not fit.
    mutating func key(_ key: VNACCSIndex.Key, _ value: String?, _ path: String) {
        guard let value, !value.isEmpty else { return }
        if !index.add(key, value) { lose(path) }
    }

    /// The filled message.
    ///
    /// - Throws: ``VNACCSError`` with the problems of the translation and those that the message would have on the wire.
    func finish() throws(VNACCSError) -> VNACCSTranslated {
        var done = message
        if !index.text.isEmpty { done.header.indexInfo = index.text }
        var all = problems
        do {
            _ = try VNACCSWriter(conventions).write(done)
        } catch {
            all += error.problems
        }
        guard all.isEmpty else { throw VNACCSError(all) }
        return VNACCSTranslated(message: done, losses: losses)
    }
}

extension Problem {
    static func vnaccsTooMany(_ path: String, count: Int, limit: Int) -> Problem {
        Problem(
            code: "vnaccs.too_many_values", path: path,
            message: Text(
                vi: "có \(count) giá trị, thông điệp chỉ chứa được \(limit)",
                en: "there are \(count) values, the message holds \(limit)"))
    }

    static func vnaccsTextTooLong(_ path: String, count: Int, limit: Int) -> Problem {
        Problem(
            code: "vnaccs.item_too_long", path: path,
            message: Text(
                vi: "giá trị dài \(count), tối đa \(limit)", en: "the value is \(count) long, at most \(limit) fit"))
    }

    static func vnaccsValueInvalid(_ path: String, _ vi: String, _ en: String) -> Problem {
        Problem(code: "vnaccs.value_invalid", path: path, message: Text(vi: vi, en: en))
    }

    static func vnaccsPermitNumber(_ number: String, alias: String?) -> Problem {
        Problem(
            code: "vnaccs.permit_number_too_long", path: "permit.number",
            message: Text(
                vi: "số giấy phép \(number) không vừa 20 ký tự ASCII của hệ thống thông quan"
                    + (alias.map { ", số thay thế \($0) cũng không vừa" } ?? ""),
                en: "the permit number \(number) does not fit the engine's 20 ASCII characters"
                    + (alias.map { ", nor does its alias \($0)" } ?? "")),
            hint: Text(
                vi: "khai báo số thay thế ngắn hơn; số giấy phép không bao giờ bị cắt",
                en: "give a shorter alias; a permit number is never cut"))
    }
}
