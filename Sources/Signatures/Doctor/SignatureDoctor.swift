import SingleWindow
package import XMLTree

/// Explains failed signatures by trying what signers and transports get wrong (`nsw verify --explain`).
package enum SignatureDoctor {
    /// How many digested bytes an explanation shows.
    package static let shownBytes = 64 << 10

    /// How long to look.
    package enum Effort: Hashable, Sendable {
        /// While a sender waits for an answer: one change at a time, a few megabytes digested at most.
        case quick
        /// For a person who asked: also two changes at once; seconds at most.
        case thorough

        /// Bytes that may be digested in one search.
        var budget: Int { self == .quick ? 8 << 20 : 300 << 20 }
    }

    /// Explains bytes whose digest is not the signed one: a detached CMS signature, a raw signature.
    ///
    /// - Parameters:
    ///   - bytes: what was digested.
    ///   - name: what the family calls it.
    ///   - mismatch: the two digests.
    ///   - effort: how long to look.
    /// - Returns: the causes; that the content was changed when none was found.
    package static func explain(
        _ bytes: [UInt8], name: String, mismatch: DigestMismatch, effort: Effort = .thorough
    ) -> DigestExplanation {
        var doctor = DigestDoctor(mismatch.algorithm, expected: mismatch.expectedBytes, effort: effort)
        let trials = bytes.first == UInt8(ascii: "<") ? DoctorTrial.xml(depth: 0) : DoctorTrial.any
        let causes = doctor.search(bytes, trials) ?? [SignatureCause(.contentChanged)]
        return explanation(uri: name, path: nil, mismatch, bytes, causes)
    }

    /// Explains an element whose canonical form does not have the signed digest: the string form of F1.
    package static func explain(
        _ element: XMLTree.Element, excluding excluded: [XMLTree.Element], name: String,
        canonicalization: Canonicalization = .exclusive, mismatch: DigestMismatch, effort: Effort = .thorough
    ) -> DigestExplanation {
        let expected = mismatch.expectedBytes
        let piece = SignedPiece(
            element: element, isWholeDocument: false, excluded: excluded, canonicalization: canonicalization)
        let causes = piece.causes(mismatch.algorithm, expected, effort: effort)
        return explanation(uri: name, path: element.path, mismatch, piece.bytes(canonicalization) ?? [], causes)
    }

    /// Explains an XML signature.
    ///
    /// - Parameters:
    ///   - signature: the `ds:Signature` element.
    ///   - options: what it was verified with.
    ///   - known: certificates that could be the signer's: those registered, and those of the trust anchors' files.
    ///   - effort: how long to look.
    /// - Returns: the outcome with causes; without any when the signature holds or fails for its form.
    package static func explain(
        _ signature: XMLTree.Element, options: XMLSignatureOptions, known: [X509Certificate] = [],
        effort: Effort = .thorough
    ) -> SignatureExplanation {
        let report = XMLSignatureVerifier.verify(signature, options: options) { _ in .core }.report
        var explanation = SignatureExplanation(report: report, digests: [], value: [])
        guard report.verdict != .accept,
            let form = try? XMLSignatureForm(signature, maximumReferences: options.maximumReferences)
        else { return explanation }
        // An inclusive canonicalization of SignedInfo that still fits its value proves that nothing around it changed.
        let isContextIntact = SignatureValueDoctor(form: form, options: options, known: known).isValueRight
        for reference in form.references {
            guard let target = try? XMLReferenceTarget(reference, of: form),
                let piece = SignedPiece(target), let bytes = piece.bytes(reference.canonicalization),
                let digest = try? Digest.of(bytes, reference.digest), !Digest.equal(digest, reference.value)
            else { continue }
            let mismatch = DigestMismatch(
                algorithm: reference.digest, expected: Hex.string(reference.value), found: Hex.string(digest))
            explanation.digests.append(
                Self.explanation(
                    uri: reference.uri, path: target.element.path, mismatch, bytes,
                    piece.causes(
                        reference.digest, reference.value, isContextIntact: isContextIntact, effort: effort)))
        }
        if report.subIndication == .signatureCryptoFailure {
            explanation.value = SignatureValueDoctor(form: form, options: options, known: known).causes()
        }
        return explanation
    }

    private static func explanation(
        uri: String, path: String?, _ mismatch: DigestMismatch, _ bytes: [UInt8], _ causes: [SignatureCause]
    ) -> DigestExplanation {
        DigestExplanation(
            uri: uri, path: path, mismatch: mismatch, canonical: Array(bytes.prefix(shownBytes)), count: bytes.count,
            causes: causes)
    }
}

/// A piece of a document that a signature covers, in the ways it could have been digested.
struct SignedPiece {
    let element: XMLTree.Element
    let isWholeDocument: Bool
    let excluded: [XMLTree.Element]
    let canonicalization: Canonicalization

    init(
        element: XMLTree.Element, isWholeDocument: Bool, excluded: [XMLTree.Element], canonicalization: Canonicalization
    ) {
        self.element = element
        self.isWholeDocument = isWholeDocument
        self.excluded = excluded
        self.canonicalization = canonicalization
    }

    init?(_ target: XMLReferenceTarget) {
        self.init(
            element: target.element, isWholeDocument: target.isWholeDocument,
            excluded: target.reference.isEnveloped && target.element.contains(target.signature)
                ? [target.signature] : [], canonicalization: target.reference.canonicalization)
    }

    func bytes(_ method: Canonicalization, including: Bool = false) -> [UInt8]? {
        let excluded = including ? [] : excluded
        return isWholeDocument
            ? try? element.tree.canonicalBytes(method, excluding: excluded)
            : try? element.canonicalBytes(method, excluding: excluded)
    }

    /// What gives the signed digest, the simplest first.
    ///
    /// - Parameters:
    ///   - algorithm: how the digest was computed.
    ///   - expected: the signed digest.
    ///   - isContextIntact: whether what stands around the signature is known not to have changed. An exclusive form
    ///     where an inclusive one is named is then a mistake of the signer, else namespaces were added since.
    ///   - effort: how long to look.
    /// - Returns: the causes; that the content was changed when none was found.
    func causes(
        _ algorithm: DigestAlgorithm, _ expected: [UInt8], isContextIntact: Bool = false,
        effort: SignatureDoctor.Effort
    ) -> [SignatureCause] {
        var doctor = DigestDoctor(algorithm, expected: expected, effort: effort)
        guard let bytes = bytes(canonicalization), effort == .thorough || bytes.count <= 1 << 20 else {
            return [SignatureCause(.contentChanged)]
        }
        let scope = element.inheritedNamespacePrefixes
        let context = DoctorTrial.context(bytes, inherited: scope)
        if !isContextIntact {
            for trial in context {
                if let changed = trial.change(bytes), changed != bytes, doctor.isRight(changed) {
                    return [trial.result]
                }
            }
        }
        if let cause = otherForm(&doctor) { return [cause] }
        let trials =
            [signatureWhiteSpace].compactMap { $0 } + context + DoctorTrial.xml(depth: element.depth)
        if let causes = doctor.search(bytes, trials) { return causes }
        for method in methods where method != canonicalization && effort == .thorough {
            guard let other = self.bytes(method) else { continue }
            for trial in DoctorTrial.context(other, inherited: scope) + DoctorTrial.xml(depth: element.depth) {
                if let changed = trial.change(other), changed != other, doctor.isRight(changed) {
                    return [SignatureCause(.canonicalization, detail: method.uri), trial.result]
                }
            }
        }
        if let cause = otherElement(&doctor) { return [cause] }
        return [SignatureCause(.contentChanged)]
    }

    private var methods: [Canonicalization] {
        [Canonicalization.inclusive, .inclusive11, .exclusive]
    }

    /// Another canonicalization, comments, or the signature itself in the digest.
    private func otherForm(_ doctor: inout DigestDoctor) -> SignatureCause? {
        for method in methods {
            if method != canonicalization, let bytes = bytes(method), doctor.isRight(bytes) {
                return SignatureCause(.canonicalization, detail: method.uri)
            }
            let commented = Canonicalization(method.method, withComments: true)
            if let bytes = bytes(commented), doctor.isRight(bytes) {
                return SignatureCause(.comments, detail: commented.uri)
            }
            if !excluded.isEmpty, let bytes = bytes(method, including: true), doctor.isRight(bytes) {
                return SignatureCause(.signatureIncluded)
            }
        }
        let source = isWholeDocument ? element.tree.sourceText : element.sourceText
        if let source, doctor.isRight(source) { return SignatureCause(.notCanonicalized) }
        return nil
    }

    /// White space that was put around the signature when it was inserted.
    private var signatureWhiteSpace: DoctorTrial? {
        guard !excluded.isEmpty, let without = bytes(canonicalization),
            let with = bytes(canonicalization, including: true)
        else { return nil }
        // The signature begins where the two forms part.
        let place = zip(without, with).prefix { $0 == $1 }.count
        return DoctorTrial(.signatureWhiteSpace) { bytes in
            guard bytes == without else { return nil }
            // The common part may run into the tag behind the signature; white space is in front of it.
            let head = bytes.prefix(place).reversed().drop { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "/") }
                .drop { Self.isSpace($0) }
            let tail = bytes.dropFirst(place).drop { Self.isSpace($0) }
            let opening = bytes.prefix(place).reversed().prefix { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "/") }
            return Array(head.reversed()) + Array(opening.reversed()) + tail
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D }

    /// Another element of the document that has the signed digest.
    private func otherElement(_ doctor: inout DigestDoctor) -> SignatureCause? {
        for candidate in element.tree.root.subtree.prefix(500) where candidate != element {
            for method in methods {
                let outside = excluded.filter { candidate.contains($0) }
                if let bytes = try? candidate.canonicalBytes(method, excluding: outside), doctor.isRight(bytes) {
                    return SignatureCause(.otherElement, detail: candidate.path)
                }
            }
        }
        return nil
    }
}

extension DigestMismatch {
    /// The signed digest.
    fileprivate var expectedBytes: [UInt8] {
        let digits = Array(expected.utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
        }
    }
}
