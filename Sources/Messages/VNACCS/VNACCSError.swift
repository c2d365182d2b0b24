package import SingleWindow

/// Why a message or a folder of layouts was refused: every problem that was found, not just the first.
package struct VNACCSError: Error, Hashable, Sendable {
    /// At least one.
    package let problems: [Problem]

    package init(_ problems: [Problem]) {
        self.problems = problems
    }

    package init(_ problem: Problem) {
        problems = [problem]
    }
}
