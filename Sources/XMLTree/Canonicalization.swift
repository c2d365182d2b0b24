/// A W3C canonicalization method.
package struct Canonicalization: Hashable, Sendable {
    package var method: Method
    /// Whether comments are part of the canonical form.
    package var withComments: Bool

    package init(_ method: Method, withComments: Bool = false) {
        self.method = method
        self.withComments = withComments
    }

    package enum Method: Hashable, Sendable {
        /// Canonical XML 1.0, <https://www.w3.org/TR/2001/REC-xml-c14n-20010315>.
        case inclusive10
        /// Canonical XML 1.1, <https://www.w3.org/TR/2008/REC-xml-c14n11-20080502/>.
        case inclusive11
        /// Exclusive XML Canonicalization 1.0, <https://www.w3.org/TR/2002/REC-xml-exc-c14n-20020718/>, with the prefixes
        /// that are treated inclusively; the empty string stands for the default namespace (`#default`).
        case exclusive(inclusivePrefixes: [String])
    }

    package static let inclusive = Canonicalization(.inclusive10)
    package static let inclusive11 = Canonicalization(.inclusive11)
    package static let exclusive = Canonicalization(.exclusive(inclusivePrefixes: []))
}

extension Canonicalization {
    /// The algorithm identifier in signatures.
    package var uri: String {
        switch (method, withComments) {
        case (.inclusive10, false): "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
        case (.inclusive10, true): "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"
        case (.inclusive11, false): "http://www.w3.org/2006/12/xml-c14n11"
        case (.inclusive11, true): "http://www.w3.org/2006/12/xml-c14n11#WithComments"
        case (.exclusive, false): "http://www.w3.org/2001/10/xml-exc-c14n#"
        case (.exclusive, true): "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"
        }
    }

    /// The method of an algorithm identifier; nil when it is no canonicalization that is known here.
    ///
    /// - Parameters:
    ///   - uri: the identifier.
    ///   - prefixList: the `PrefixList` of an `InclusiveNamespaces` parameter: names separated by white space, `#default`
    ///     for the default namespace. Only exclusive canonicalization takes one.
    package init?(uri: String, prefixList: String? = nil) {
        let isPlain = prefixList == nil
        switch uri {
        case "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" where isPlain: self.init(.inclusive10)
        case "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments" where isPlain:
            self.init(.inclusive10, withComments: true)
        case "http://www.w3.org/2006/12/xml-c14n11" where isPlain: self.init(.inclusive11)
        case "http://www.w3.org/2006/12/xml-c14n11#WithComments" where isPlain:
            self.init(.inclusive11, withComments: true)
        case "http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments":
            let names = (prefixList ?? "").split { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
            self.init(
                .exclusive(inclusivePrefixes: names.map { $0 == "#default" ? "" : String($0) }),
                withComments: uri.hasSuffix("WithComments"))
        default: return nil
        }
    }

    /// The same method without comments: what a same-document reference digests whatever its transform says
    /// (XML Signature 1.1, section 4.4.3.3).
    package var withoutComments: Canonicalization { Canonicalization(method) }
}
