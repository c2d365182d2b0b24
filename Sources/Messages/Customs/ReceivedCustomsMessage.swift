internal import Signatures
internal import SingleWindow
internal import XMLTree

/// A message of this family, parsed and not yet verified.
struct ReceivedCustomsMessage: ReceivedMessage {
    let envelope: CustomsEnvelope
    let schemas: FamilySchemas

    var header: MessageHeader { envelope.header }

    /// Schema problems of the envelope and of the content (paths below `Content`, lines of the decoded content), header
    /// fields that differ from the content, and where the schemas find nothing what the content's own rules find.
    func problems(by entry: MessageEntry) -> [Problem] {
        var problems = schemas.problems(with: envelope.tree.root, by: CustomsFamily.envelopeSchema)
        if let schema = entry.schema {
            problems += schemas.problems(
                with: envelope.contentTree.root, by: schema, under: CustomsEnvelope.contentPath)
        }
        problems += SignedHeader(envelope).mismatches
        guard problems.isEmpty, header.code.function == CustomsFunction.declare.rawValue else { return problems }
        let reader = ElementReader(envelope.contentTree.root, prefix: Family.customs.rawValue)
        _ = DeclarationReader().read(reader)
        return reader.problems.map(CustomsEnvelope.inContent)
    }

    func verify(_ trust: any SignerTrust) -> MessageVerification {
        var (report, evidence) = CustomsSignature.check(envelope, trust: trust)
        guard report.verdict == .accept else {
            return MessageVerification(report: report, message: nil, evidence: evidence)
        }
        let signed = SignedHeader(envelope)
        guard let header = signed.header, signed.mismatches.isEmpty else {
            report.refuse(signed.mismatches.first)
            return MessageVerification(report: report, message: nil, evidence: evidence)
        }
        return MessageVerification(
            report: report, message: VerifiedCustomsMessage(header: header, envelope: envelope), evidence: evidence)
    }
}

/// The header as the signed content has it, and where the envelope's differs.
struct SignedHeader {
    /// Nil where the content does not say what a header needs.
    let header: MessageHeader?
    /// Differences, and signed fields that are missing.
    let mismatches: [Problem]

    init(_ envelope: CustomsEnvelope) {
        let outer = envelope.header
        let reader = ElementReader(envelope.contentTree.root, prefix: Family.customs.rawValue)
        let type = reader.text("issuer")
        let function = reader.text("function")
        let reference = reader.text("reference")
        let namesSender = function.flatMap(CustomsFunction.init(rawValue:))?.namesSender ?? false
        let declarant = reader.required("Agent") { $0.partyCode() }
        let sender = namesSender ? reader.required("Sender") { $0.partyCode() } : declarant
        let office = reader.optionalText("declarationOffice") ?? ""
        var mismatches = reader.problems.map(CustomsEnvelope.inContent)
        func compare(_ field: String, _ header: String, _ content: String?) {
            guard let content, content != header else { return }
            mismatches.append(.headerMismatch(field, header: header, content: content))
        }
        compare("Subject/type", outer.code.type, type)
        compare("Subject/function", outer.code.function, function)
        compare("Subject/reference", outer.reference, reference)
        compare("From/identity", outer.sender.identity, sender?.identity)
        // What customs sends is for the declarant it names; a receipt that the declarant sends names himself.
        let isForDeclarant = namesSender && sender?.identity != declarant?.identity
        if isForDeclarant { compare("To/identity", outer.recipient.identity, declarant?.identity) }
        self.mismatches = mismatches
        guard mismatches.isEmpty, let type, let function, let reference, let declarant, let sender else {
            header = nil
            return
        }
        // The identifier is the one thing of the header that no content of this family repeats. It only keeps a message
        // from taking effect twice; effects are keyed by the signed reference.
        header = MessageHeader(
            code: MessageCode(family: .customs, type: type, function: function), id: outer.id, sender: sender,
            recipient: isForDeclarant ? declarant : PartyCode(name: office, identity: office), reference: reference,
            sentAt: reader.value("issue") { Timestamp($0) })
    }
}

extension SignatureReport {
    /// Turns a report that passed into a refusal: the signature holds and does not cover what it must.
    fileprivate mutating func refuse(_ problem: Problem?) {
        verdict = .refuse
        indication = .indeterminate
        subIndication = .signatureConstraintsFailure
        code = problem?.code ?? "customs.header_mismatch"
        reason = problem?.message
        covered = []
    }
}
