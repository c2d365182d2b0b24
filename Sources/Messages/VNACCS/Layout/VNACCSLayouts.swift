internal import FoundationEssentials
internal import SingleWindow

/// The layouts of a folder, found by their codes, with the conventions of the installation.
package struct VNACCSLayouts: Sendable {
    /// How what the public record leaves open is decided here.
    package let conventions: VNACCSConventions
    private let byCode: [String: VNACCSLayout]

    package init(_ layouts: [VNACCSLayout], conventions: VNACCSConventions = VNACCSConventions()) {
        byCode = Dictionary(layouts.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        self.conventions = conventions
    }

    /// Loads every `.layout` file of a folder and its `wire.conventions`, if it has one.
    ///
    /// - Parameter folder: the path of the folder, such as `schemas/vnaccs`.
    /// - Throws: ``VNACCSError`` with every problem of every file (`vnaccs.layout`, `vnaccs.conventions`, the file's
    ///   name as path and the line), or `vnaccs.folder` where the folder cannot be read or has no layout.
    package init(folder: String) throws(VNACCSError) {
        let files: [(name: String, text: String)]
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            files = try names.filter { $0.hasSuffix(".layout") || $0 == "wire.conventions" }.map { name in
                let data = try Data(contentsOf: URL(filePath: folder + "/" + name))
                return (name, String(decoding: data, as: UTF8.self))
            }
        } catch {
            throw VNACCSError(.vnaccsFolder(folder))
        }
        guard files.contains(where: { $0.name.hasSuffix(".layout") }) else { throw VNACCSError(.vnaccsFolder(folder)) }
        try self.init(files: files)
    }

    /// Puts together the texts of `.layout` files and of `wire.conventions`.
    ///
    /// - Parameter files: names without folder, and contents.
    /// - Throws: ``VNACCSError`` with every problem of every file.
    package init(files: [(name: String, text: String)]) throws(VNACCSError) {
        var problems: [Problem] = []
        var drafts: [(file: String, draft: VNACCSLayoutParser.Draft)] = []
        var conventions = VNACCSConventions()
        for file in files {
            if file.name == "wire.conventions" {
                problems += conventions.read(file.text, file: file.name)
                continue
            }
            var parser = VNACCSLayoutParser(file: file.name)
            if let draft = parser.parse(file.text) { drafts.append((file.name, draft)) }
            problems += parser.problems
        }
        var layouts: [String: VNACCSLayout] = [:]
        for (_, draft) in drafts where draft.sameAs == nil {
            layouts[draft.code] = VNACCSLayout(
                code: draft.code, direction: draft.direction, title: draft.title, template: draft.template,
                isSigned: draft.isSigned, items: VNACCSItemTable(draft.items), row: VNACCSItemTable(draft.row),
                maximumRows: draft.maximumRows)
        }
        for (file, draft) in drafts {
            guard let sameAs = draft.sameAs else { continue }
            guard let other = layouts[sameAs], other.sameAs == nil else {
                problems.append(
                    Problem(
                        code: "vnaccs.layout", line: draft.sameAsLine, path: file,
                        message: Text(
                            vi: "không có bố cục riêng của \(sameAs)", en: "\(sameAs) has no layout of its own")))
                continue
            }
            layouts[draft.code] = VNACCSLayout(
                code: draft.code, direction: draft.direction, title: draft.title, isSigned: draft.isSigned,
                sameAs: sameAs, items: other.items, row: other.row, maximumRows: other.maximumRows)
        }
        guard problems.isEmpty else { throw VNACCSError(problems) }
        byCode = layouts
        self.conventions = conventions
    }

    /// The same layouts under other conventions.
    package func with(_ conventions: VNACCSConventions) -> VNACCSLayouts {
        VNACCSLayouts(Array(byCode.values), conventions: conventions)
    }

    /// All layouts, by code.
    package var all: [VNACCSLayout] { byCode.values.sorted { $0.code < $1.code } }

    /// The layout of a procedure code (`IDA`) or of an output code with or without its revision digit (`VAD1AC0`).
    package subscript(code: String) -> VNACCSLayout? {
        if let layout = byCode[code] { return layout }
        guard code.utf8.count == 7, code.utf8.last.map({ (48...57).contains($0) }) == true else { return nil }
        return byCode[String(code.dropLast())]
    }

    /// The layout of the message that has this header: by the output code where there is one, else by the procedure.
    package func layout(for header: VNACCSHeader) -> VNACCSLayout? {
        if header.outputCode.isEmpty {
            guard let layout = self[header.procedureCode], layout.direction == .send else { return nil }
            return layout
        }
        guard let layout = self[header.outputCode], layout.direction == .receive else { return nil }
        return layout
    }
}

extension VNACCSConventions {
    /// Reads the settings of `text` into this value.
    fileprivate mutating func read(_ text: String, file: String) -> [Problem] {
        var problems: [Problem] = []
        var number = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            let words = line.trimmingWhiteSpace()
            if words.isEmpty || words.hasPrefix("#") { continue }
            let pair = words.split(separator: " ").map(String.init)
            switch (pair.first, pair.count == 2 ? pair[1] : "") {
            case ("multibyte-width", let value) where MultibyteWidth(rawValue: value) != nil:
                multibyteWidth = MultibyteWidth(rawValue: value) ?? multibyteWidth
            case ("date-form", let value) where DateForm(rawValue: value) != nil:
                dateForm = DateForm(rawValue: value) ?? dateForm
            case ("alphanumeric-case", let value) where AlphanumericCase(rawValue: value) != nil:
                alphanumericCase = AlphanumericCase(rawValue: value) ?? alphanumericCase
            case ("result-output", let value) where value.utf8.count == 2:
                resultOutputPrefix = value
            default:
                problems.append(
                    Problem(
                        code: "vnaccs.conventions", line: number, path: file,
                        message: Text(vi: "dòng không đúng dạng: \(words)", en: "line not understood: \(words)")))
            }
        }
        return problems
    }
}
