internal import Signatures
internal import SingleWindow
internal import XMLTree

/// Puts the signatures of F1 into an envelope (DESIGN.md section 6): the document signature in `Body/Signature` over the
/// one element inside Content, the message signature in `SystemSignature` over the envelope without `SystemSignature`.
///
/// **An assumption, and only here and in `NSWVerifier`:** what the fields hold as strings is not public. We put the base64
/// of a detached CMS over the exclusive canonical form, without comments, of what the layer covers.
struct NSWSigner {
    /// What stands in `Body/Signature` and beside Content.
    enum Document {
        case unsigned
        case signed(by: SigningKey)
        /// The signature elements of a received message, untouched.
        case kept(field: XMLFragment?, loose: [XMLFragment])
    }

    let writer: NSWWriter
    let placement: SignaturePlacement
    let messageKey: SigningKey?

    /// The envelope around `content` (the element Content itself), signed.
    func write(content: XMLFragment, document: Document, losses: [String] = []) throws -> WrittenMessage {
        var field = XMLFragment("Signature", text: "")
        var loose: [XMLFragment] = []
        switch document {
        case .unsigned: break
        case .kept(let keptField, let keptLoose):
            if let keptField { field = keptField }
            loose = keptLoose
        case .signed(let key):
            let unsigned = try writer.checked(
                writer.envelope(content: content, documentSignature: field, messageSignature: nil))
            field = XMLFragment("Signature", text: try cms(unsigned.envelope.document, key))
        }
        let body = writer.envelope(
            content: content, documentSignature: field, loose: loose, messageSignature: nil)
        let message = try writer.checked(body)
        var signature = ""
        if let messageKey { signature = try cms(message.envelope.root, messageKey) }
        let envelope = writer.envelope(
            content: content, documentSignature: field, loose: loose,
            messageSignature: XMLFragment("SystemSignature", text: signature))
        return WrittenMessage(
            header: message.header, contentType: NSWWriter.contentType, bytes: try XMLWriter.document(envelope),
            losses: losses)
    }

    private func cms(_ element: XMLTree.Element, _ key: SigningKey) throws -> String {
        let bytes = try element.canonicalBytes(.exclusive)
        return Base64.string(
            try CMSSignature.sign(bytes, with: key, at: writer.header.sentAt ?? Timestamp(milliseconds: 0)))
    }
}
