import XMLTree

/// The names that XML Signature and XAdES give to things.
package enum XMLSignatureNames {
    /// XML Signature Syntax and Processing 1.1, section 1.3.
    package static let namespace = "http://www.w3.org/2000/09/xmldsig#"
    /// XAdES, ETSI EN 319 132-1, section 4.2 (and ETSI TS 101 903 before it).
    static let xades = "http://uri.etsi.org/01903/v1.3.2#"
    static let envelopedTransform = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
    static let signedPropertiesType = "http://uri.etsi.org/01903#SignedProperties"
    /// RFC 6931, section 2.3.10.
    static let pss = "http://www.w3.org/2007/05/xmldsig-more#rsa-pss"
    static let mgf1 = "http://www.w3.org/2007/05/xmldsig-more#MGF1"
}

extension DigestAlgorithm {
    /// The identifier in `DigestMethod` (XML Signature 1.1, section 6.2; RFC 6931, section 2.1).
    var xmlURI: String {
        switch self {
        case .sha1: "http://www.w3.org/2000/09/xmldsig#sha1"
        case .sha256: "http://www.w3.org/2001/04/xmlenc#sha256"
        case .sha384: "http://www.w3.org/2001/04/xmldsig-more#sha384"
        case .sha512: "http://www.w3.org/2001/04/xmlenc#sha512"
        }
    }

    /// The algorithm of an identifier; nil for one that is not known here.
    init?(xmlURI: String) {
        guard let match = DigestAlgorithm.allCases.first(where: { $0.xmlURI == xmlURI }) else { return nil }
        self = match
    }
}

extension SignatureAlgorithm {
    /// The identifier in `SignatureMethod` (XML Signature 1.1, section 6.4; RFC 6931, section 2.3).
    ///
    /// PSS has identifiers of its own for a salt as long as the digest; for any other the generic one, which takes
    /// parameters.
    var xmlURI: String {
        switch self {
        case .rsaPKCS1(.sha1): "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
        case .rsaPKCS1(let digest): "http://www.w3.org/2001/04/xmldsig-more#rsa-" + digest.xmlSuffix
        case .rsaPSS(let digest, let salt) where salt == digest.length:
            "http://www.w3.org/2007/05/xmldsig-more#" + digest.xmlSuffix + "-rsa-MGF1"
        case .rsaPSS: XMLSignatureNames.pss
        case .ecdsa(let digest): "http://www.w3.org/2001/04/xmldsig-more#ecdsa-" + digest.xmlSuffix
        }
    }

    /// The algorithm of an identifier without parameters; nil for one that is not known here.
    init?(xmlURI: String) {
        guard let match = Self.byURI[xmlURI] else { return nil }
        self = match
    }

    private static let byURI: [String: SignatureAlgorithm] = {
        var table: [String: SignatureAlgorithm] = [:]
        for digest in DigestAlgorithm.allCases {
            for algorithm in [.rsaPKCS1(digest), .rsaPSS(digest, saltLength: digest.length), .ecdsa(digest)]
                as [SignatureAlgorithm]
            { table[algorithm.xmlURI] = algorithm }
        }
        return table
    }()
}

extension DigestAlgorithm {
    fileprivate var xmlSuffix: String { rawValue.filter { $0 != "-" }.lowercased() }
}

extension XMLTree.Element {
    /// Whether this is the element of that name in the XML Signature namespace.
    func isDSig(_ localName: String) -> Bool { isNamed(localName, namespace: XMLSignatureNames.namespace) }
}
