/// Everything that is loaded from the schema folder, as one value: replaced whole on reload or not at all.
package struct SchemaFolder: Sendable {
    package let catalogue: Catalogue
    package let nsw: NSWFamily
    package let customs: CustomsFamily
    package let vnaccs: VNACCSFamily
    package let payment: PaymentFamily

    /// Loads `path`. Throws what is wrong with it, with file and line.
    package init(_ path: String) throws {
        catalogue = try Catalogue.load(schemas: path)
        nsw = NSWFamily(catalogue: catalogue)
        customs = try CustomsFamily(schemas: path)
        vnaccs = try VNACCSFamily(schemas: path)
        payment = try PaymentFamily(schemas: path)
    }

    /// The four families.
    package var families: [any MessageFamily] { [nsw, customs, vnaccs, payment] }
}
