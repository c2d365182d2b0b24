internal import Signatures
internal import SingleWindow
internal import XMLTree

/// A parsed F1 message whose header is well-formed and whose signatures have not been checked.
struct NSWMessage: ReceivedMessage {
    let family: NSWFamily
    let envelope: NSWEnvelope
    let header: MessageHeader

    func problems(by entry: MessageEntry) -> [Problem] {
        var problems: [Problem] = []
        // Canonicalization drops comments while readers stop at them: a signed value must not read as two.
        if let comment = envelope.root.firstCommentInValue { problems.append(comment.problem) }
        guard let path = entry.schema else { return problems }
        guard let schema = family.catalogue.schema(path) else {
            problems.append(
                Problem(
                    code: "catalogue.schema_missing", path: path,
                    message: Text(
                        vi: "Không kiểm tra được: thiếu lược đồ \(path).",
                        en: "Could not check: the schema \(path) is not loaded.")))
            return problems
        }
        return problems + schema.validate(envelope.document).map { $0.problem() }
    }

    func verify(_ trust: any SignerTrust) -> MessageVerification {
        NSWVerifier(message: self, trust: trust, expectation: .message).verify()
    }
}

/// An F1 message reduced to what its signatures cover.
struct VerifiedNSWMessage: VerifiedMessage {
    let family: NSWFamily
    let header: MessageHeader
    /// The document as covered.
    let document: XMLTree.Element

    func content(by entry: MessageEntry) throws -> MessageContent {
        guard let procedure = ProcedureCode(header.code.documentType).flatMap(family.catalogue.procedure) else {
            throw MessageRefusal(
                family: .nsw, header: header,
                problems: [
                    Problem(
                        code: "catalogue.unknown_procedure", path: "/Envelope/Header/Subject/documentType",
                        message: Text(
                            vi: "Thủ tục \(header.code.documentType) chưa được định nghĩa.",
                            en: "Procedure \(header.code.documentType) is not defined."))
                ])
        }
        return .dossier(
            try NSWContentReader.read(document, header: header, entry: entry, procedure: procedure))
    }

    func losses(by entry: MessageEntry) -> [String] {
        let read = Set(entry.fields?.paths(in: document) ?? [])
        return document.subtree.compactMap { element in
            guard element.children.first(where: { _ in true }) == nil, !read.contains(element),
                let text = try? element.text, !text.trimmingWhiteSpace().isEmpty
            else { return nil }
            return element.path
        }
    }
}

extension FieldMap {
    /// The elements of `document` that the map takes into the model.
    func paths(in document: XMLTree.Element) -> [XMLTree.Element] {
        let single = [
            number, issuedAt, effectiveFrom, expiresAt, text, holderName, billOfLading, declaration, contract,
            decision?.path,
        ].compactMap { $0 }.compactMap { ContentPath($0) }.flatMap { $0.elements(from: document) }
        return single + goods.flatMap { $0.paths(in: document) }
    }
}

extension FieldMap.Goods {
    /// The elements of the goods lines that the map takes into the model.
    fileprivate func paths(in document: XMLTree.Element) -> [XMLTree.Element] {
        guard let each = ContentPath(each) else { return [] }
        let below = [hsCode, description, quantity, quantityUnit, netWeight, netWeightUnit, origin]
            .compactMap { $0 }.compactMap { ContentPath($0) }
        return each.elements(from: document).flatMap { line in below.flatMap { $0.elements(below: line) } }
    }
}
