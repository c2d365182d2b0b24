import XMLTree

/// A `ds:Signature` as it is written: read strictly, nothing of it checked yet (XML Signature 1.1, section 4).
struct XMLSignatureForm {
    let signature: XMLTree.Element
    let signedInfo: XMLTree.Element
    let canonicalization: Canonicalization
    let algorithm: SignatureAlgorithm
    let references: [XMLReferenceForm]
    let value: [UInt8]
    let keyInfo: XMLTree.Element?
    let objects: [XMLTree.Element]

    init(_ signature: XMLTree.Element, maximumReferences: Int) throws(XMLSignatureFailure) {
        guard signature.isDSig("Signature") else { throw XMLSignatureFailure(.structure, signature.qualifiedName) }
        self.signature = signature
        var children = try StrictChildren(of: signature)
        signedInfo = try children.require("SignedInfo")
        let valueElement = try children.require("SignatureValue")
        keyInfo = children.optional("KeyInfo")
        var objects: [XMLTree.Element] = []
        while let object = children.optional("Object") { objects.append(object) }
        try children.end()
        self.objects = objects

        var info = try StrictChildren(of: signedInfo)
        canonicalization = try Self.canonicalization(try info.require("CanonicalizationMethod"))
        algorithm = try Self.algorithm(try info.require("SignatureMethod"))
        var references: [XMLReferenceForm] = []
        while let reference = info.optional("Reference") {
            guard references.count < maximumReferences else {
                throw XMLSignatureFailure(.tooManyReferences, "more than \(maximumReferences)")
            }
            references.append(try XMLReferenceForm(reference))
        }
        try info.end()
        self.references = references
        value = try valueElement.base64Value
    }

    /// A canonicalization method element with the prefixes it names.
    static func canonicalization(_ element: XMLTree.Element) throws(XMLSignatureFailure) -> Canonicalization {
        let uri = try element.algorithmURI
        var children = try StrictChildren(of: element)
        var prefixes: String?
        if let parameter = children.any() {
            guard parameter.isNamed("InclusiveNamespaces", namespace: "http://www.w3.org/2001/10/xml-exc-c14n#") else {
                throw XMLSignatureFailure(.structure, parameter.path)
            }
            prefixes = parameter.attribute("PrefixList") ?? ""
        }
        try children.end()
        guard let method = Canonicalization(uri: uri, prefixList: prefixes) else {
            throw XMLSignatureFailure(.canonicalizationUnknown, uri)
        }
        return method
    }

    private static func algorithm(_ element: XMLTree.Element) throws(XMLSignatureFailure) -> SignatureAlgorithm {
        let uri = try element.algorithmURI
        if uri == XMLSignatureNames.pss { return try pss(element) }
        guard let algorithm = SignatureAlgorithm(xmlURI: uri) else {
            throw XMLSignatureFailure(uri.contains("#hmac-") ? .hmac : .algorithmUnknown, uri)
        }
        guard element.children.first(where: { _ in true }) == nil else {
            throw XMLSignatureFailure(.structure, element.path)
        }
        return algorithm
    }

    /// RSASSA-PSS with parameters (RFC 6931, section 2.3.9): SHA-256 and a salt as long where they are left out, MGF1 with
    /// the same digest as the signature.
    private static func pss(_ element: XMLTree.Element) throws(XMLSignatureFailure) -> SignatureAlgorithm {
        var children = try StrictChildren(of: element)
        var (digest, salt) = (DigestAlgorithm.sha256, Int?.none)
        if let parameters = children.any() {
            guard parameters.isNamed("RSAPSSParams") else { throw XMLSignatureFailure(.structure, parameters.path) }
            for parameter in parameters.children {
                switch parameter.localName {
                case "DigestMethod": digest = try XMLReferenceForm.digest(parameter)
                case "MaskGenerationFunction": try checkMask(parameter, parameters)
                case "SaltLength": salt = Int(try parameter.signatureText)
                case "TrailerField":
                    guard try parameter.signatureText == "1" else {
                        throw XMLSignatureFailure(.algorithmUnknown, "TrailerField")
                    }
                default: throw XMLSignatureFailure(.structure, parameter.path)
                }
            }
            if parameters.first("SaltLength") != nil, salt == nil || salt ?? 0 < 0 || salt ?? 0 > 512 {
                throw XMLSignatureFailure(.valueMalformed, "SaltLength")
            }
        }
        try children.end()
        return .rsaPSS(digest, saltLength: salt ?? digest.length)
    }

    private static func checkMask(
        _ mask: XMLTree.Element, _ parameters: XMLTree.Element
    ) throws(XMLSignatureFailure) {
        var ownDigest = DigestAlgorithm.sha256
        if let method = parameters.first("DigestMethod") { ownDigest = try XMLReferenceForm.digest(method) }
        var digest = DigestAlgorithm.sha256
        if let method = mask.first("DigestMethod") { digest = try XMLReferenceForm.digest(method) }
        guard try mask.algorithmURI == XMLSignatureNames.mgf1, digest == ownDigest else {
            throw XMLSignatureFailure(.algorithmUnknown, "MaskGenerationFunction")
        }
    }
}

/// A `ds:Reference` as it is written.
struct XMLReferenceForm {
    let element: XMLTree.Element
    /// Empty for the whole document, else `#` and an identifier.
    let uri: String
    let type: String?
    let isEnveloped: Bool
    /// The canonicalization; inclusive 1.0 where none is named (XML Signature 1.1, section 4.4.3.2).
    let canonicalization: Canonicalization
    let digest: DigestAlgorithm
    let value: [UInt8]

    init(_ element: XMLTree.Element) throws(XMLSignatureFailure) {
        self.element = element
        // A reference without URI leaves to the application what was signed: that is nothing this profile can show.
        guard let uri = element.attribute("URI") else { throw XMLSignatureFailure(.referenceForm, "no URI") }
        guard uri.isEmpty || uri.hasPrefix("#") else { throw XMLSignatureFailure(.externalReference, uri) }
        guard uri.isEmpty || uri.dropFirst().utf8.allSatisfy(Self.isNameByte), uri != "#" else {
            throw XMLSignatureFailure(.referenceForm, uri)
        }
        self.uri = uri
        type = element.attribute("Type")
        if type == XMLSignatureNames.namespace + "Manifest" { throw XMLSignatureFailure(.manifest) }
        var children = try StrictChildren(of: element)
        var (isEnveloped, canonicalization) = (false, Canonicalization?.none)
        if let transforms = children.optional("Transforms") {
            var steps = try StrictChildren(of: transforms)
            while let step = steps.optional("Transform") {
                let algorithm = try step.algorithmURI
                if algorithm == XMLSignatureNames.envelopedTransform {
                    guard !isEnveloped, canonicalization == nil else { throw XMLSignatureFailure(.transformOrder) }
                    isEnveloped = true
                } else {
                    try Self.refuseByName(algorithm)
                    let method = try Self.canonicalization(step, algorithm)
                    guard canonicalization == nil else { throw XMLSignatureFailure(.transformOrder) }
                    canonicalization = method
                }
            }
            try steps.end()
        }
        self.isEnveloped = isEnveloped
        // Comments are not part of what a same-document reference selects, whatever the transform is called
        // (XML Signature 1.1, section 4.4.3.3).
        self.canonicalization = (canonicalization ?? .inclusive).withoutComments
        digest = try Self.digest(try children.require("DigestMethod"))
        value = try children.require("DigestValue").base64Value
        try children.end()
        guard value.count == digest.length else { throw XMLSignatureFailure(.valueMalformed, "DigestValue") }
    }

    private static func canonicalization(
        _ step: XMLTree.Element, _ algorithm: String
    ) throws(XMLSignatureFailure) -> Canonicalization {
        do throws(XMLSignatureFailure) {
            return try XMLSignatureForm.canonicalization(step)
        } catch {
            throw error.finding == .canonicalizationUnknown ? XMLSignatureFailure(.transformUnknown, algorithm) : error
        }
    }

    private static func refuseByName(_ algorithm: String) throws(XMLSignatureFailure) {
        switch algorithm {
        case "http://www.w3.org/TR/1999/REC-xslt-19991116": throw XMLSignatureFailure(.xslt)
        case "http://www.w3.org/TR/1999/REC-xpath-19991116", "http://www.w3.org/2002/06/xmldsig-filter2":
            throw XMLSignatureFailure(.xpath, algorithm)
        case "http://www.w3.org/2000/09/xmldsig#base64": throw XMLSignatureFailure(.base64)
        default: break
        }
    }

    /// A digest method of the profile; one that policy may still refuse.
    static func digest(_ element: XMLTree.Element) throws(XMLSignatureFailure) -> DigestAlgorithm {
        let uri = try element.algorithmURI
        guard let digest = DigestAlgorithm(xmlURI: uri) else { throw XMLSignatureFailure(.algorithmUnknown, uri) }
        return digest
    }

    /// Characters of an identifier: no scheme of XPointer can be written with them.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x80...0xFF, UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: ":"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "+"), UInt8(ascii: "="),
            UInt8(ascii: "@"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}

/// The children of an element that may hold elements of the XML Signature namespace in a given order and nothing else.
struct StrictChildren {
    private let parent: XMLTree.Element
    private var rest: XMLTree.Element.Children
    private var upcoming: XMLTree.Element?

    init(of parent: XMLTree.Element) throws(XMLSignatureFailure) {
        guard !parent.hasTextBesideElements else { throw XMLSignatureFailure(.structure, "text in " + parent.path) }
        self.parent = parent
        rest = parent.children
        upcoming = rest.next()
    }

    /// The next child if it has this name.
    mutating func optional(_ name: String) -> XMLTree.Element? {
        guard let element = upcoming, element.isDSig(name) else { return nil }
        upcoming = rest.next()
        return element
    }

    mutating func require(_ name: String) throws(XMLSignatureFailure) -> XMLTree.Element {
        guard let element = optional(name) else {
            throw XMLSignatureFailure(.structure, "no \(name) in its place in \(parent.path)")
        }
        return element
    }

    /// The next child, whatever it is.
    mutating func any() -> XMLTree.Element? {
        defer { upcoming = rest.next() }
        return upcoming
    }

    func end() throws(XMLSignatureFailure) {
        if let upcoming { throw XMLSignatureFailure(.structure, "not expected: " + upcoming.path) }
    }
}

extension XMLTree.Element {
    /// The `Algorithm` attribute that every method and transform carries.
    var algorithmURI: String {
        get throws(XMLSignatureFailure) {
            guard let uri = attribute("Algorithm") else {
                throw XMLSignatureFailure(.structure, "no Algorithm on " + path)
            }
            return uri
        }
    }

    /// The value of a leaf of the signature.
    var signatureText: String {
        get throws(XMLSignatureFailure) {
            do throws(XMLError) {
                return try text
            } catch {
                throw XMLSignatureFailure(error.code == .commentInValue ? .commentInValue : .structure, path)
            }
        }
    }

    /// The bytes that a leaf of the signature encodes in base64.
    var base64Value: [UInt8] {
        get throws(XMLSignatureFailure) {
            guard let bytes = Base64.decode(try signatureBytes), !bytes.isEmpty else {
                throw XMLSignatureFailure(.valueMalformed, path)
            }
            return bytes
        }
    }

    /// The value of a leaf of the signature, as bytes.
    var signatureBytes: [UInt8] {
        get throws(XMLSignatureFailure) {
            do throws(XMLError) {
                return try textBytes
            } catch {
                throw XMLSignatureFailure(error.code == .commentInValue ? .commentInValue : .structure, path)
            }
        }
    }
}
