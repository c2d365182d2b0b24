internal import Signatures
internal import SingleWindow
internal import XMLTree

/// A signature of an F1 message and where it stands.
struct NSWSignaturePlace {
    enum Form {
        /// The text of a signature field.
        case string(String)
        /// A `ds:Signature`.
        case element(XMLTree.Element)
    }

    /// What it is there for: by its place in the document or at the top of the envelope.
    var layer: SignerRole
    var form: Form
    /// The field or the signature itself.
    var element: XMLTree.Element

    /// Every signature of the envelope: at most one for each layer, each where it is expected.
    static func all(in envelope: NSWEnvelope) throws(NSWSignatureFailure) -> [NSWSignaturePlace] {
        var places: [NSWSignaturePlace] = []
        if let field = envelope.headerSignature, try content(of: field, .message) != nil {
            // 132 published schemas declare the field; nobody is known to fill it, so what would be in it is not known.
            throw .unexpected(field)
        }
        for (field, layer) in [
            (envelope.documentSignature, SignerRole.document), (envelope.messageSignature, .message),
        ] {
            if let field, let place = try content(of: field, layer) { places.append(place) }
        }
        for signature in envelope.looseSignatures {
            let layer: SignerRole = signature.parent == envelope.body ? .document : .message
            places.append(NSWSignaturePlace(layer: layer, form: .element(signature), element: signature))
        }
        for layer in SignerRole.allCases {
            let found = places.filter { $0.layer == layer }
            if found.count > 1 { throw .unexpected(found[1].element) }
        }
        let expected = places.compactMap { place in
            if case .element(let element) = place.form { element } else { nil }
        }
        let stray = envelope.root.subtree.first {
            $0.isNamed("Signature", namespace: NSWEnvelope.signatureNamespace) && !expected.contains($0)
        }
        if let stray { throw .unexpected(stray) }
        return places
    }

    /// What a signature field holds; nil where it is empty.
    private static func content(
        of field: XMLTree.Element, _ layer: SignerRole
    ) throws(NSWSignatureFailure) -> NSWSignaturePlace? {
        let children = Array(field.children)
        if let first = children.first {
            guard children.count == 1, !field.hasTextBesideElements,
                first.isNamed("Signature", namespace: NSWEnvelope.signatureNamespace)
            else { throw .malformed(field) }
            return NSWSignaturePlace(layer: layer, form: .element(first), element: first)
        }
        let text: String
        do throws(XMLError) {
            text = try field.text
        } catch {
            throw .malformed(field)
        }
        return text.trimmingWhiteSpace().isEmpty
            ? nil : NSWSignaturePlace(layer: layer, form: .string(text), element: field)
    }
}

/// Why the signatures of an F1 message are not accepted, beyond what the signature formats say themselves.
struct NSWSignatureFailure: Error {
    var verdict: Verdict
    var subIndication: SubIndication
    var code: String
    var reason: Text

    init(_ verdict: Verdict, _ subIndication: SubIndication, _ code: String, _ reason: Text) {
        self.verdict = verdict
        self.subIndication = subIndication
        self.code = code
        self.reason = reason
    }

    var report: SignatureReport {
        let isFormat = subIndication == .formatFailure
        return .failed(verdict, isFormat ? .totalFailed : .indeterminate, subIndication, code: code, reason: reason)
    }

    static let missing = NSWSignatureFailure(
        .refuse, .signatureConstraintsFailure, "signature.missing",
        Text(vi: "Thông điệp không có chữ ký số.", en: "The message is not signed."))

    static let documentNotSigned = NSWSignatureFailure(
        .refuse, .signatureConstraintsFailure, "signature.missing",
        Text(
            vi: "Thiếu chữ ký số của hồ sơ (Body/Signature).",
            en: "The document's signature (Body/Signature) is missing."))

    static let headerNotCovered = NSWSignatureFailure(
        .refuse, .signatureConstraintsFailure, "signature.header_not_covered",
        Text(
            vi: "Phần đầu thông điệp không được chữ ký nào bao trùm (thiếu SystemSignature).",
            en: "No signature covers the header (SystemSignature is missing)."))

    static func unexpected(_ element: XMLTree.Element) -> NSWSignatureFailure {
        NSWSignatureFailure(
            .refuse, .signatureConstraintsFailure, "signature.unexpected",
            Text(
                vi: "Có chữ ký ở chỗ không quy định: \(element.path).",
                en: "There is a signature where none is expected: \(element.path)."))
    }

    static func notCovered(_ place: NSWSignaturePlace) -> NSWSignatureFailure {
        NSWSignatureFailure(
            .refuse, .signatureConstraintsFailure, "signature.not_covered",
            place.layer == .document
                ? Text(
                    vi: "Chữ ký \(place.element.path) không bao trùm hồ sơ trong Content.",
                    en: "The signature \(place.element.path) does not cover the document in Content.")
                : Text(
                    vi: "Chữ ký \(place.element.path) không bao trùm phần đầu thông điệp.",
                    en: "The signature \(place.element.path) does not cover the header."))
    }

    static func commentInValue(_ error: XMLError) -> NSWSignatureFailure {
        NSWSignatureFailure(.refuse, .formatFailure, error.code.rawValue, error.problem.message)
    }

    static func malformed(_ field: XMLTree.Element) -> NSWSignatureFailure {
        NSWSignatureFailure(
            .refuse, .formatFailure, "signature.malformed",
            Text(
                vi: "\(field.path) không chứa đúng một chữ ký.",
                en: "\(field.path) does not hold exactly one signature."))
    }

    static func notBase64(_ place: NSWSignaturePlace) -> NSWSignatureFailure {
        NSWSignatureFailure(
            .refuse, .formatFailure, "signature.malformed",
            Text(
                vi: "\(place.element.path) không phải base64.", en: "\(place.element.path) is not base64."))
    }
}
