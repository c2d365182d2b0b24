import Signatures
import SingleWindow
import Testing
import XMLTree

/// XML signatures of other projects' test suites.
@Suite(.enabled(if: Corpora.has("xmldsig-"), "the collections xmldsig-* and xsw are absent"))
struct XMLSignatureCorpusTests {
    static func rows(_ family: String) -> [Corpora.Entry] { Corpora.manifest.filter { $0.family == family } }

    /// Mathematics only, as `nsw verify --core`.
    private func core(
        _ entry: Corpora.Entry, covering xpath: String? = nil, allowing: [LegacyAlgorithm] = []
    ) throws -> XMLSignatureResult? {
        guard let tree = try? XMLTree(parsing: try Corpora.read(entry.file)) else { return nil }
        let options = XMLSignatureOptions(
            algorithms: .allowing(allowing), time: Timestamp(milliseconds: 1_767_225_600_000), scope: .mathematics)
        let required = try xpath.map { try tree.elements(selectedBy: $0) } ?? []
        return XMLSignatureVerifier.verifyAll(in: tree, options: options, requiring: required) { _ in .core }
    }

    @Test("signatures within the profile", arguments: rows("xmldsig-inprofile"))
    func inProfile(_ entry: Corpora.Entry) throws {
        let result = try #require(try core(entry))
        switch entry.expect {
        case "core-valid":
            #expect(result.isAccepted, "\(result.report.code ?? "") \(result.report.reason?.en ?? "")")
        case "core-reject": #expect(result.report.verdict == .refuse)
        // The one with RetrievalMethod, on which other verifiers disagree: refused by name.
        default: #expect(result.report.code == "signature.xml.retrieval_method")
        }
    }

    @Test("wrapped signatures never cover the document", arguments: rows("xsw"))
    func wrapping(_ entry: Corpora.Entry) throws {
        let result = try #require(try core(entry, covering: "/*", allowing: LegacyAlgorithm.allCases))
        #expect(result.report.verdict == .refuse)
        #expect(result.covered.isEmpty)
    }

    @Test(
        "legacy signatures are refused, each with its reason",
        arguments: rows("xmldsig-merlin23") + rows("xmldsig-phaos"))
    func legacy(_ entry: Corpora.Entry) throws {
        guard let result = try core(entry) else {
            // The only one with a document type declaration.
            #expect(entry.name == "signature")
            return
        }
        #expect(result.report.verdict == .refuse)
        #expect(result.report.code == Self.code(of: entry.name))
        #expect(result.report.reason != nil)
    }

    /// The first thing wrong with a file of the legacy suites, by what its name says is in it.
    private static func code(of name: String) -> String {
        let rules: [(String, String)] = [
            ("document", "signature.not_found"), ("big", "signature.xml.reference_external"),
            ("hmac", "signature.xml.hmac"), ("dsa", "signature.xml.algorithm_unknown"),
            ("xslt-transform-bad-retrieval-method", "signature.xml.retrieval_method"),
            ("rsa-xpath-transform-enveloped", "signature.xml.transform_xpath"),
            ("bad-sig", "signature.xml.algorithm_unknown"), ("manifest", "signature.xml.manifest"),
            ("x509-data-crl", "signature.xml.manifest"), ("transform", "signature.xml.manifest"),
            ("rsa-detached", "signature.xml.reference_external"), ("rsa", "signature.weak_algorithm"),
        ]
        return rules.first { name.contains($0.0) }?.1 ?? "signature.xml.algorithm_unknown"
    }

    @Test("with SHA-1 allowed, the same mathematics as everybody's")
    func legacyMathematics() throws {
        var codes: [String: String] = [:]
        for entry in Self.rows("xmldsig-phaos") where entry.name.hasPrefix("signature-rsa-env") {
            codes[entry.name] = try core(entry, allowing: LegacyAlgorithm.allCases)?.report.code ?? "accepted"
        }
        #expect(
            codes == [
                "signature-rsa-enveloped": "accepted", "signature-rsa-enveloping": "accepted",
                "signature-rsa-enveloped-bad-digest-val": "signature.hash_failure",
                "signature-rsa-enveloped-bad-sig": "signature.xml.algorithm_unknown",
            ])
    }
}
