package import Messages
package import SingleWindow

/// The four families, and which of them some bytes belong to.
package struct FamilyRegistry: Sendable {
    private let families: [Family: any MessageFamily]

    /// All four families must be given.
    package init(_ families: [any MessageFamily]) {
        self.families = Dictionary(uniqueKeysWithValues: families.map { ($0.family, $0) })
        precondition(Family.allCases.allSatisfy { self.families[$0] != nil }, "a message family is missing")
    }

    package subscript(family: Family) -> any MessageFamily {
        guard let found = families[family] else { preconditionFailure("a message family is missing") }
        return found
    }

    /// The family of `bytes`, or nil where they are of none.
    package func recognise(_ bytes: [UInt8], contentType: String?) -> (any MessageFamily)? {
        (try? MessageRecogniser.family(of: bytes, contentType: contentType)).map { self[$0] }
    }

    /// Why `bytes` are of no family.
    package func problemsOfUnrecognised(_ bytes: [UInt8]) -> [Problem] {
        do {
            _ = try MessageRecogniser.family(of: bytes, contentType: nil)
            return []
        } catch {
            return error.problems
        }
    }
}
