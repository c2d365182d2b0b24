internal import SingleWindow
internal import XMLTree

/// A path to fields of a content as `procedure.yaml` writes it: names with `/` between them, each possibly narrowed by the
/// value of a child, as in `Registration/DocumentList/Document[TypeDoc=3]/Number`.
struct ContentPath: Hashable, Sendable {
    struct Step: Hashable, Sendable {
        var name: String
        /// A child of the step's element and the value it must have.
        var condition: Condition?
    }

    struct Condition: Hashable, Sendable {
        var child: String
        var value: String
    }

    let steps: [Step]

    init(steps: [Step]) { self.steps = steps }

    /// Nil where `text` is not a path.
    init?(_ text: String) {
        let steps = text.split(separator: "/", omittingEmptySubsequences: false).map { Step($0) }
        guard !steps.isEmpty, steps.allSatisfy({ $0 != nil }) else { return nil }
        self.steps = steps.compactMap { $0 }
    }

    /// The elements the path leads to, where its first step is `document` itself.
    func elements(from document: XMLTree.Element) -> [XMLTree.Element] {
        guard let first = steps.first, document.isNamed(first.name), first.isMet(by: document) else { return [] }
        return elements(below: [document], steps.dropFirst())
    }

    /// The elements the path leads to, where its first step is a child of `element`.
    func elements(below element: XMLTree.Element) -> [XMLTree.Element] { elements(below: [element], steps[...]) }

    private func elements(below elements: [XMLTree.Element], _ steps: ArraySlice<Step>) -> [XMLTree.Element] {
        steps.reduce(elements) { elements, step in
            elements.flatMap { element in element.all(step.name).filter { step.isMet(by: $0) } }
        }
    }
}

extension ContentPath.Step {
    fileprivate init?(_ text: some StringProtocol) {
        func isName(_ text: some StringProtocol) -> Bool {
            !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "." }
        }
        guard let bracket = text.firstIndex(of: "[") else {
            guard isName(text) else { return nil }
            self.init(name: String(text), condition: nil)
            return
        }
        guard text.last == "]", let equals = text.firstIndex(of: "="), equals > bracket else { return nil }
        let name = String(text[..<bracket])
        let child = String(text[text.index(after: bracket)..<equals])
        let value = String(text[text.index(after: equals)...].dropLast())
        guard isName(name), isName(child) else { return nil }
        self.init(name: name, condition: ContentPath.Condition(child: child, value: value))
    }

    fileprivate func isMet(by element: XMLTree.Element) -> Bool {
        guard let condition else { return true }
        return element.all(condition.child).contains { (try? $0.text)?.trimmingWhiteSpace() == condition.value }
    }
}
