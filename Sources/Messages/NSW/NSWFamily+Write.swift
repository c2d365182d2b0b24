package import Signatures
package import SingleWindow
package import XMLTree

extension NSWFamily {
    package func write(_ content: OutgoingContent, context: WritingContext) throws -> WrittenMessage {
        guard case .forwarded(let forwarded) = content else {
            throw MessageRefusal(
                family: .nsw,
                problems: [
                    Problem(
                        code: "nsw.write.unsupported",
                        message: Text(
                            vi: "Loại thông điệp này không viết được theo mẫu của các bộ.",
                            en: "The ministries' family has no form for this message."))
                ])
        }
        return try forward(forwarded, context: context)
    }

    /// A received message sent on: its Content and the document's signature word for word, with the namespaces they were
    /// read in, under the gateway's header and message signature (Joint Circular 178/2015 Art. 9(2), (4)).
    ///
    /// A signature that covers the old header as well cannot travel: the gateway's own over the document stands for it,
    /// and the result says so among its losses.
    private func forward(_ forwarded: ForwardedMessage, context: WritingContext) throws -> WrittenMessage {
        guard let source = context.source else {
            throw MessageRefusal(
                family: .nsw,
                problems: [
                    Problem(
                        code: "nsw.write.no_source",
                        message: Text(
                            vi: "Không có bản gốc để chuyển tiếp.", en: "The message to send on is not at hand."))
                ])
        }
        let original = try parse(source).envelope
        let header = MessageHeader(
            code: forwarded.code, id: MessageID(accepted: context.id.rawValue), sender: context.sender,
            recipient: context.recipient, reference: forwarded.dossier.rawValue,
            previousReference: forwarded.applicantReference, year: forwarded.year, sentAt: context.at)
        let signer = NSWSigner(
            writer: NSWWriter(family: self, header: header, previousYear: forwarded.year),
            placement: context.placement, messageKey: context.key)
        let content = XMLFragment(existing: original.content)
        guard original.documentSignatureTravels else {
            return try signer.write(
                content: content, document: .signed(by: context.key), losses: ["signature.document"])
        }
        let loose = original.looseSignatures.filter { $0.parent == original.body }
        return try signer.write(
            content: content,
            document: .kept(
                field: original.documentSignature.map { XMLFragment(existing: $0) },
                loose: loose.map { XMLFragment(existing: $0) }))
    }

    /// A new message around `document`, the one element inside Content, signed in both layers: what agencies' and
    /// applicants' systems send. The year of the header is also that of the previous reference.
    ///
    /// Throws `MessageRefusal` where a header field does not fit, `SignaturesError` where a key can't sign.
    package func compose(
        _ header: MessageHeader, document: XMLFragment, documentKey: SigningKey?, messageKey: SigningKey?,
        placement: SignaturePlacement = .string
    ) throws -> WrittenMessage {
        let writer = NSWWriter(family: self, header: header, previousYear: header.year)
        return try NSWSigner(writer: writer, placement: placement, messageKey: messageKey).write(
            content: XMLFragment("Content", [document]),
            document: documentKey.map { .signed(by: $0) } ?? .unsigned)
    }

    /// The message in `bytes` signed anew in both layers; signatures in it are dropped. Throws `MessageRefusal` where it
    /// can't be read, `SignaturesError` where a key can't sign.
    package func sign(
        _ bytes: [UInt8], documentKey: SigningKey?, messageKey: SigningKey?, placement: SignaturePlacement = .string
    ) throws -> WrittenMessage {
        let message = try parse(bytes)
        let writer = NSWWriter(
            family: self, header: message.header, previousYear: message.envelope.previousYear)
        return try NSWSigner(writer: writer, placement: placement, messageKey: messageKey).write(
            content: XMLFragment(existing: message.envelope.content),
            document: documentKey.map { .signed(by: $0) } ?? .unsigned)
    }
}

extension NSWEnvelope {
    /// `preDocumentYear`, where it is there.
    var previousYear: Int? { subject.first("preDocumentYear").flatMap { try? $0.text }.flatMap { Int($0) } }

    /// Whether the document's signature can stand under another header: there is one, and all it refers to is in Content
    /// or in the signature itself.
    var documentSignatureTravels: Bool {
        guard let places = try? NSWSignaturePlace.all(in: self),
            let place = places.first(where: { $0.layer == .document })
        else { return false }
        guard case .element(let signature) = place.form else { return true }
        let references = signature.subtree.filter {
            $0.isNamed("Reference", namespace: NSWEnvelope.signatureNamespace)
        }
        return !references.isEmpty
            && references.allSatisfy { reference in
                guard let uri = reference.attribute("URI"), uri.hasPrefix("#") else { return false }
                let targets = root.tree.elements(identifiedBy: String(uri.dropFirst()))
                return !targets.isEmpty
                    && targets.allSatisfy { $0 == content || content.contains($0) || signature.contains($0) }
            }
    }
}
