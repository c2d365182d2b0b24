import CLibXML2

extension XMLTree.Element {
    /// The value of a leaf.
    ///
    /// Throws ``XMLError/Code/commentInValue`` or ``XMLError/Code/elementInValue`` instead of guessing: canonicalization
    /// drops comments while many readers stop at them, so a signed `1<!-- -->00` is one hundred to one reader and one to
    /// the other. Values are taken whole or not at all.
    package var text: String {
        get throws(XMLError) {
            guard let child = node.pointee.children else { return "" }
            if child.pointee.next == nil, child.pointee.isText { return child.pointee.content.string }
            var result = ""
            var next: xmlNodePtr? = child
            while let current = next {
                guard current.pointee.isText else { throw XMLTree.refusal(of: current, in: node) }
                result += current.pointee.content.string
                next = current.pointee.next
            }
            return result
        }
    }

    /// The value's UTF-8 bytes, under the rules of ``text``: base64 values of megabytes need no string.
    package var textBytes: [UInt8] {
        get throws(XMLError) {
            var result: [UInt8] = []
            var next = node.pointee.children
            while let current = next {
                guard current.pointee.isText else { throw XMLTree.refusal(of: current, in: node) }
                if let content = current.pointee.content {
                    result.append(contentsOf: UnsafeBufferPointer(start: content, count: Int(xmlStrlen(content))))
                }
                next = current.pointee.next
            }
            return result
        }
    }

    /// Whether there is anything but white space, comments and processing instructions between the child elements.
    package var hasTextBesideElements: Bool {
        var next = node.pointee.children
        while let current = next {
            if current.pointee.isText, xmlIsBlankNode(current) == 0 { return true }
            next = current.pointee.next
        }
        return false
    }

    /// The first comment or processing instruction that stands inside a value anywhere below: in an element with text of
    /// its own. Between elements comments are harmless: no reader builds a value there.
    package var firstCommentInValue: XMLError? {
        guard tree.hasComments else { return nil }
        for element in subtree {
            var (hasText, intruder) = (false, xmlNodePtr?.none)
            var next = element.node.pointee.children
            while let current = next {
                switch current.pointee.type {
                case XML_COMMENT_NODE, XML_PI_NODE: intruder = intruder ?? current
                case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: hasText = hasText || xmlIsBlankNode(current) == 0
                default: break
                }
                next = current.pointee.next
            }
            // A comment alone in a leaf splits nothing but the empty value; it is refused too, since `<a><!--x--></a>` is
            // no value anybody means to write.
            if let intruder, hasText || element.node.pointee.children?.elementFromHere == nil {
                return XMLTree.refusal(of: intruder, in: element.node)
            }
        }
        return nil
    }
}

extension XMLTree {
    static func refusal(of child: xmlNodePtr, in parent: xmlNodePtr) -> XMLError {
        let line = xmlGetLineNo(parent)
        switch child.pointee.type {
        case XML_ELEMENT_NODE:
            return XMLError(.elementInValue, "an element inside the value of \(parent.path)", line: line)
        default:
            return XMLError(
                .commentInValue, "a comment, processing instruction or entity inside the value of \(parent.path)",
                line: line)
        }
    }
}
