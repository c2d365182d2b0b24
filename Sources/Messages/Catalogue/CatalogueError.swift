package import SingleWindow

/// Why a schema folder can't be taken: everything wrong with it, each problem with its file (`path`) and line.
package struct CatalogueError: Error, Hashable, Sendable, CustomStringConvertible {
    package var problems: [Problem]

    package init(problems: [Problem]) { self.problems = problems }

    /// One line a problem: `nsw/BNNPTNT0600012/procedure.yaml:12: …`.
    package var description: String {
        problems.map { problem in
            let line = problem.line.map { ":\($0)" } ?? ""
            return "\(problem.path ?? "schemas")\(line): \(problem.message.en)"
        }.joined(separator: "\n")
    }
}

extension Problem {
    /// Something wrong with a file of the schema folder.
    static func catalogue(_ code: String, file: String, line: Int? = nil, _ message: Text, hint: Text? = nil) -> Problem
    {
        Problem(code: "catalogue." + code, line: line, path: file, message: message, hint: hint)
    }
}
