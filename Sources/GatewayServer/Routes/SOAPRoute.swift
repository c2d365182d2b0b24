internal import Gateway
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Messages
internal import NIOCore
internal import SingleWindow

/// `POST /soap/nsw` and `GET /soap/nsw?wsdl`: F1 envelopes in the ministries' SOAP profiles (reference/domain.md 1.7).
///
/// What the family can say (99, or 00 with an ErrorList) is said in the answer's payload; what it can't is a SOAP fault,
/// never problem details.
struct SOAPRoute: Sendable {
    let gateway: any GatewayUseCases
    let authenticator: CallerAuthenticator
    let admission: Admission
    let reader: BodyReader
    let metrics: IntakeMetrics
    /// `http` or `https`, for the address in the description.
    let scheme: String

    static let mediaTypes = ["text/xml", "application/soap+xml", "application/xml"]

    // MARK: Calls

    func call(_ request: Request, _ context: GatewayContext) async throws -> Response {
        // Until the envelope is read, its version is only announced by the content type.
        var version = Self.version(of: request)
        do {
            let caller = try await authenticator.caller(request, context)
            try Self.checkContentType(of: request)
            return try await admission.run(for: caller.partner.id) { reservation in
                let bytes = try await reader.read(request, reservation)
                let call = try NSWSOAP.unwrap(bytes)
                version = call.version
                let answer = await gateway.receive(call.payload, contentType: "application/xml", from: caller)
                metrics.record(answer, bytes: bytes.count, from: caller)
                return try Self.response(to: answer, call)
            }
        } catch let fault as NSWSOAP.Fault {
            return try Self.response(fault)
        } catch {
            let problem = HTTPProblem(from: error, logger: context.logger)
            return try Self.response(problem.fault(version), status: problem.status, headers: problem.headers)
        }
    }

    private static func response(to answer: IntakeAnswer, _ call: NSWSOAP.Request) throws -> Response {
        var headers: HTTPFields = [:]
        if let key = answer.key { headers[.messageKey] = key.rawValue }
        if let code = answer.problems.first?.code { headers[.problemCode] = code }
        if answer.kind == .repeated { headers[.idempotentReplay] = "true" }
        if let wait = answer.retryAfterSeconds { headers[.retryAfter] = String(wait) }
        let isSaidInFamily = answer.kind != .cannotCheck && answer.kind != .unavailable
        guard isSaidInFamily, let written = answer.answer else {
            let problem = HTTPProblem(answer)
            return try response(
                problem.fault(call.version), status: isSaidInFamily ? nil : problem.status, headers: headers)
        }
        let wrapped = try NSWSOAP.wrap(response: written.bytes, to: call)
        return response(.ok, wrapped, headers)
    }

    /// A fault with the status its version asks for: 500 in SOAP 1.1 (section 6.2); 400 for the caller's faults in 1.2
    /// (part 2, table 20).
    private static func response(
        _ fault: NSWSOAP.Fault, status: HTTPResponse.Status? = nil, headers: HTTPFields = [:]
    ) throws -> Response {
        var fields = headers
        fields[.problemCode] = fault.problem.code
        let usual: HTTPResponse.Status =
            fault.version == .v12 && fault.isCallers ? .badRequest : .internalServerError
        return response(status ?? usual, try NSWSOAP.wrap(fault), fields)
    }

    private static func response(
        _ status: HTTPResponse.Status, _ written: (contentType: String, bytes: [UInt8]), _ headers: HTTPFields
    ) -> Response {
        var fields = headers
        fields[.contentType] = written.contentType
        fields[.cacheControl] = "no-store"
        return Response(
            status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: written.bytes)))
    }

    private static func checkContentType(of request: Request) throws {
        let media = mediaType(of: request)
        guard mediaTypes.contains(media) else {
            throw HTTPProblem.unsupportedMediaType(media, supported: mediaTypes)
        }
    }

    private static func version(of request: Request) -> NSWSOAP.Version {
        mediaType(of: request) == "application/soap+xml" ? .v12 : .v11
    }

    private static func mediaType(of request: Request) -> String {
        let given = request.headers[.contentType] ?? ""
        return given.split(separator: ";", maxSplits: 1).first.map { $0.trimmingWhiteSpace().lowercased() } ?? ""
    }

    // MARK: Description

    /// The WSDL, with the address under which it was asked for.
    func description(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard request.uri.query?.lowercased() == "wsdl" else { throw HTTPProblem.notFound }
        let authority = request.head.authority ?? "localhost"
        let wsdl = NSWSOAP.wsdl(address: "\(scheme)://\(authority)/soap/nsw")
        return Response(
            status: .ok, headers: [.contentType: "text/xml; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: wsdl)))
    }
}

extension HTTPProblem {
    /// The problem as a SOAP fault.
    func fault(_ version: NSWSOAP.Version) -> NSWSOAP.Fault {
        let text = detail ?? problems.first?.message ?? title
        return NSWSOAP.Fault(
            version: version, isCallers: status.kind == .clientError, problem: Problem(code: code, message: text))
    }
}
