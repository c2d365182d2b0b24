internal import SingleWindow
internal import XMLTree

extension NSWSOAP {
    /// A call with an F1 envelope as its payload. Payloads are written as escaped text, which every reader takes.
    package static func wrap(_ request: Request) throws -> (contentType: String, bytes: [UInt8]) {
        var fields: [XMLFragment] = []
        let prefix = request.profile == .ministryGateway ? "d:" : "g:"
        if request.profile != .adapter {
            fields = [
                XMLFragment(prefix + "officeCode", text: request.officeCode ?? ""),
                XMLFragment(prefix + "documentType", text: request.documentType ?? ""),
            ]
        }
        fields.append(XMLFragment(prefix + "requestPayload", text: String(decoding: request.payload, as: UTF8.self)))
        let operation =
            request.profile == .ministryGateway
            ? XMLFragment(
                "g:receive", attributes: namespaces(request.profile), [XMLFragment("g:request", fields)])
            : XMLFragment("g:receiveRequest", attributes: namespaces(request.profile), fields)
        return (request.version.contentType, try envelope(operation, request.version))
    }

    /// The answer to `request`: the F1 answer in the elements of the request's profile.
    package static func wrap(
        response payload: [UInt8], to request: Request
    ) throws -> (contentType: String, bytes: [UInt8]) {
        let text = String(decoding: payload, as: UTF8.self)
        let operation =
            request.profile == .ministryGateway
            ? XMLFragment(
                "g:receiveResponse", attributes: namespaces(request.profile),
                [XMLFragment("g:receiveResult", [XMLFragment("d:responsePayload", text: text)])])
            : XMLFragment(
                "g:receiveResponse", attributes: namespaces(request.profile),
                [XMLFragment("g:responsePayload", text: text)])
        return (request.version.contentType, try envelope(operation, request.version))
    }

    /// A fault (SOAP 1.1 section 4.4, SOAP 1.2 section 5.4), its code and text in `detail` as well.
    package static func wrap(_ fault: Fault) throws -> (contentType: String, bytes: [UInt8]) {
        let problem = XMLFragment(
            "n:problem", attributes: [.init("xmlns:n", "urn:nsw-gateway:problem")],
            [
                XMLFragment("n:code", text: fault.problem.code),
                XMLFragment("n:message", attributes: [.init("xml:lang", "vi")], text: fault.problem.message.vi),
                XMLFragment("n:message", attributes: [.init("xml:lang", "en")], text: fault.problem.message.en),
            ])
        let fragment: XMLFragment
        switch fault.version {
        case .v11:
            fragment = XMLFragment(
                "soap:Fault",
                [
                    XMLFragment("faultcode", text: fault.isCallers ? "soap:Client" : "soap:Server"),
                    XMLFragment("faultstring", text: fault.problem.message.en), XMLFragment("detail", [problem]),
                ])
        case .v12:
            let value = XMLFragment("soap:Value", text: fault.isCallers ? "soap:Sender" : "soap:Receiver")
            let reasons = [("en", fault.problem.message.en), ("vi", fault.problem.message.vi)].map {
                XMLFragment("soap:Text", attributes: [.init("xml:lang", $0.0)], text: $0.1)
            }
            fragment = XMLFragment(
                "soap:Fault",
                [
                    XMLFragment("soap:Code", [value]), XMLFragment("soap:Reason", reasons),
                    XMLFragment("soap:Detail", [problem]),
                ])
        }
        return (fault.version.contentType, try envelope(fragment, fault.version))
    }

    private static func envelope(_ content: XMLFragment, _ version: Version) throws -> [UInt8] {
        try XMLWriter.document(
            XMLFragment(
                "soap:Envelope", attributes: [.init("xmlns:soap", version.rawValue)],
                [XMLFragment("soap:Body", [content])]))
    }

    private static func namespaces(_ profile: Profile) -> [XMLFragment.Attribute] {
        var attributes: [XMLFragment.Attribute] = [.init("xmlns:g", profile.rawValue)]
        if profile == .ministryGateway { attributes.append(.init("xmlns:d", profile.dataNamespace)) }
        return attributes
    }
}
