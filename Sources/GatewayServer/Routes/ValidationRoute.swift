internal import Gateway
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// `POST /v1/validate`: what intake would find, with nothing stored. 200 for any message that could be looked at,
/// valid or not.
struct ValidationRoute: Sendable {
    let gateway: any GatewayUseCases
    let authenticator: CallerAuthenticator
    let admission: Admission
    let reader: BodyReader

    func handle(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let caller = try await authenticator.reader(request, context)
        let contentType = try MessageIntakeRoute.contentType(of: request)
        let report = try await admission.run(for: caller.partner.id) { reservation in
            let bytes = try await reader.read(request, reservation)
            return await gateway.validate(bytes, contentType: contentType, from: caller)
        }
        return try Response.json(report)
    }
}

extension Response {
    /// A JSON document, with keys in a stable order.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSON.encode(value))))
    }
}
