import CLibXML2

/// What verifying an enveloped signature costs with bare libxml2 calls and nothing of ours: parse, take the signature out,
/// canonicalize what is left and then `SignedInfo`, free.
///
/// The yardstick of `nsw bench verify`. It checks nothing that a verifier must check and is used for nothing else.
package enum BareLibraryCalls {
    /// The pieces a signature is verified with; they live as long as the call they are passed to.
    package struct Pieces {
        /// Exclusive canonical form of the document without its signature.
        package let content: UnsafeBufferPointer<UInt8>
        /// Exclusive canonical form of `SignedInfo`.
        package let signedInfo: UnsafeBufferPointer<UInt8>
        /// Text of `DigestValue`.
        package let digestValue: UnsafeBufferPointer<UInt8>
        /// Text of `SignatureValue`.
        package let signatureValue: UnsafeBufferPointer<UInt8>
    }

    /// Takes apart a document whose document element holds one `Signature`; false where anything is not as expected.
    package static func verify(_ document: UnsafeBufferPointer<CChar>, _ body: (Pieces) -> Bool) -> Bool {
        LibraryState.prepare()
        guard
            let tree = xmlReadMemory(
                document.baseAddress, Int32(document.count), nil, nil,
                Int32(XML_PARSE_NONET.rawValue | XML_PARSE_COMPACT.rawValue))
        else { return false }
        defer { xmlFreeDoc(tree) }
        guard let signature = xmlDocGetRootElement(tree)?.child("Signature"),
            let info = signature.child("SignedInfo"), let value = signature.child("SignatureValue"),
            let digest = info.child("Reference")?.child("DigestValue")
        else { return false }
        xmlUnlinkNode(signature)
        defer { xmlFreeNode(signature) }
        guard let content = canonical(tree) else { return false }
        defer { xmlOutputBufferClose(content) }
        // Exclusive canonicalization writes only the namespaces in use, so SignedInfo needs nothing of its context.
        guard let alone = xmlNewDoc("1.0") else { return false }
        alone.pointee.dict = tree.pointee.dict
        xmlDictReference(tree.pointee.dict)
        xmlUnlinkNode(info)
        xmlDocSetRootElement(alone, info)
        defer { xmlFreeDoc(alone) }
        guard let signedInfo = canonical(alone) else { return false }
        defer { xmlOutputBufferClose(signedInfo) }
        let digestText = xmlNodeGetContent(digest)
        let valueText = xmlNodeGetContent(value)
        defer {
            CLibXML2_free(digestText)
            CLibXML2_free(valueText)
        }
        return body(
            Pieces(
                content: bytes(of: content), signedInfo: bytes(of: signedInfo), digestValue: bytes(of: digestText),
                signatureValue: bytes(of: valueText)))
    }

    private static func canonical(_ document: xmlDocPtr) -> xmlOutputBufferPtr? {
        guard let output = xmlAllocOutputBuffer(nil) else { return nil }
        guard xmlC14NExecute(document, nil, nil, Int32(XML_C14N_EXCLUSIVE_1_0.rawValue), nil, 0, output) >= 0 else {
            xmlOutputBufferClose(output)
            return nil
        }
        return output
    }

    private static func bytes(of output: xmlOutputBufferPtr) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: xmlOutputBufferGetContent(output), count: xmlOutputBufferGetSize(output))
    }

    private static func bytes(of text: UnsafeMutablePointer<xmlChar>?) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: text, count: Int(xmlStrlen(text)))
    }
}

extension UnsafeMutablePointer where Pointee == xmlNode {
    fileprivate func child(_ name: String) -> xmlNodePtr? {
        var next = pointee.children
        while let node = next {
            if node.pointee.type == XML_ELEMENT_NODE, node.pointee.name.isEqual(to: name) { return node }
            next = node.pointee.next
        }
        return nil
    }
}
