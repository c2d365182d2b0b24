import COpenSSL

/// Rules of RFC 5280 on the form of certificates that OpenSSL does not check even when told to be strict.
///
/// Used with ``ValidationPolicy/Conformance/rfc5280`` only: breaking them endangers nobody, but a conforming authority
/// does not.
enum FormRules {
    /// The first rule that a certificate of the path breaks, in words; nil when it keeps them all.
    static func breach(in certificate: X509Certificate) -> String? {
        if certificate.serialHex.hasPrefix("-") || certificate.serialHex == "0" {
            return "the serial number is not positive (section 4.1.2.2)"
        }
        if certificate.serialHex.utf8.count > 40 {
            return "the serial number is longer than 20 octets (section 4.1.2.2)"
        }
        if certificate.extensionBytes(NID_authority_key_identifier) == nil, !certificate.isSelfSigned {
            return "no authority key identifier (section 4.2.1.1)"
        }
        for (nid, section) in mustBeCritical {
            if let found = certificate.extensionBytes(nid), !found.isCritical {
                return "an extension is not marked critical (section \(section))"
            }
        }
        if !certificate.isCA, certificate.extensionBytes(NID_name_constraints) != nil {
            return "name constraints in a certificate that is no authority's (section 4.2.1.10)"
        }
        if let names = certificate.extensionBytes(NID_subject_alt_name) {
            var outer = DERReader(names.bytes)
            guard var list = outer.enter(0x30), outer.isAtEnd, !list.isAtEnd else {
                return "malformed subjectAltName (section 4.2.1.6)"
            }
            while let name = list.element() {
                if !isWellFormed(name.tag, name.contents, isConstraint: false) {
                    return "a malformed name in subjectAltName (section 4.2.1.6)"
                }
            }
        }
        if let constraints = certificate.extensionBytes(NID_name_constraints), !keepsForm(constraints.bytes) {
            return "a malformed name in nameConstraints (section 4.2.1.10)"
        }
        return nil
    }

    /// The first rule that a revocation list breaks, in words; nil when it keeps them all.
    static func breach(in list: CertificateRevocationList) -> String? {
        guard let number = list.extensionBytes(NID_crl_number) else { return "no CRL number (section 5.2.3)" }
        if number.isCritical { return "a critical CRL number (section 5.2.3)" }
        guard list.extensionBytes(NID_authority_key_identifier) != nil else {
            return "no authority key identifier (section 5.2.1)"
        }
        return nil
    }

    private static let mustBeCritical: [(Int32, String)] = [
        (NID_policy_constraints, "4.2.1.11"), (NID_name_constraints, "4.2.1.10"), (NID_inhibit_any_policy, "4.2.1.14"),
    ]

    private static func keepsForm(_ constraints: [UInt8]) -> Bool {
        var outer = DERReader(constraints)
        guard var subtreeLists = outer.enter(0x30) else { return false }
        while let subtrees = subtreeLists.element() {
            var list = DERReader(subtrees.contents)
            while var subtree = list.enter(0x30) {
                guard let base = subtree.element(), isWellFormed(base.tag, base.contents, isConstraint: true) else {
                    return false
                }
            }
            guard list.isAtEnd else { return false }
        }
        return true
    }

    /// Whether a GeneralName of the kinds that are easily got wrong has the form it must have.
    private static func isWellFormed(_ tag: UInt8, _ contents: ArraySlice<UInt8>, isConstraint: Bool) -> Bool {
        let text = String(decoding: contents, as: UTF8.self)
        switch tag {
        case 0x81: return isConstraint || text.split(separator: "@", omittingEmptySubsequences: false).count == 2
        case 0x82: return isHostName(text, isConstraint: isConstraint)
        case 0x87:
            guard isConstraint else { return contents.count == 4 || contents.count == 16 }
            return (contents.count == 8 || contents.count == 32) && isMask(contents.suffix(contents.count / 2))
        default: return true
        }
    }

    /// Whether an address mask is ones followed by zeros (RFC 4632, section 5.1).
    private static func isMask(_ mask: ArraySlice<UInt8>) -> Bool {
        let rest = mask.drop { $0 == 0xFF }
        guard let first = rest.first else { return true }
        return ~first & (~first &+ 1) == 0 && rest.dropFirst().allSatisfy { $0 == 0 }
    }

    /// A host name in the preferred syntax (RFC 1034, section 3.5), a wildcard allowed in front; not an IP address.
    private static func isHostName(_ text: String, isConstraint: Bool) -> Bool {
        if text.isEmpty { return isConstraint }
        var labels = text.split(separator: ".", omittingEmptySubsequences: false)
        if labels.first == "*", !isConstraint { labels.removeFirst() }
        let isLabel = { (label: Substring) in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy {
                    (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45
                        || $0 == 95
                }
        }
        let lastIsNumber = labels.last?.utf8.allSatisfy { (48...57).contains($0) } ?? true
        return !labels.isEmpty && labels.allSatisfy(isLabel) && !lastIsNumber
    }
}
