internal import SingleWindow
internal import XMLTree

extension NSWSOAP {
    /// Takes the F1 envelope out of a call. The payload may be CDATA, escaped text, or the elements themselves; in the
    /// last case their bytes are the canonical ones of the element, since a signature is over those.
    package static func unwrap(_ bytes: [UInt8]) throws(Fault) -> Request {
        let (version, body) = try body(of: bytes)
        guard let operation = only(body.children) else {
            throw fault(
                version, "soap.body", "Body phải chứa đúng một lời gọi.", "The Body must hold exactly one call.")
        }
        let names = ["receiveRequest": nil, "sendToMinistryRequest": nil, "receive": "request", "GatewayData": nil]
        guard let wrapper = names[operation.localName] else {
            throw fault(
                version, "soap.operation", "Không có dịch vụ \(operation.localName).",
                "There is no operation \(operation.localName).")
        }
        guard let profile = Profile(rawValue: operation.namespaceURI ?? "") else {
            throw fault(
                version, "soap.namespace", "Không biết không gian tên \(operation.namespaceURI ?? "").",
                "The namespace \(operation.namespaceURI ?? "") is not known.")
        }
        let fields = wrapper.flatMap { operation.first($0) } ?? operation
        guard let payload = only(fields.all("requestPayload")) else {
            throw fault(
                version, "soap.payload", "Lời gọi phải có đúng một requestPayload.",
                "The call must have exactly one requestPayload.")
        }
        return Request(
            version: version, profile: profile, officeCode: text(fields.first("officeCode")),
            documentType: text(fields.first("documentType")), payload: try contents(of: payload, version))
    }

    /// Takes the F1 envelope out of an answer to a call of ours; throws the fault that came instead.
    package static func unwrapResponse(_ bytes: [UInt8]) throws(Fault) -> [UInt8] {
        let (version, body) = try body(of: bytes)
        if let fault = body.first("Fault") {
            let code = text(fault.first("faultcode")) ?? text(fault.descend("Code", "Value")) ?? ""
            let reason = text(fault.first("faultstring")) ?? text(fault.descend("Reason", "Text")) ?? ""
            // SOAP 1.1 section 4.4.1 and 1.2 section 5.4.6: Client and Sender are the caller's faults.
            let isOurs = ["Client", "Sender", "VersionMismatch", "MustUnderstand"].contains { code.hasSuffix($0) }
            throw Fault(
                version: version, isCallers: isOurs,
                problem: Problem(
                    code: "soap.fault",
                    message: Text(
                        vi: "Đối tác trả lỗi SOAP: \(reason)", en: "The partner answered with a fault: \(reason)")))
        }
        let payload = body.subtree.filter { $0.isNamed("responsePayload") }
        guard payload.count == 1 else {
            throw fault(
                version, "soap.payload", "Trả lời phải có đúng một responsePayload.",
                "The answer must have exactly one responsePayload.")
        }
        return try contents(of: payload[0], version)
    }

    // MARK: - Parts

    private static func body(of bytes: [UInt8]) throws(Fault) -> (Version, XMLTree.Element) {
        let root: XMLTree.Element
        do throws(XMLError) {
            root = try XMLTree(parsing: bytes).root
        } catch {
            throw Fault(version: .v11, isCallers: true, problem: error.problem)
        }
        guard root.localName == "Envelope", let version = Version(namespace: root.namespaceURI) else {
            throw fault(
                .v11, "soap.envelope", "Không phải phong bì SOAP 1.1 hay 1.2.",
                "This is no envelope of SOAP 1.1 or 1.2.")
        }
        let required = root.first("Header")?.children.first { header in
            ["1", "true"].contains(header.attribute("mustUnderstand", namespace: version.rawValue))
        }
        if let required {
            throw fault(
                version, "soap.must_understand", "Không hiểu phần đầu \(required.localName).",
                "The header \(required.localName) is not understood.")
        }
        guard let body = only(root.all("Body")) else {
            throw fault(version, "soap.body", "Phải có đúng một Body.", "There must be exactly one Body.")
        }
        return (version, body)
    }

    private static func contents(of payload: XMLTree.Element, _ version: Version) throws(Fault) -> [UInt8] {
        do throws(XMLError) {
            if let element = only(payload.children), !payload.hasTextBesideElements {
                return try element.canonicalBytes(.exclusive)
            }
            let bytes = try payload.textBytes
            guard bytes.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }) else {
                throw XMLError(.empty, "empty payload")
            }
            return trimmed(bytes)
        } catch {
            throw Fault(version: version, isCallers: true, problem: error.problem)
        }
    }

    /// White space around the payload is the SOAP writer's; an XML declaration must stand first.
    private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return Array(bytes[first...last])
    }

    private static func text(_ element: XMLTree.Element?) -> String? {
        guard let text = (element.flatMap { try? $0.text })?.trimmingWhiteSpace(), !text.isEmpty else { return nil }
        return text
    }

    private static func only(_ elements: some Sequence<XMLTree.Element>) -> XMLTree.Element? {
        let elements = Array(elements)
        return elements.count == 1 ? elements[0] : nil
    }

    private static func fault(_ version: Version, _ code: String, _ vi: String, _ en: String) -> Fault {
        Fault(version: version, isCallers: true, problem: Problem(code: code, message: Text(vi: vi, en: en)))
    }
}
