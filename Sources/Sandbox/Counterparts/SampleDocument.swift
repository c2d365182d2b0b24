internal import Gateway
internal import Messages
internal import SingleWindow
internal import XMLTree

/// An F1 envelope made from a sample of the catalogue: what simulated parties write, so that they know no procedure
/// either. Fields are set by element path; the result is unsigned.
struct SampleDocument {
    private var root: XMLFragment

    /// The sample of `entry`.
    init(_ entry: MessageEntry, in catalogue: Catalogue) throws {
        guard let code = ProcedureCode(entry.code.documentType), let pack = catalogue.pack(code) else {
            throw SandboxError("no procedure \(entry.code.documentType)")
        }
        let path = "\(catalogue.folder)/\(pack.sample(of: entry))"
        let tree = try XMLTree(parsing: try FileReader.bytes(path), limits: .standard)
        root = SampleDocument.fragment(of: tree.root)
    }

    private static func fragment(of element: XMLTree.Element) -> XMLFragment {
        let children = Array(element.children)
        if children.isEmpty { return XMLFragment(element.localName, text: (try? element.text) ?? "") }
        return XMLFragment(element.localName, children.map(fragment))
    }

    /// Sets the text of every element at `path` below the root (`Header/Subject/reference`); nothing where there is none.
    mutating func set(_ path: String, to text: String) {
        root = SampleDocument.setting(root, path.split(separator: "/")[...], text)
    }

    private static func setting(
        _ fragment: XMLFragment, _ path: ArraySlice<Substring>, _ text: String
    ) -> XMLFragment {
        guard let first = path.first else { return XMLFragment(fragment.name, text: text) }
        guard case .children(let children) = fragment.content else { return fragment }
        return XMLFragment(
            fragment.name,
            children.map { $0.name == first ? setting($0, path.dropFirst(), text) : $0 })
    }

    /// Sets a field of the content by its path below `Content`, where the message has that field.
    mutating func setField(_ path: String?, to text: String?) {
        guard let path, let text else { return }
        set("Body/Content/\(path)", to: text)
    }

    /// The header: parties, subject and identifier.
    mutating func setHeader(
        from sender: PartyCode, to recipient: PartyCode, id: MessageKey, reference: String, previous: String,
        at time: Timestamp
    ) {
        for (element, party) in [("From", sender), ("To", recipient)] {
            set("Header/\(element)/name", to: party.name)
            set("Header/\(element)/identity", to: party.identity)
            for (name, value) in [
                ("ministryCode", party.ministryCode), ("organizationCode", party.organizationCode),
                ("unitCode", party.unitCode),
            ] {
                set("Header/\(element)/\(name)", to: value ?? party.identity)
            }
        }
        set("Header/Reference/messageId", to: id.rawValue)
        set("Header/Subject/reference", to: reference)
        set("Header/Subject/preReference", to: previous)
        set("Header/Subject/documentYear", to: String(time.year))
        set("Header/Subject/preDocumentYear", to: String(time.year))
        set("Header/Subject/sendDate", to: time.nswForm)
    }

    /// The document's bytes, unsigned.
    func bytes() throws -> [UInt8] { try XMLWriter.document(root) }
}
