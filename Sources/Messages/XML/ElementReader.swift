package import SingleWindow
package import XMLTree

/// Reads values out of elements: notes every one that is missing or can't be read, and remembers what was read so that
/// the rest can be named as lost.
///
/// Readings return nil after noting why, so that one pass over a message finds everything that is wrong with it.
package struct ElementReader {
    package let element: XMLTree.Element
    private let log: ReadingLog

    /// A reader of `element` and everything below it; problem codes begin with `prefix`, the family's name.
    package init(_ element: XMLTree.Element, prefix: String) {
        self.element = element
        log = ReadingLog(prefix: prefix)
    }

    private init(_ element: XMLTree.Element, log: ReadingLog) {
        self.element = element
        self.log = log
    }

    /// Everything found wrong so far, in the order it was met.
    package var problems: [Problem] { log.problems }

    /// Paths of the values below that hold something and that nobody has read, but for those inside `excluded`.
    package func unread(excluding excluded: [XMLTree.Element] = []) -> [String] {
        let read = Set(log.read)
        return element.subtree.compactMap { element in
            guard element.children.first(where: { _ in true }) == nil, !read.contains(element),
                !excluded.contains(where: { $0.contains(element) }), let text = try? element.text,
                !text.trimmingWhiteSpace().isEmpty
            else { return nil }
            return element.path
        }
    }

    // MARK: - Elements

    /// The child `name`, or nil where there is none; a second one is a problem, since two readers could differ in which
    /// they take.
    package func child(_ name: String) -> ElementReader? {
        var found: XMLTree.Element?
        for child in element.children where child.isNamed(name) {
            guard found == nil else {
                note("element_repeated", child, .repeated(name))
                break
            }
            found = child
        }
        return found.map { ElementReader($0, log: log) }
    }

    /// All children `name`.
    package func all(_ name: String) -> [ElementReader] {
        element.all(name).map { ElementReader($0, log: log) }
    }

    /// What `read` makes of the child `name`, which must be there.
    package func required<T>(_ name: String, _ read: (ElementReader) -> T?) -> T? {
        guard let child = child(name) else {
            note("value_missing", element, .missing(name))
            return nil
        }
        return read(child)
    }

    /// What `read` makes of the child `name`, nil where there is none.
    package func optional<T>(_ name: String, _ read: (ElementReader) -> T?) -> T? { child(name).flatMap(read) }

    // MARK: - Values

    /// This element's own value as `read` takes it.
    package func own<T>(_ read: (String) -> T?) -> T? { ownText().flatMap { convert($0, read) } }

    /// This element's own text, or nil after noting why it can't be read.
    private func ownText() -> String? {
        do throws(XMLError) {
            let text = try element.text
            log.read.append(element)
            return text
        } catch {
            var problem = error.problem
            problem.path = element.path
            log.problems.append(problem)
            return nil
        }
    }

    private func convert<T>(_ text: String, _ read: (String) -> T?) -> T? {
        guard let value = read(text) else {
            note("value_invalid", element, .invalid(element.localName))
            return nil
        }
        return value
    }

    /// The value of the child `name`, which must be there, as `read` takes it.
    package func value<T>(_ name: String, _ read: (String) -> T?) -> T? { required(name) { $0.own(read) } }

    /// The value of the child `name` as `read` takes it; nil where the child is absent or blank.
    package func optionalValue<T>(_ name: String, _ read: (String) -> T?) -> T? {
        guard let child = child(name), let text = child.ownText(), ElementReader.nonBlank(text) != nil else {
            return nil
        }
        return child.convert(text, read)
    }

    /// The text of the child `name`, which must be there and not blank.
    package func text(_ name: String) -> String? { value(name, ElementReader.nonBlank) }

    /// The text of the child `name`; nil where it is absent or blank.
    package func optionalText(_ name: String) -> String? { optionalValue(name, ElementReader.nonBlank) }

    /// `text` unless it is blank.
    package static func nonBlank(_ text: String) -> String? {
        let isBlank = text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        return isBlank ? nil : text
    }

    /// Notes a rule of the family that the element breaks; `code` stands behind the family's name.
    package func note(_ code: String, _ message: Text, hint: Text? = nil) {
        note(code, element, message, hint: hint)
    }

    /// Notes a problem made elsewhere; it gets the element's line.
    package func note(_ problem: Problem) {
        var problem = problem
        problem.line = problem.line ?? element.line
        log.problems.append(problem)
    }

    private func note(_ code: String, _ element: XMLTree.Element, _ message: Text, hint: Text? = nil) {
        log.problems.append(
            Problem(
                code: "\(log.prefix).\(code)", line: element.line, path: element.path, message: message, hint: hint))
    }
}

/// What one pass over a message has found; shared by the readers of its elements.
private final class ReadingLog {
    let prefix: String
    var problems: [Problem] = []
    var read: [XMLTree.Element] = []

    init(prefix: String) { self.prefix = prefix }
}

extension Text {
    fileprivate static func missing(_ name: String) -> Text {
        Text(vi: "Thiếu phần tử \(name).", en: "The element \(name) is missing.")
    }

    fileprivate static func repeated(_ name: String) -> Text {
        Text(vi: "Phần tử \(name) xuất hiện nhiều lần.", en: "The element \(name) stands more than once.")
    }

    fileprivate static func invalid(_ name: String) -> Text {
        Text(vi: "Giá trị của \(name) không hợp lệ.", en: "The value of \(name) is not valid.")
    }
}
