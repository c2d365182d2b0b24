import SingleWindow
import XMLTree

/// A signature on its way: written into its document without values, which are then computed where they will stand.
///
/// Digests and the signature value are taken from the finished document by the code that verifies, so that namespaces in
/// scope, inherited attributes and white space are by construction those a verifier sees.
struct SignatureDraft {
    private let signer: XMLSigner
    private let tree: XMLTree
    private let place: XMLSigner.Place
    private let references: [Reference]
    private let attributes: [XMLInsertion]
    private let identifier: String?

    private struct Reference {
        var uri: String
        var type: String?
        var isEnveloped: Bool
    }

    init(
        signer: XMLSigner, tree: XMLTree, targets: [XMLSigner.Target], place: XMLSigner.Place
    ) throws(XMLSignatureFailure) {
        self.signer = signer
        self.tree = tree
        self.place = place
        let home =
            switch place {
            case .lastChild(let element), .after(let element): element
            }
        let outer: XMLTree.Element? = if case .after = place { home.parent } else { home }
        guard let outer else { throw XMLSignatureFailure(.unexpected, "after the document element") }
        var references: [Reference] = []
        var attributes: [XMLInsertion] = []
        for target in targets {
            switch target {
            case .document: references.append(Reference(uri: "", isEnveloped: true))
            case .element(let element, let wanted):
                let existing = ["Id", "ID", "id"].compactMap { element.attribute($0) }.first { !$0.isEmpty }
                if existing == nil { attributes.append(.attribute(.init("Id", wanted), on: element)) }
                references.append(Reference(uri: "#" + (existing ?? wanted), isEnveloped: element.contains(outer)))
            }
        }
        switch signer.signingTime {
        case .none: identifier = signer.identifier
        case .object:
            identifier = signer.identifier
            references.append(Reference(uri: "#SigningTime", isEnveloped: false))
        case .xades:
            let id = signer.identifier ?? "Signature"
            identifier = id
            references.append(
                Reference(
                    uri: "#\(id)-SignedProperties", type: XMLSignatureNames.signedPropertiesType, isEnveloped: false))
        }
        self.references = references
        self.attributes = attributes
    }

    func signed() throws(XMLSignatureFailure) -> [UInt8] {
        let blank = try form(in: document(digests: references.map { _ in [] }, value: []))
        var digests: [[UInt8]] = []
        for (index, reference) in references.enumerated() {
            let target = try Self.target(reference.uri, in: blank)
            digests.append(
                try CanonicalDigest(
                    signer.digest, of: target, wholeDocument: reference.uri.isEmpty,
                    signer.canonicalization.withoutComments, excluding: reference.isEnveloped ? [blank] : []
                ).digest)
            // What the signature does not leave out of itself would have to contain its own digest.
            guard reference.isEnveloped || !target.contains(blank) else {
                throw XMLSignatureFailure(.unexpected, references[index].uri)
            }
        }
        let filled = try form(in: document(digests: digests, value: []))
        guard let signedInfo = filled.first("SignedInfo") else { throw XMLSignatureFailure(.structure) }
        let digest = try CanonicalDigest(
            signer.algorithm.digest, of: signedInfo, signer.canonicalization
        ).digest
        let value: [UInt8]
        do throws(SignaturesError) {
            value = try signer.key.sign(signer.algorithm, digest: digest, encoding: .rawRS)
        } catch {
            throw XMLSignatureFailure(library: error)
        }
        return try document(digests: digests, value: value)
    }

    /// The one element a reference means, by the rules that verifiers resolve it with.
    private static func target(_ uri: String, in signature: XMLTree.Element) throws(XMLSignatureFailure)
        -> XMLTree.Element
    {
        guard !uri.isEmpty else { return signature.tree.root }
        let found = signature.tree.elements(identifiedBy: String(uri.dropFirst()))
        guard let element = found.first else { throw XMLSignatureFailure(.referenceUnresolved, uri) }
        guard found.count == 1 else { throw XMLSignatureFailure(.referenceAmbiguous, uri) }
        return element
    }

    /// The signature in a document that was just written: the only one without a value.
    private func form(in bytes: [UInt8]) throws(XMLSignatureFailure) -> XMLTree.Element {
        let unlimited = ParseLimits(bytes: .max, depth: .max, attributesPerElement: .max, nodes: .max)
        let tree: XMLTree
        do throws(XMLError) {
            tree = try XMLTree(parsing: bytes, limits: unlimited)
        } catch {
            throw XMLSignatureFailure(.structure, error.message)
        }
        let blank = tree.root.subtree.filter {
            $0.isDSig("Signature") && (try? $0.first("SignatureValue")?.text) == ""
        }
        guard blank.count == 1 else { throw XMLSignatureFailure(.unexpected, "another signature without a value") }
        return blank[0]
    }

    // MARK: Writing

    private func document(digests: [[UInt8]], value: [UInt8]) throws(XMLSignatureFailure) -> [UInt8] {
        do throws(XMLError) {
            let markup = try XMLWriter.document(signature(digests, value), declaration: false)
            let insertion: XMLInsertion =
                switch place {
                case .lastChild(let element): .lastChild(markup, of: element)
                case .after(let element): .after(markup, element)
                }
            return try tree.inserting(attributes + [insertion])
        } catch {
            throw XMLSignatureFailure(.structure, error.message)
        }
    }

    private func signature(_ digests: [[UInt8]], _ value: [UInt8]) -> XMLFragment {
        let declaration = signer.prefix.isEmpty ? "xmlns" : "xmlns:" + signer.prefix
        var attributes = [XMLFragment.Attribute(declaration, XMLSignatureNames.namespace)]
        if let identifier { attributes.append(.init("Id", identifier)) }
        var children = [
            element("SignedInfo", signedInfo(digests)), leaf("SignatureValue", Base64.string(value)),
            element("KeyInfo", [element("X509Data", certificates)]),
        ]
        switch signer.signingTime {
        case .none: break
        case .object(let time): children.append(timeObject(time))
        case .xades(let time): children.append(qualifyingProperties(time))
        }
        return XMLFragment(name("Signature"), attributes: attributes, children)
    }

    private func signedInfo(_ digests: [[UInt8]]) -> [XMLFragment] {
        var children = [
            canonicalization("CanonicalizationMethod"), method(signer.algorithm),
        ]
        for (reference, digest) in zip(references, digests) {
            var transforms = [canonicalization("Transform", withComments: false)]
            if reference.isEnveloped {
                transforms.insert(algorithm("Transform", XMLSignatureNames.envelopedTransform), at: 0)
            }
            var attributes = [XMLFragment.Attribute("URI", reference.uri)]
            if let type = reference.type { attributes.append(.init("Type", type)) }
            children.append(
                XMLFragment(
                    name("Reference"), attributes: attributes,
                    [
                        element("Transforms", transforms), algorithm("DigestMethod", signer.digest.xmlURI),
                        leaf("DigestValue", Base64.string(digest)),
                    ]))
        }
        return children
    }

    private func canonicalization(_ tag: String, withComments: Bool = true) -> XMLFragment {
        let method = withComments ? signer.canonicalization : signer.canonicalization.withoutComments
        guard case .exclusive(let prefixes) = method.method, !prefixes.isEmpty else {
            return algorithm(tag, method.uri)
        }
        let list = prefixes.map { $0.isEmpty ? "#default" : $0 }.joined(separator: " ")
        let parameter = XMLFragment(
            "ec:InclusiveNamespaces",
            attributes: [.init("xmlns:ec", Canonicalization.exclusive.uri), .init("PrefixList", list)])
        return XMLFragment(name(tag), attributes: [.init("Algorithm", method.uri)], [parameter])
    }

    private func method(_ method: SignatureAlgorithm) -> XMLFragment {
        guard case .rsaPSS(let digest, let salt) = method, salt != digest.length else {
            return algorithm("SignatureMethod", method.xmlURI)
        }
        let mask = XMLFragment(
            "pss:MaskGenerationFunction", attributes: [.init("Algorithm", XMLSignatureNames.mgf1)],
            [algorithm("DigestMethod", digest.xmlURI)])
        let parameters = XMLFragment(
            "pss:RSAPSSParams", attributes: [.init("xmlns:pss", "http://www.w3.org/2007/05/xmldsig-more#")],
            [algorithm("DigestMethod", digest.xmlURI), mask, XMLFragment("pss:SaltLength", text: String(salt))])
        return XMLFragment(name("SignatureMethod"), attributes: [.init("Algorithm", method.xmlURI)], [parameters])
    }

    private var certificates: [XMLFragment] {
        ([signer.key.certificate] + (signer.includesChain ? signer.key.chain : [])).map {
            leaf("X509Certificate", Base64.string($0.der))
        }
    }

    private func timeObject(_ time: Timestamp) -> XMLFragment {
        let target = identifier.map { "#" + $0 } ?? ""
        let property = XMLFragment(
            name("SignatureProperty"), attributes: [.init("Target", target)],
            [
                XMLFragment(
                    "SigningTime", attributes: signer.prefix.isEmpty ? [.init("xmlns", "")] : [], text: time.rfc3339)
            ])
        return XMLFragment(
            name("Object"), attributes: [.init("Id", "SigningTime")], [element("SignatureProperties", [property])])
    }

    private func qualifyingProperties(_ time: Timestamp) -> XMLFragment {
        let id = identifier ?? "Signature"
        let digest = (try? Digest.of(signer.key.certificate.der, .sha256)) ?? []
        let certificate = XMLFragment(
            "xades:CertDigest",
            [algorithm("DigestMethod", DigestAlgorithm.sha256.xmlURI), leaf("DigestValue", Base64.string(digest))])
        let properties = XMLFragment(
            "xades:SignedSignatureProperties",
            [
                XMLFragment("xades:SigningTime", text: time.rfc3339),
                XMLFragment("xades:SigningCertificateV2", [XMLFragment("xades:Cert", [certificate])]),
            ])
        let signed = XMLFragment(
            "xades:SignedProperties", attributes: [.init("Id", id + "-SignedProperties")], [properties])
        return element(
            "Object",
            [
                XMLFragment(
                    "xades:QualifyingProperties",
                    attributes: [.init("xmlns:xades", XMLSignatureNames.xades), .init("Target", "#" + id)], [signed])
            ])
    }

    private func name(_ local: String) -> String { signer.prefix.isEmpty ? local : signer.prefix + ":" + local }
    private func element(_ local: String, _ children: [XMLFragment]) -> XMLFragment {
        XMLFragment(name(local), children)
    }
    private func leaf(_ local: String, _ text: String) -> XMLFragment { XMLFragment(name(local), text: text) }
    private func algorithm(_ local: String, _ uri: String) -> XMLFragment {
        XMLFragment(name(local), attributes: [.init("Algorithm", uri)])
    }
}
