import Foundation
import Signatures
import SingleWindow
import Testing
import XMLTree

/// The `xmlsec1` command, the reference implementation that verdicts are compared with.
struct XmlsecTool {
    private let tool: OpenSSLTool

    static let isPresent: Bool = {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["xmlsec1", "--version"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try? process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    init() throws {
        tool = try OpenSSLTool()
        for kind in KeyKind.allCases {
            try tool.write(kind.rawValue + ".crt", try XMLSamples.key(kind).certificate.pem)
        }
    }

    /// Which elements carry identifiers, as the command wants to be told.
    private static let identifiers = [
        "Registration", "Header", "Body", "b", "http://www.w3.org/2000/09/xmldsig#:Object",
        "http://uri.etsi.org/01903/v1.3.2#:SignedProperties",
    ].flatMap { ["--id-attr:Id", $0] }

    /// Whether each document's first signature is valid for one of the sample keys.
    func verify(_ documents: [[UInt8]]) throws -> [Bool] {
        for (index, document) in documents.enumerated() { try tool.write("\(index).xml", document) }
        let trusted = KeyKind.allCases.flatMap { ["--trusted-pem", $0.rawValue + ".crt"] }
        let options = ["--verify", "--enabled-reference-uris", "empty,same-doc"] + trusted + Self.identifiers
        // Given several files the command stops at the first that fails, so each has a process of its own.
        try tool.write(
            "judge.sh",
            "xmlsec1 " + options.map { "'\($0)'" }.joined(separator: " ")
                + " \"$1\" >/dev/null 2>&1 && echo \"$1\"; true")
        try tool.write("names", documents.indices.map { "\($0).xml" }.joined(separator: "\n"))
        let valid = try tool.command("xargs", ["-a", "names", "-P", "4", "-n", "1", "sh", "judge.sh"])
        let names = Set(String(decoding: valid, as: UTF8.self).split(separator: "\n").map(String.init))
        return documents.indices.map { names.contains("\($0).xml") }
    }

    /// Signs a template with a sample key.
    func sign(_ template: String, kind: KeyKind, keyPEM: [UInt8]) throws -> [UInt8] {
        try tool.write("key.pem", keyPEM)
        try tool.write("template.xml", template)
        try tool.command(
            "xmlsec1",
            ["--sign", "--privkey-pem", "key.pem,\(kind.rawValue).crt"] + Self.identifiers
                + ["--output", "signed.xml", "template.xml"])
        return try tool.read("signed.xml")
    }
}

@Suite(.enabled(if: XmlsecTool.isPresent, "xmlsec1 is not installed"))
struct XmlsecTests {
    @Test("what was signed here verifies with xmlsec1")
    func ours() throws {
        // xmlsec1 1.2 knows no RSASSA-PSS.
        let forms = SigningForm.all.filter { form in
            if case .rsaPSS = form.algorithm { return false }
            return form.kind != .rsaPSS
        }
        let verdicts = try XmlsecTool().verify(forms.map { try $0.sign() })
        for (form, verdict) in zip(forms, verdicts) { #expect(verdict, "\(form.testDescription)") }
    }

    static let algorithms: [(KeyKind, String)] = [
        (.rsa2048, "rsa-sha256"), (.rsa3072, "rsa-sha384"), (.rsa2048, "rsa-sha512"), (.p256, "ecdsa-sha256"),
        (.p384, "ecdsa-sha384"), (.p256, "ecdsa-sha512"),
    ]

    static let methods = [
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
    ]

    @Test("what xmlsec1 signed verifies here", arguments: algorithms, methods)
    func theirs(_ algorithm: (KeyKind, String), _ method: String) throws {
        let xmlsec = try XmlsecTool()
        for uri in ["", "#data"] {
            let signature = """
                <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>
                  <CanonicalizationMethod Algorithm="\(method)"/>
                  <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#\(algorithm.1)"/>
                  <Reference URI="\(uri)"><Transforms>
                    <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
                    <Transform Algorithm="\(method)"/></Transforms>
                    <DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha512"/><DigestValue/></Reference>
                </SignedInfo><SignatureValue/><KeyInfo><X509Data/></KeyInfo></Signature>
                """
            let template = """
                <?xml version="1.0"?><!-- top -->
                <Envelope xmlns:x="urn:x" xml:lang="vi"><Body><Content><Registration Id="data" x:a="1">
                  <!-- note --><Name>Thú y</Name></Registration></Content></Body>\(signature)</Envelope>
                """
            let signed = try xmlsec.sign(template, kind: algorithm.0, keyPEM: XMLSamples.privateKey(algorithm.0))
            let result = try XMLSamples.verify(signed)
            #expect(result.isAccepted, "\(uri) \(result.report.reason?.en ?? "")")
            #expect(result.covered.map(\.uri) == [uri])
        }
    }

    @Test("a thousand mutations of signed documents are judged as xmlsec1 judges them, or more strictly")
    func differential() throws {
        let seed = ProcessInfo.processInfo.environment["MUTATION_SEED"].flatMap { UInt64($0) } ?? 20_260_101
        var random = SplitMix(seed: seed)
        let forms = [
            SigningForm(shape: .enveloped), SigningForm(shape: .element), SigningForm(shape: .sibling),
            SigningForm(shape: .xades), SigningForm(shape: .twoReferences), SigningForm(shape: .enveloped, kind: .p256),
            SigningForm(shape: .sibling, canonicalization: .inclusive, prefix: ""),
            SigningForm(shape: .enveloped, canonicalization: .inclusive, prefix: ""),
        ]
        let signed = try forms.map { String(decoding: try $0.sign(), as: UTF8.self) }
        let mutants = (0..<1000).map { Mutation.mutant(of: signed[$0 % signed.count], &random) }
        let theirs = try XmlsecTool().verify(mutants.map { Array($0.text.utf8) })
        let known = try Set(KeyKind.allCases.map { try XMLSamples.key($0).certificate })
        var counts: [String: Int] = [:]
        for (mutant, isValid) in zip(mutants, theirs) {
            let bytes = Array(mutant.text.utf8)
            let code = (try? XMLTree(parsing: bytes)).map { tree in
                let options = XMLSignatureOptions(time: XMLSamples.time)
                let report = XMLSignatureVerifier.verifyAll(in: tree, options: options) { claim in
                    known.contains(claim.certificate) ? .core : .stranger
                }.report
                return report.code ?? "accepted"
            }
            let ours = code ?? "xml"
            counts["\(isValid ? "valid" : "invalid") \(ours)", default: 0] += 1
            let note = "seed \(seed), \(mutant.name): \(mutant.text)"
            if ours == "accepted" {
                #expect(isValid, "accepted here only: \(note)")
            } else if isValid {
                #expect(Mutation.stricter.contains(ours), "refused here only, \(ours): \(note)")
            }
        }
        // The mutations must not all break the signature, nor all leave it whole.
        #expect(counts["valid accepted", default: 0] > 100)
        #expect(theirs.filter { !$0 }.count > 100)
    }
}

extension SignerJudgement {
    /// A certificate that nobody trusts: a changed bit makes another certificate of it.
    fileprivate static let stranger = SignerJudgement(
        report: .failed(
            .refuse, .indeterminate, .noCertificateChainFound, code: "stranger",
            reason: Text(vi: "Chứng thư lạ.", en: "A stranger's certificate.")))
}
