/// An element to be written: a name, attributes and content, as a value.
///
/// Writers of messages build one of these; ``XMLWriter`` turns it into bytes.
package struct XMLFragment: Hashable, Sendable {
    /// The name as it is to be written, with a prefix where there is one.
    package var name: String
    /// Attributes in the order they are to be written. Namespace declarations are attributes named `xmlns` or `xmlns:p`.
    package var attributes: [Attribute]
    package var content: Content

    package struct Attribute: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package enum Content: Hashable, Sendable {
        /// Nothing: written as `<name/>`.
        case empty
        /// A value.
        case text(String)
        /// Elements.
        case children([XMLFragment])
        /// An element that exists already and must keep its canonical forms; name and attributes are its own.
        case existing(XMLTree.Element)
    }

    /// An element with a value. The empty value is written as `<name></name>`, as signers expect of a field that is there.
    package init(_ name: String, attributes: [Attribute] = [], text: String) {
        self.init(name, attributes: attributes, content: .text(text))
    }

    /// An element with elements in it.
    package init(_ name: String, attributes: [Attribute] = [], _ children: [XMLFragment]) {
        self.init(name, attributes: attributes, content: .children(children))
    }

    /// An empty element.
    package init(_ name: String, attributes: [Attribute] = []) {
        self.init(name, attributes: attributes, content: .empty)
    }

    /// An element that was read, to be written again so that its canonical forms, inclusive and exclusive, stay the same.
    package init(existing element: XMLTree.Element) {
        self.init(element.qualifiedName, attributes: [], content: .existing(element))
    }

    private init(_ name: String, attributes: [Attribute], content: Content) {
        self.name = name
        self.attributes = attributes
        self.content = content
    }

    /// Adds a child element at the end.
    package mutating func append(_ child: XMLFragment) {
        switch content {
        case .children(let children): content = .children(children + [child])
        case .empty, .text, .existing: content = .children([child])
        }
    }
}
