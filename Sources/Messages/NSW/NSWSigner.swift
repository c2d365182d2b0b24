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
        if case .kept(let keptField, let keptLoose) = document {
            field = keptField ?? field
            loose = keptLoose
        }
        let unsigned = writer.envelope(
            content: content, documentSignature: field, loose: loose,
            messageSignature: XMLFragment("SystemSignature", text: ""))
        var message = try writer.checked(try XMLWriter.document(unsigned))
        let header = message.header
        if case .signed(let key) = document {
            message = try writer.checked(try sign(message.envelope, .document, with: key))
        }
        var bytes = try XMLWriter.document(XMLFragment(existing: message.envelope.root))
        if let messageKey { bytes = try sign(message.envelope, .message, with: messageKey) }
        return WrittenMessage(header: header, contentType: NSWWriter.contentType, bytes: bytes, losses: losses)
    }

    /// The envelope with the layer's empty field filled.
    private func sign(_ envelope: NSWEnvelope, _ layer: SignerRole, with key: SigningKey) throws -> [UInt8] {
        guard let field = layer == .document ? envelope.documentSignature : envelope.messageSignature else {
            throw SignaturesError(
                .notSignable, Text(vi: "Không có chỗ cho chữ ký.", en: "There is no place for the signature."))
        }
        switch placement {
        case .string:
            let bytes =
                layer == .document
                ? try envelope.document.canonicalBytes(.exclusive)
                : try envelope.root.canonicalBytes(.exclusive, excluding: [field])
            let cms = try CMSSignature.sign(
                bytes, with: key, at: writer.header.sentAt ?? Timestamp(milliseconds: 0))
            return try XMLWriter.document(envelope.filling(field, with: Base64.string(cms)))
        case .element:
            let target: XMLSigner.Target =
                layer == .document ? .element(envelope.document, identifier: NSWSigner.documentID) : .document
            return try XMLSigner(key: key).sign(envelope.root.tree, covering: [target], at: .lastChild(of: field))
        }
    }

    /// What a document without an `Id` is given, so that its signature can refer to it.
    private static let documentID = "Document"
}

extension NSWEnvelope {
    /// The envelope with `text` in one of its signature fields and all else as it is.
    fileprivate func filling(_ field: XMLTree.Element, with text: String) -> XMLFragment {
        func copy(_ element: XMLTree.Element) -> XMLFragment {
            element == field ? XMLFragment(element.qualifiedName, text: text) : XMLFragment(existing: element)
        }
        return XMLFragment(
            root.qualifiedName,
            root.children.map { child in
                child == body ? XMLFragment(child.qualifiedName, child.children.map(copy)) : copy(child)
            })
    }
}
