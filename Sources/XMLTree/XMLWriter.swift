import CLibXML2

/// Turns an ``XMLFragment`` into bytes: UTF-8, no white space of its own, the same bytes every time.
package enum XMLWriter {
    /// The document whose document element is `fragment`.
    ///
    /// - Throws: ``XMLError/Code/notWritable`` for names, prefixes or characters that would not be well-formed,
    ///   ``XMLError/Code/contextChanged`` when an existing element cannot keep its canonical forms at its place.
    package static func document(_ fragment: XMLFragment, declaration: Bool = true) throws(XMLError) -> [UInt8] {
        var plan = WritingPlan()
        try plan.add(fragment, in: WritingPlan.Scope())
        var bytes: [UInt8] = []
        withoutActuallyEscaping({ (span: Span<UInt8>) in
            span.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        }) { sink in
            var writer = MarkupWriter(sink: sink)
            writer.write(declaration: declaration)
            for step in plan.steps {
                switch step {
                case .raw(let string): writer.write(string)
                case .value(let string): writer.write(attributeValue: string)
                case .text(let string): writer.write(text: string)
                case .existing(let element, let declarations):
                    writer.write(element: element.node, declarations: declarations)
                }
            }
            writer.finish()
        }
        return bytes
    }
}

/// What is to be written, checked whole before the first byte is.
private struct WritingPlan {
    enum Step {
        case raw(String)
        case value(String)
        case text(String)
        case existing(XMLTree.Element, declarations: [(prefix: String, uri: String)])
    }

    /// What the elements around a place say about namespaces and `xml:` attributes.
    struct Scope {
        var namespaces: [String: String] = [:]
        var xmlAttributes: [XMLFragment.Attribute] = []
    }

    private(set) var steps: [Step] = []

    mutating func add(_ fragment: XMLFragment, in outer: Scope) throws(XMLError) {
        if case .existing(let element) = fragment.content {
            steps.append(.existing(element, declarations: try Self.declarations(for: element, in: outer)))
            return
        }
        var scope = outer
        for attribute in fragment.attributes { try Self.note(attribute, of: fragment, in: &scope) }
        try Self.checkNames(of: fragment, in: scope)
        steps.append(.raw("<" + fragment.name))
        for attribute in fragment.attributes {
            try Self.checkCharacters(attribute.value, of: attribute.name)
            steps += [.raw(" " + attribute.name + "=\""), .value(attribute.value), .raw("\"")]
        }
        switch fragment.content {
        case .empty: steps.append(.raw("/>"))
        case .text(let value):
            try Self.checkCharacters(value, of: fragment.name)
            steps += [.raw(">"), .text(value), .raw("</" + fragment.name + ">")]
        case .children(let children):
            steps.append(.raw(">"))
            for child in children { try add(child, in: scope) }
            steps.append(.raw("</" + fragment.name + ">"))
        case .existing: break
        }
    }

    private static func note(
        _ attribute: XMLFragment.Attribute, of fragment: XMLFragment, in scope: inout Scope
    ) throws(XMLError) {
        if attribute.name == "xmlns" {
            scope.namespaces[""] = attribute.value
        } else if attribute.name.hasPrefix("xmlns:") {
            let prefix = String(attribute.name.dropFirst(6))
            guard !attribute.value.isEmpty, prefix != "xml", prefix != "xmlns" else {
                throw XMLError(.notWritable, "\(attribute.name)=\"\(attribute.value)\" on \(fragment.name)")
            }
            scope.namespaces[prefix] = attribute.value
        } else if attribute.name.hasPrefix("xml:") {
            scope.xmlAttributes.append(attribute)
        }
    }

    private static func checkNames(of fragment: XMLFragment, in scope: Scope) throws(XMLError) {
        func check(_ name: String, isElement: Bool) throws(XMLError) -> String {
            guard xmlValidateQName(name, 0) == 0 else { throw XMLError(.notWritable, "not a name: \(name)") }
            guard let colon = name.firstIndex(of: ":") else {
                return "{" + (isElement ? scope.namespaces[""] ?? "" : "") + "}" + name
            }
            let prefix = String(name[..<colon])
            if prefix == "xmlns" { return name }
            guard let uri = prefix == "xml" ? "xml" : scope.namespaces[prefix] else {
                throw XMLError(.notWritable, "prefix not declared: \(name)")
            }
            return "{\(uri)}" + name[name.index(after: colon)...]
        }
        _ = try check(fragment.name, isElement: true)
        var seen: Set<String> = []
        for attribute in fragment.attributes
        where !seen.insert(try check(attribute.name, isElement: false)).inserted {
            throw XMLError(.notWritable, "attribute written twice: \(attribute.name) on \(fragment.name)")
        }
    }

    /// Characters that no XML 1.0 document can hold (production 2) cannot be escaped either.
    private static func checkCharacters(_ value: String, of name: String) throws(XMLError) {
        for scalar in value.unicodeScalars
        where scalar.value < 0x20 && scalar != "\t" && scalar != "\n" && scalar != "\r" || scalar.value == 0xFFFE
            || scalar.value == 0xFFFF
        {
            let hex = String(scalar.value, radix: 16, uppercase: true)
            throw XMLError(.notWritable, "U+\(hex) in the value of \(name), which no XML document can hold")
        }
    }

    /// The declarations an existing element needs at its new place so that the same namespaces are in scope as before.
    ///
    /// Inclusive canonicalization writes every namespace in scope and every inherited `xml:` attribute, exclusive only
    /// what is used; the element keeps both forms when nothing in scope changes. A prefix of the new surroundings that
    /// the element did not know cannot be undone in XML 1.0.
    private static func declarations(
        for element: XMLTree.Element, in scope: Scope
    ) throws(XMLError) -> [(prefix: String, uri: String)] {
        try element.tree.requireCanonicalForm()
        let before = element.node.inScopeNamespaces
        for prefix in scope.namespaces.keys.sorted() where !prefix.isEmpty && before[prefix] == nil {
            throw XMLError(
                .contextChanged,
                "the prefix \(prefix) is new around \(element.qualifiedName) and would be part of its "
                    + "inclusive canonical form")
        }
        guard scope.xmlAttributes == element.node.inheritedXMLAttributes else {
            throw XMLError(.contextChanged, "other xml: attributes around \(element.qualifiedName) than before")
        }
        let own = element.node.declaredPrefixes
        var result: [(prefix: String, uri: String)] = []
        for (prefix, uri) in before.sorted(by: { $0.key < $1.key })
        where !own.contains(prefix) && scope.namespaces[prefix, default: ""] != uri {
            result.append((prefix, uri))
        }
        if before[""] == nil, !own.contains(""), !scope.namespaces["", default: ""].isEmpty {
            result.insert(("", ""), at: 0)
        }
        return result
    }
}

extension UnsafeMutablePointer where Pointee == xmlNode {
    /// The namespaces in scope, by prefix; the default one under the empty string, absent when there is none.
    fileprivate var inScopeNamespaces: [String: String] {
        var result: [String: String] = [:]
        for node in lineage {
            var next = node.pointee.nsDef
            while let namespace = next {
                let prefix = namespace.pointee.prefix.map { String(cString: $0) } ?? ""
                result[prefix] = namespace.pointee.uri
                next = namespace.pointee.next
            }
        }
        return result
    }

    fileprivate var declaredPrefixes: Set<String> {
        var result: Set<String> = []
        var next = pointee.nsDef
        while let namespace = next {
            result.insert(namespace.pointee.prefix.map { String(cString: $0) } ?? "")
            next = namespace.pointee.next
        }
        return result
    }

    /// The `xml:` attributes of the elements around this one, outermost first.
    fileprivate var inheritedXMLAttributes: [XMLFragment.Attribute] {
        var result: [XMLFragment.Attribute] = []
        for node in lineage.dropLast() {
            var next = node.pointee.properties
            while let attribute = next {
                if attribute.pointee.isInXMLNamespace, let name = attribute.pointee.name {
                    result.append(XMLFragment.Attribute("xml:" + String(cString: name), attribute.pointee.value))
                }
                next = attribute.pointee.next
            }
        }
        return result
    }
}
