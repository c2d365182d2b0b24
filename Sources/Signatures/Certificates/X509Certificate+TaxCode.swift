import COpenSSL
import SingleWindow

extension X509Certificate {
    /// Subject attributes that a certification authority fills with an identifier it has checked, best first.
    ///
    /// userId is where Vietnamese public CAs write it (`UID=MST:0101234567`); serialNumber and organizationIdentifier
    /// are where certificates after ETSI EN 319 412-1 have it (`VATVN-0101234567`, `TINVN-…`); some older ones use OU.
    /// The common name is left out on purpose: it is the holder's name, which the holder chooses.
    private static let attributes: [Int32] = [
        NID_userId, NID_serialNumber, NID_organizationIdentifier, NID_organizationalUnitName,
    ]

    private static let prefixes = ["MST:", "MST-", "MST ", "VATVN-", "TINVN-"]

    /// The tax code of the organisation or person in the subject.
    ///
    /// Ten digits, ten digits and a branch number (`0101234567-001`, read also without the hyphen), or a personal
    /// identification number of twelve digits. Nil when no attribute holds one, and also when the best attribute that
    /// does holds two different ones: who signed would then be a matter of taste.
    static func taxCode(in certificate: OpaquePointer) -> String? {
        guard let name = X509_get_subject_name(certificate) else { return nil }
        for attribute in attributes {
            var found: Set<String> = []
            var index: Int32 = -1
            while true {
                index = X509_NAME_get_index_by_NID(name, attribute, index)
                guard index >= 0 else { break }
                if let value = string(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index))),
                    let code = taxCode(labelled: value)
                {
                    found.insert(code)
                }
            }
            if !found.isEmpty { return found.count == 1 ? found.first : nil }
        }
        return nil
    }

    /// The tax code in an attribute such as `MST:0101234567`; nil when it has no known label or wrong digits.
    package static func taxCode(labelled value: String) -> String? {
        let text = value.trimmingWhiteSpace()
        guard let prefix = prefixes.first(where: { text.uppercased().hasPrefix($0) }) else { return nil }
        let code = text.dropFirst(prefix.count).trimmingWhiteSpace()
        let digits = code.filter { $0 != "-" }
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        switch (digits.count, code.count) {
        case (10, 10), (12, 12): return code
        case (13, 13): return digits.prefix(10) + "-" + digits.suffix(3)
        case (13, 14) where code.dropFirst(10).first == "-": return code
        default: return nil
        }
    }
}
