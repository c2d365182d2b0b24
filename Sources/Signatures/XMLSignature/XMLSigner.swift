package import SingleWindow
package import XMLTree

/// Signs documents with XML signatures of the profile that ``XMLSignatureVerifier`` verifies.
package struct XMLSigner: Sendable {
    package var key: SigningKey
    package var algorithm: SignatureAlgorithm
    /// Digest of the references.
    package var digest: DigestAlgorithm
    /// Canonicalization of the references and of `SignedInfo`.
    package var canonicalization: Canonicalization
    /// Prefix of the XML Signature namespace; empty to declare it as the default namespace of `Signature`.
    package var prefix: String
    /// Value of the signature's `Id`; nil for none. Some signing-time forms need one and make one up.
    package var identifier: String?
    package var signingTime: SigningTime
    /// Whether the certificates above the signer's are written beside it.
    package var includesChain: Bool

    /// How the signing time is stated.
    package enum SigningTime: Hashable, Sendable {
        /// Not at all.
        case none
        /// As Vietnamese signing tools write it: `Object/SignatureProperties/SignatureProperty/SigningTime`, referenced as
        /// `#SigningTime`.
        case object(Timestamp)
        /// XAdES-BES `SignedProperties` with the signing time and the digest of the signer's certificate
        /// (ETSI EN 319 132-1, section 5.2).
        case xades(Timestamp)
    }

    /// What a reference covers.
    package enum Target: Hashable, Sendable {
        /// Everything (`URI=""`), without the signature itself.
        case document
        /// An element, by its `Id`; an element without one is given this value.
        case element(XMLTree.Element, identifier: String)
    }

    /// Where the signature goes.
    package enum Place: Hashable, Sendable {
        case lastChild(of: XMLTree.Element)
        case after(XMLTree.Element)
    }

    package init(
        key: SigningKey, algorithm: SignatureAlgorithm? = nil, digest: DigestAlgorithm? = nil,
        canonicalization: Canonicalization = .exclusive, prefix: String = "ds", identifier: String? = nil,
        signingTime: SigningTime = .none, includesChain: Bool = false
    ) {
        let algorithm = algorithm ?? key.defaultAlgorithm
        self.key = key
        self.algorithm = algorithm
        self.digest = digest ?? algorithm.digest
        self.canonicalization = canonicalization
        self.prefix = prefix
        self.identifier = identifier
        self.signingTime = signingTime
        self.includesChain = includesChain
    }

    /// Signs the whole document with an enveloped signature at its end, as the payment family does.
    package func signEnveloped(_ tree: XMLTree) throws(SignaturesError) -> [UInt8] {
        try sign(tree, covering: [.document], at: .lastChild(of: tree.root))
    }

    /// Signs parts of a document.
    ///
    /// The bytes of the document stay as they are but for the signature and the `Id`s that were missing.
    ///
    /// - Parameters:
    ///   - tree: the document.
    ///   - targets: what to cover; one to four, with a signing time one less.
    ///   - place: where the signature is written.
    /// - Returns: the signed document in UTF-8.
    /// - Throws: `signature.xml.not_signable` when the document or a target cannot be signed as asked, and what
    ///   ``SigningKey/sign(_:digest:encoding:)`` throws.
    package func sign(
        _ tree: XMLTree, covering targets: [Target], at place: Place
    ) throws(SignaturesError) -> [UInt8] {
        do throws(XMLSignatureFailure) {
            let draft = try SignatureDraft(signer: self, tree: tree, targets: targets, place: place)
            return try draft.signed()
        } catch {
            if let library = error.library { throw library }
            throw SignaturesError(.notSignable, error.text, detail: error.detail)
        }
    }
}

extension SignaturesError.Code {
    /// The document, or a part of it that was to be covered, cannot be signed as asked.
    package static let notSignable = SignaturesError.Code(rawValue: "signature.xml.not_signable")
}
