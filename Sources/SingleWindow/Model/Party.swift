/// A person, company or authority in a message (WCO Data Model: Party).
package struct Party: Hashable, Sendable, Codable {
    package var name: String
    /// What identifies it on the wire: a tax code for traders, an authority's code for agencies.
    package var identity: String?
    package var address: String?
    package var postcode: String?
    /// ISO 3166-1 alpha-2.
    package var country: String?
    package var telephone: String?
    package var email: String?

    package init(
        name: String, identity: String? = nil, address: String? = nil, postcode: String? = nil, country: String? = nil,
        telephone: String? = nil, email: String? = nil
    ) {
        self.name = name
        self.identity = identity
        self.address = address
        self.postcode = postcode
        self.country = country
        self.telephone = telephone
        self.email = email
    }

    /// The identity as a tax code, where it is one.
    package var taxCode: TaxCode? { identity.flatMap { TaxCode($0) } }
}

/// A place: port, border gate, warehouse, customs office.
package struct Place: Hashable, Sendable, Codable {
    package var code: String?
    package var name: String?

    package init(code: String? = nil, name: String? = nil) {
        self.code = code
        self.name = name
    }
}
