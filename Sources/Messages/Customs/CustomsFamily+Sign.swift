package import Signatures
internal import SingleWindow
internal import XMLTree

extension CustomsFamily {
    /// The envelope in `bytes` with its content signed by `key`: for `nsw sign`. The header stays as it is; a signature
    /// that is there already is replaced. `Content` may hold the base64 that travels, or the `Declaration` itself, as
    /// people write samples.
    ///
    /// Throws `MessageRefusal` for what is no envelope with a content, `SignaturesError` where the key can't sign.
    package func sign(_ bytes: [UInt8], with key: SigningKey) throws -> WrittenMessage {
        do {
            let root = try XMLTree(parsing: bytes, limits: limits).root
            guard root.isNamed("Envelope"), let header = root.first("Header") else {
                throw MessageRefusal(family: nil, problems: [.notAnEnvelope(root.localName)])
            }
            let content = try contentBytes(root.descend("Body", "Content"))
            let signature = try CustomsSignature.sign(content, with: key)
            let signed = try XMLWriter.document(
                XMLFragment(
                    "Envelope",
                    [
                        XMLFragment(existing: header),
                        XMLFragment(
                            "Body",
                            [
                                XMLFragment("Content", text: Base64.string(content)),
                                XMLFragment(
                                    "Signature",
                                    [
                                        XMLFragment("data", text: signature.data),
                                        XMLFragment("fileCert", text: signature.fileCert),
                                    ]),
                            ]),
                    ]))
            return WrittenMessage(
                header: try received(signed).header, contentType: "application/xml", bytes: signed)
        } catch let error as XMLError {
            throw MessageRefusal(family: .customs, problems: [error.problem])
        }
    }

    private func contentBytes(_ content: XMLTree.Element?) throws -> [UInt8] {
        guard let content else { throw MessageRefusal(family: .customs, problems: [.contentMissing]) }
        if let declaration = content.first("Declaration") { return try declaration.canonicalBytes(.exclusive) }
        guard let decoded = Base64.decode(try content.textBytes), !decoded.isEmpty else {
            throw MessageRefusal(family: .customs, problems: [.base64(at: CustomsEnvelope.contentPath)])
        }
        return decoded
    }
}
