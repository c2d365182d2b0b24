import Synchronization

/// The authorities that a set of signers is trusted through: the public CAs for traders, or the government's CA for
/// agencies (DESIGN.md, section 6).
package struct TrustAnchors: Sendable {
    /// What the set is called in reports and evidence: `public`, `government`.
    package let name: String
    /// Certificates where a path may end.
    package let anchors: [X509Certificate]
    /// Certificates that may help to reach an anchor; trusted no more than those found in a message.
    package let intermediates: [X509Certificate]
    /// Different for every set that was made, so that what was verified with an older one is not reused.
    package let generation: UInt64

    /// Sorts certificates into anchors and intermediates.
    ///
    /// A certificate that is not self-signed and whose issuer is in the same set is an intermediate, so that its own
    /// revocation is checked; every other one is an anchor.
    package init(name: String = "", _ certificates: [X509Certificate]) {
        self.name = name
        let unique = certificates.reduce(into: [X509Certificate]()) { if !$0.contains($1) { $0.append($1) } }
        let isIntermediate = { (certificate: X509Certificate) in
            !certificate.isSelfSigned
                && unique.contains { $0 != certificate && certificate.isIssued(by: $0) }
        }
        anchors = unique.filter { !isIntermediate($0) }
        intermediates = unique.filter(isIntermediate)
        generation = Generation.next()
    }

    /// Reads PEM bundles or single certificates in DER, as files of a trust folder hold them.
    ///
    /// - Throws: `signature.certificate.unreadable` when one of them holds anything else.
    package init(name: String = "", files: [[UInt8]]) throws(SignaturesError) {
        var certificates: [X509Certificate] = []
        for file in files { certificates += try X509Certificate.load(file) }
        self.init(name: name, certificates)
    }
}

/// Numbers that are never given twice in a process.
enum Generation {
    private static let counter = Atomic<UInt64>(0)

    static func next() -> UInt64 { counter.add(1, ordering: .relaxed).newValue }
}
