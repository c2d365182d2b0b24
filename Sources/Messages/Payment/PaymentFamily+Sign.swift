package import Signatures
internal import SingleWindow
package import XMLTree

extension PaymentFamily {
    /// The message in `bytes` signed by `key` as a whole: for `nsw sign`. Signatures that are there already are replaced.
    ///
    /// Throws `MessageRefusal` for what is no message of this family, `SignaturesError` where the key can't sign.
    package func sign(
        _ bytes: [UInt8], with key: SigningKey, canonicalization: Canonicalization = .inclusive
    ) throws -> WrittenMessage {
        do {
            let root = try XMLTree(parsing: bytes, limits: limits).root
            let parts = root.children.filter { !$0.isNamed("Signature", namespace: PaymentFamily.signatureNamespace) }
            let unsigned = try XMLWriter.document(
                XMLFragment(root.qualifiedName, parts.map { XMLFragment(existing: $0) }))
            let signer = XMLSigner(key: key, canonicalization: canonicalization, prefix: "")
            let signed = try signer.signEnveloped(try XMLTree(parsing: unsigned, limits: limits))
            return WrittenMessage(
                header: try read(signed, contentType: nil).header, contentType: "application/xml", bytes: signed)
        } catch let error as XMLError {
            throw MessageRefusal(family: .payment, problems: [error.problem])
        }
    }

    private static let signatureNamespace = "http://www.w3.org/2000/09/xmldsig#"
}
