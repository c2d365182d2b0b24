internal import Signatures
internal import SingleWindow
internal import XMLTree

/// Checks every signature of an F1 message and reduces the message to what they cover.
///
/// The document must be covered by a document signature, the header by the message signature, or both by one signature
/// that refers to both (DESIGN.md section 6). A header that nothing covers counts only where the sender's policy trusts
/// its authenticated channel.
struct NSWVerifier {
    /// What must be signed.
    enum Expectation {
        /// Document and header.
        case message
        /// The header, with the content inside the same signature: technical answers have no document.
        case answer
    }

    let message: NSWMessage
    let trust: any SignerTrust
    let expectation: Expectation

    func verify() -> MessageVerification {
        let signatures: [NSWSignaturePlace]
        do throws(NSWSignatureFailure) {
            // Canonicalization drops comments while readers stop at them: a signed value must not read as two.
            if let comment = message.envelope.root.firstCommentInValue { throw .commentInValue(comment) }
            signatures = try NSWSignaturePlace.all(in: message.envelope)
        } catch {
            return MessageVerification(report: error.report, message: nil)
        }
        let checks = signatures.map { check($0, others: signatures.count > 1) }
        let evidence = checks.flatMap(\.decisions)
        var report = SignatureReport(verdict: .accept, indication: .totalPassed)
        report.signers = checks.flatMap(\.report.signers)
        report.covered = checks.flatMap(\.report.covered)
        report.warnings = checks.flatMap(\.report.warnings)
        // A refusal weighs more than an answer that may still come.
        let failed = checks.first { $0.report.verdict == .refuse } ?? checks.first { $0.report.verdict != .accept }
        if let failed {
            report.take(failed.report)
            return MessageVerification(report: report, message: nil, evidence: evidence)
        }
        do throws(NSWSignatureFailure) {
            let verified = try reduce(checks)
            return MessageVerification(report: report, message: verified, evidence: evidence)
        } catch {
            report.take(error.report)
            return MessageVerification(report: report, message: nil, evidence: evidence)
        }
    }

    // MARK: - One signature

    private func check(_ place: NSWSignaturePlace, others: Bool) -> NSWSignatureCheck {
        do throws(NSWSignatureFailure) {
            switch place.form {
            case .string(let text): return try checkString(text, place)
            case .element(let element): return try checkElement(element, place, others: others)
            }
        } catch {
            return NSWSignatureCheck(report: error.report, decisions: [])
        }
    }

    /// The string form: base64 of a detached CMS over the exclusive canonical form of what the layer covers. What is read
    /// afterwards is read from those bytes.
    private func checkString(
        _ text: String, _ place: NSWSignaturePlace
    ) throws(NSWSignatureFailure) -> NSWSignatureCheck {
        guard let structure = Base64.decode(text), !structure.isEmpty else { throw .notBase64(place) }
        let envelope = message.envelope
        let bytes: [UInt8]
        do throws(XMLError) {
            switch place.layer {
            case .document: bytes = try envelope.document.canonicalBytes(.exclusive)
            case .message:
                bytes = try envelope.root.canonicalBytes(
                    .exclusive, excluding: envelope.messageSignature.map { [$0] } ?? [])
            }
        } catch {
            throw NSWSignatureFailure(.refuse, .signedDataNotFound, error.code.rawValue, error.problem.message)
        }
        let name = place.layer == .document ? "document" : "message"
        let verified = CMSSignature.verify(
            structure, over: bytes, trust: trust.mathematics, name: name)
        guard verified.report.verdict == .accept, let covered = verified.covered, let signer = verified.signer else {
            return NSWSignatureCheck(report: verified.report, decisions: [])
        }
        let decision = trust.decide(
            signer.certificate, intermediates: signer.intermediates, algorithm: signer.algorithm,
            role: place.layer)
        var check = NSWSignatureCheck(report: verified.report, decisions: [decision])
        check.report.take(decision)
        check.report.covered = check.report.covered.map { part in
            var part = part
            part.path = place.layer == .document ? envelope.document.path : envelope.root.path
            return part
        }
        guard check.report.verdict == .accept else { return check }
        do throws(XMLError) {
            let tree = try XMLTree(parsing: covered.bytes, limits: message.family.limits)
            switch place.layer {
            case .document: check.document = tree.root
            case .message:
                check.envelope = tree.root
                var problems: [Problem] = []
                check.content = NSWEnvelope(tree.root, problems: &problems)?.document
            }
        } catch {
            throw NSWSignatureFailure(.refuse, .signedDataNotFound, error.code.rawValue, error.problem.message)
        }
        return check
    }

    /// The element form: an XML signature. Its place says what it is there for; what it covers decides what it counts as.
    private func checkElement(
        _ element: XMLTree.Element, _ place: NSWSignaturePlace, others: Bool
    ) throws(NSWSignatureFailure) -> NSWSignatureCheck {
        let envelope = message.envelope
        let (policy, time) = trust.algorithms
        let result = XMLSignatureVerifier.verify(
            element, options: XMLSignatureOptions(algorithms: policy, time: time), judge: { _ in .core })
        var check = NSWSignatureCheck(report: result.report, decisions: [])
        guard result.isAccepted, let signer = result.signers.first else { return check }
        let coversHeader = result.covered.contains { $0.covers(envelope.header) }
        let coversDocument = result.covered.contains { covered in
            guard covered.covers(envelope.document) else { return false }
            // A signature at the top covers the document with all the rest. It is the document's where it says so, or
            // where it is the only one and not in the system's own field.
            return place.layer == .document || covered.element == envelope.document
                || covered.element == envelope.content
                || !others && place.element.parent != envelope.messageSignature
        }
        guard place.layer == .document ? coversDocument : coversHeader else { throw .notCovered(place) }
        var roles = [place.layer]
        if place.layer == .document, coversHeader { roles.append(.message) }
        if place.layer == .message, coversDocument { roles.append(.document) }
        for role in roles {
            let decision = trust.decide(
                signer.certificate, intermediates: signer.intermediates, algorithm: signer.algorithm, role: role)
            check.decisions.append(decision)
            check.report.take(decision)
            guard decision.verdict == .accept else { return check }
        }
        if roles.contains(.document) { check.document = envelope.document }
        if roles.contains(.message) { check.envelope = envelope.root }
        if result.covered.contains(where: { $0.covers(envelope.document) }) { check.content = envelope.document }
        return check
    }

    // MARK: - What is covered

    private func reduce(_ checks: [NSWSignatureCheck]) throws(NSWSignatureFailure) -> VerifiedNSWMessage {
        guard !checks.isEmpty else { throw .missing }
        let documents = checks.compactMap(\.document)
        var header: MessageHeader?
        var document = documents.first
        if let root = checks.compactMap(\.envelope).first {
            var problems: [Problem] = []
            let id = message.header.id.rawValue
            guard let envelope = NSWEnvelope(root, problems: &problems) else { throw .headerNotCovered }
            var reader = NSWHeaderReader(problems: problems)
            header = reader.read(envelope, fallbackID: { id })
            guard header != nil else { throw .headerNotCovered }
            if expectation == .answer { document = document ?? checks.compactMap(\.content).first }
        }
        if header == nil {
            guard trust.headerByChannel else { throw .headerNotCovered }
            header = message.header
        }
        guard let header else { throw .headerNotCovered }
        guard let document else { throw .documentNotSigned }
        return VerifiedNSWMessage(family: message.family, header: header, document: document)
    }
}

/// The outcome of one signature.
struct NSWSignatureCheck {
    var report: SignatureReport
    var decisions: [SignerDecision]
    /// The document, where the signature covers it.
    var document: XMLTree.Element?
    /// The envelope with its header, where the signature covers it.
    var envelope: XMLTree.Element?
    /// What is inside Content, where the signature covers it, whatever the signature stands for.
    var content: XMLTree.Element?
}

extension SignatureReport {
    /// Takes over why another validation did not pass, keeping signers and covered parts.
    mutating func take(_ other: SignatureReport) {
        verdict = other.verdict
        indication = other.indication
        subIndication = other.subIndication
        code = other.code
        reason = other.reason
    }

    /// Takes over what was decided about the signer.
    mutating func take(_ decision: SignerDecision) {
        verdict = decision.verdict
        indication = decision.indication
        subIndication = decision.subIndication
        code = decision.code
        reason = decision.reason
    }
}

extension SignerTrust {
    /// For the mathematics alone; path and revocation are decided by `decide`.
    var mathematics: SignatureTrust {
        let (policy, time) = algorithms
        return SignatureTrust(validator: nil, policy: ValidationPolicy(algorithms: policy), time: time)
    }
}
