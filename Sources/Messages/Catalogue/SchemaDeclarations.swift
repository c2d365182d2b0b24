internal import FoundationEssentials
internal import XMLTree

/// The elements an XSD declares, as far as paths need: global elements, named types, groups and extensions, in the file
/// and in those it includes.
struct SchemaDeclarations {
    private var documents: [XMLTree] = []

    /// Reads `file` of `folder` and what it includes; nil where one can't be read.
    init?(_ file: String, in folder: String) {
        var pending = [file]
        var seen: Set<String> = []
        while let next = pending.popLast() {
            guard seen.insert(next).inserted else { continue }
            guard let data = try? Data(contentsOf: URL(filePath: folder).appending(path: next)),
                let tree = try? XMLTree(parsing: Array(data))
            else { return nil }
            documents.append(tree)
            let parent = next.split(separator: "/").dropLast()
            for include in tree.root.all("include") {
                var path = parent
                for step in (include.attribute("schemaLocation") ?? "").split(separator: "/") {
                    if step == ".." { _ = path.popLast() } else { path.append(step) }
                }
                pending.append(path.joined(separator: "/"))
            }
        }
    }

    /// Whether the path leads to a declared element, its first step being the document element.
    func declares(_ path: ContentPath) -> Bool {
        guard let first = path.steps.first else { return false }
        let roots = documents.flatMap { $0.root.all("element") }.filter { $0.attribute("name") == first.name }
        return declares(path.steps.dropFirst(), below: roots, of: first)
    }

    /// Whether `path` leads to a declared element below the one that `parent` leads to.
    func declares(_ path: ContentPath, below parent: ContentPath) -> Bool {
        declares(ContentPath(steps: parent.steps + path.steps))
    }

    private func declares(
        _ steps: ArraySlice<ContentPath.Step>, below elements: [XMLTree.Element], of step: ContentPath.Step
    ) -> Bool {
        guard !elements.isEmpty else { return false }
        if let condition = step.condition, children(of: elements, named: condition.child).isEmpty { return false }
        guard let next = steps.first else { return true }
        return declares(steps.dropFirst(), below: children(of: elements, named: next.name), of: next)
    }

    private func children(of elements: [XMLTree.Element], named name: String) -> [XMLTree.Element] {
        elements.flatMap { content(of: $0) }.filter { ($0.attribute("name") ?? local($0.attribute("ref"))) == name }
            .flatMap { element in element.attribute("ref").map { global("element", $0) } ?? [element] }
    }

    /// The element declarations directly inside an element of this declaration.
    private func content(of element: XMLTree.Element) -> [XMLTree.Element] {
        var types = element.all("complexType")
        if let type = element.attribute("type") { types += global("complexType", type) }
        return types.flatMap { particles(in: $0) }
    }

    private func particles(in element: XMLTree.Element) -> [XMLTree.Element] {
        element.children.flatMap { child -> [XMLTree.Element] in
            switch child.localName {
            case "element": [child]
            case "sequence", "all", "choice", "complexContent", "restriction": particles(in: child)
            case "extension":
                child.attribute("base").map { global("complexType", $0).flatMap { particles(in: $0) } } ?? []
                    + particles(in: child)
            case "group": child.attribute("ref").map { global("group", $0).flatMap { particles(in: $0) } } ?? []
            default: []
            }
        }
    }

    private func global(_ kind: String, _ name: String) -> [XMLTree.Element] {
        documents.flatMap { $0.root.all(kind) }.filter { $0.attribute("name") == local(name) }
    }

    private func local(_ name: String?) -> String? { name?.split(separator: ":").last.map(String.init) }
}
