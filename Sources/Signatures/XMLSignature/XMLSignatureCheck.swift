import SingleWindow
import XMLTree

/// One signature whose form, digests and signature value hold. Nobody has said yet that its signer is to be trusted.
struct XMLSignatureCheck {
    let signature: XMLTree.Element
    let claim: XMLSignerClaim
    let covered: [CoveredElement]
    let exceptionsUsed: Set<LegacyAlgorithm>
    let warnings: [String]

    /// Checks in the order of ETSI EN 319 102-1: form, signer's certificate, algorithms, digests, signature value.
    init(_ signature: XMLTree.Element, options: XMLSignatureOptions) throws(XMLSignatureFailure) {
        self.signature = signature
        let form = try XMLSignatureForm(signature, maximumReferences: options.maximumReferences)
        guard !form.references.isEmpty || options.scope == .mathematics else { throw XMLSignatureFailure(.noReference) }
        if let keyInfo = form.keyInfo, keyInfo.first("RetrievalMethod", namespace: XMLSignatureNames.namespace) != nil {
            throw XMLSignatureFailure(.retrievalMethod)
        }
        var exceptions: Set<LegacyAlgorithm> = []
        for digest in Set(form.references.map(\.digest) + [form.algorithm.digest]) {
            try Self.accept(options.algorithms.judge(digest, at: options.time), .weakAlgorithm, &exceptions)
        }
        let targets = try form.references.map { (reference) throws(XMLSignatureFailure) in
            try XMLReferenceTarget(reference, of: form)
        }
        try XMLSignatureObjects.check(form, covered: targets.map(\.element))
        let keys = try XMLSignerKeys(form, pinned: options.pinned)

        covered = try targets.map { (target) throws(XMLSignatureFailure) in try target.digested() }
        if options.scope == .profile {
            for target in targets {
                if let error = target.element.firstCommentInValue {
                    throw XMLSignatureFailure(.commentInContent, "line \(error.line ?? 0)")
                }
            }
        }
        let signer = try keys.signer(of: form, scope: options.scope)
        if options.scope == .profile {
            try Self.accept(
                options.algorithms.judge(signer.certificate.publicKey, at: options.time), .weakKey, &exceptions)
        }
        let properties = try XMLSignedProperties(form, covered: covered)
        try properties.checkSigner(signer.certificate)
        claim = XMLSignerClaim(
            certificate: signer.certificate, intermediates: signer.others, algorithm: form.algorithm,
            signingTime: properties.signingTime)
        exceptionsUsed = exceptions
        warnings = properties.warnings + keys.warnings
    }

    private static func accept(
        _ judgement: AlgorithmPolicy.Judgement, _ finding: XMLSignatureFinding, _ used: inout Set<LegacyAlgorithm>
    ) throws(XMLSignatureFailure) {
        switch judgement {
        case .good: break
        case .exception(let algorithm): used.insert(algorithm)
        case .refused(let text): throw XMLSignatureFailure(finding, reason: text)
        }
    }

    var signerReport: SignerReport {
        SignerReport(claim.certificate, algorithm: claim.algorithm, signingTime: claim.signingTime)
    }
}

/// What a reference points at, found in the document.
struct XMLReferenceTarget {
    let reference: XMLReferenceForm
    let signature: XMLTree.Element
    let element: XMLTree.Element
    /// Whether the document node is meant, with comments and processing instructions beside the document element.
    let isWholeDocument: Bool

    init(_ reference: XMLReferenceForm, of form: XMLSignatureForm) throws(XMLSignatureFailure) {
        self.reference = reference
        signature = form.signature
        let tree = form.signature.tree
        guard !reference.uri.isEmpty else {
            (element, isWholeDocument) = (tree.root, true)
            return
        }
        isWholeDocument = false
        let identifier = String(reference.uri.dropFirst())
        let found = tree.elements(identifiedBy: identifier)
        guard let first = found.first else { throw XMLSignatureFailure(.referenceUnresolved, reference.uri) }
        guard found.count == 1 else { throw XMLSignatureFailure(.referenceAmbiguous, reference.uri) }
        guard first.isIdentified(by: identifier) else { throw XMLSignatureFailure(.referenceUnresolved, reference.uri) }
        element = first
    }

    /// Digests the target and compares.
    func digested() throws(XMLSignatureFailure) -> CoveredElement {
        let excluded = reference.isEnveloped && element.contains(signature) ? [signature] : []
        let result = try CanonicalDigest(
            reference.digest, of: element, wholeDocument: isWholeDocument, reference.canonicalization,
            excluding: excluded)
        guard Digest.equal(result.digest, reference.value) else {
            throw XMLSignatureFailure(.hashFailure, reference.uri.isEmpty ? nil : reference.uri)
        }
        return CoveredElement(
            element: element, excluded: excluded, uri: reference.uri, byteCount: result.count,
            digest: result.digest, digestAlgorithm: reference.digest, sha256: result.sha256)
    }
}

extension XMLTree.Element {
    /// Whether one of the identifiers that the profile resolves has this value: without prefix, or `xml:id`.
    fileprivate func isIdentified(by value: String) -> Bool {
        ["Id", "ID", "id"].contains { attribute($0) == value }
            || attribute("id", namespace: "http://www.w3.org/XML/1998/namespace") == value
    }
}

/// The digest of a canonical form.
struct CanonicalDigest {
    let digest: [UInt8]
    /// SHA-256 of the same bytes.
    let sha256: [UInt8]
    /// How many bytes were digested; never none.
    let count: Int

    /// - Throws: `signature.xml.not_canonicalizable` when there is no canonical form: the digest of nothing must never
    ///   match anything.
    init(
        _ algorithm: DigestAlgorithm, of element: XMLTree.Element, wholeDocument: Bool = false,
        _ canonicalization: Canonicalization, excluding excluded: [XMLTree.Element] = []
    ) throws(XMLSignatureFailure) {
        do throws(SignaturesError) {
            var first = try Digest(algorithm)
            var second = algorithm == .sha256 ? nil : try Digest(.sha256)
            count = element.digestibleBytes(wholeDocument, canonicalization, excluding: excluded) { bytes in
                first.update(bytes)
                second?.update(bytes)
            }
            digest = try first.finish()
            sha256 = try second.take()?.finish() ?? digest
        } catch {
            throw XMLSignatureFailure(library: error)
        }
        guard count > 0 else { throw XMLSignatureFailure(.notCanonicalizable, element.path) }
    }
}

extension XMLTree.Element {
    /// Streams a canonical form; gives the number of its bytes, zero when there is none.
    fileprivate func digestibleBytes(
        _ isWholeDocument: Bool, _ canonicalization: Canonicalization, excluding excluded: [XMLTree.Element],
        into sink: (Span<UInt8>) -> Void
    ) -> Int {
        let count =
            isWholeDocument
            ? try? tree.canonicalize(canonicalization, excluding: excluded, into: sink)
            : try? canonicalize(canonicalization, excluding: excluded, into: sink)
        return count ?? 0
    }
}
