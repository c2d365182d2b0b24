internal import SingleWindow
internal import XMLTree

/// The parts of an F1 envelope: `Envelope/Header{Reference,From,To,Subject}/Body{Content,Signature}/SystemSignature`
/// (reference/domain.md 1.1).
///
/// Elements are found by local name, since the published schemas have no namespace and peers write some. Each may stand
/// once: two readers must not be able to take two different ones for the same thing.
struct NSWEnvelope: Sendable {
    let root: XMLTree.Element
    let header: XMLTree.Element
    let reference: XMLTree.Element?
    let from: XMLTree.Element
    let to: XMLTree.Element
    let subject: XMLTree.Element
    let body: XMLTree.Element
    let content: XMLTree.Element
    /// The one element inside Content: the document.
    let document: XMLTree.Element
    /// `Header/Signature`, which 132 published schemas declare and nobody is known to fill.
    let headerSignature: XMLTree.Element?
    /// `Body/Signature`.
    let documentSignature: XMLTree.Element?
    /// `SystemSignature`.
    let messageSignature: XMLTree.Element?
    /// `ds:Signature` directly under Body or under Envelope, in document order.
    let looseSignatures: [XMLTree.Element]

    static let signatureNamespace = "http://www.w3.org/2000/09/xmldsig#"

    /// Takes the document element apart; nil where a part is missing, with everything that is wrong in `problems`.
    init?(_ root: XMLTree.Element, problems: inout [Problem]) {
        var parts = EnvelopeParts(problems: problems)
        defer { problems = parts.problems }
        guard root.localName == "Envelope" else {
            parts.note(
                "envelope.root", root,
                Text(
                    vi: "Phần tử gốc là \(root.localName), phải là Envelope.",
                    en: "The document element is \(root.localName); it must be Envelope."))
            return nil
        }
        let top = parts.children(of: root, ["Header", "Body"], optional: ["SystemSignature"], signatures: true)
        let header = top["Header"].map {
            parts.children(of: $0, ["From", "To", "Subject"], optional: ["Reference", "Signature"])
        }
        let body = top["Body"].map { parts.children(of: $0, ["Content"], optional: ["Signature"], signatures: true) }
        let document = body?["Content"].flatMap { parts.onlyChild(of: $0) }
        guard let header, let body, let headerElement = top["Header"], let bodyElement = top["Body"],
            let from = header["From"], let to = header["To"], let subject = header["Subject"],
            let content = body["Content"], let document
        else { return nil }
        self.root = root
        self.header = headerElement
        reference = header["Reference"]
        self.from = from
        self.to = to
        self.subject = subject
        self.body = bodyElement
        self.content = content
        self.document = document
        headerSignature = header["Signature"]
        documentSignature = body["Signature"]
        messageSignature = top["SystemSignature"]
        looseSignatures = [bodyElement, root].flatMap { parent in
            parent.children.filter { $0.isNamed("Signature", namespace: NSWEnvelope.signatureNamespace) }
        }
    }
}

/// Gathers the children of structural elements and what is wrong with them.
struct EnvelopeParts {
    private(set) var problems: [Problem]

    init(problems: [Problem] = []) { self.problems = problems }

    /// The children by name: all of `required` and any of `optional`, each once and nothing else; `ds:Signature` beside
    /// them where `signatures` says so.
    mutating func children(
        of element: XMLTree.Element, _ required: [String], optional: [String] = [], signatures: Bool = false
    ) -> [String: XMLTree.Element] {
        var found: [String: XMLTree.Element] = [:]
        for child in element.children {
            let name = child.localName
            if child.isNamed("Signature", namespace: NSWEnvelope.signatureNamespace) {
                if !signatures { unexpected(child, in: element) }
            } else if !required.contains(name), !optional.contains(name) {
                unexpected(child, in: element)
            } else if found.updateValue(child, forKey: name) != nil {
                note(
                    "envelope.duplicate_element", child,
                    Text(
                        vi: "Phần tử \(name) xuất hiện nhiều lần trong \(element.localName).",
                        en: "The element \(name) stands more than once in \(element.localName)."))
            }
        }
        for name in required where found[name] == nil {
            note(
                "envelope.missing_element", element,
                Text(
                    vi: "Thiếu phần tử \(name) trong \(element.localName).",
                    en: "The element \(name) is missing in \(element.localName)."))
        }
        if element.hasTextBesideElements {
            note(
                "envelope.text", element,
                Text(
                    vi: "\(element.localName) không được chứa văn bản ngoài các phần tử con.",
                    en: "\(element.localName) may not hold text beside its elements."))
        }
        return found
    }

    /// The one element inside `content`.
    mutating func onlyChild(of content: XMLTree.Element) -> XMLTree.Element? {
        let children = Array(content.children)
        guard let first = children.first, !content.hasTextBesideElements else {
            note(
                "content.empty", content,
                Text(
                    vi: "Content phải chứa đúng một phần tử nghiệp vụ.",
                    en: "Content must hold exactly one business element."))
            return nil
        }
        if children.count > 1 {
            note(
                "content.many", children[1],
                Text(
                    vi: "Content chứa \(children.count) phần tử, phải có đúng một.",
                    en: "Content holds \(children.count) elements; it must hold exactly one."))
        }
        return first
    }

    mutating func note(_ code: String, _ element: XMLTree.Element, _ message: Text, hint: Text? = nil) {
        problems.append(
            Problem(
                code: "nsw." + code, line: element.line, path: element.path, message: message, hint: hint))
    }

    private mutating func unexpected(_ child: XMLTree.Element, in element: XMLTree.Element) {
        note(
            "envelope.unexpected_element", child,
            Text(
                vi: "Phần tử \(child.localName) không được đứng trong \(element.localName).",
                en: "The element \(child.localName) may not stand in \(element.localName)."))
    }
}
