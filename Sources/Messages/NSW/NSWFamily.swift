internal import Signatures
package import SingleWindow
internal import XMLTree

/// F1: the single window and the ministries, XML envelopes (reference/domain.md, 1).
///
/// Holds the catalogue it was loaded with and nothing else.
package struct NSWFamily: MessageFamily {
    package let catalogue: Catalogue
    let limits: ParseLimits

    package init(catalogue: Catalogue) {
        self.catalogue = catalogue
        limits = .standard
    }

    package var family: Family { .nsw }

    package func read(_ bytes: [UInt8], contentType: String?) throws(MessageRefusal) -> any ReceivedMessage {
        try parse(bytes)
    }

    /// Parses and takes the envelope apart; the header is checked field by field.
    func parse(_ bytes: [UInt8]) throws(MessageRefusal) -> NSWMessage {
        let tree: XMLTree
        do throws(XMLError) {
            tree = try XMLTree(parsing: bytes, limits: limits)
        } catch {
            throw MessageRefusal(family: .nsw, problems: [error.problem])
        }
        return try parse(tree, fallbackID: { NSWFamily.digest(of: bytes) })
    }

    func parse(_ tree: XMLTree, fallbackID: () -> String) throws(MessageRefusal) -> NSWMessage {
        var problems: [Problem] = []
        let envelope = NSWEnvelope(tree.root, problems: &problems)
        guard let envelope else { throw MessageRefusal(family: .nsw, problems: problems) }
        var reader = NSWHeaderReader(problems: problems)
        let header = reader.read(envelope, fallbackID: fallbackID)
        guard let header, reader.problems.isEmpty else {
            throw MessageRefusal(family: .nsw, header: header, problems: reader.problems)
        }
        return NSWMessage(family: self, envelope: envelope, header: header)
    }

    /// The identifier of a message that carries none.
    private static func digest(of bytes: [UInt8]) -> String {
        (try? Digest.of(bytes, .sha256)).map { Hex.string($0) } ?? ""
    }
}
