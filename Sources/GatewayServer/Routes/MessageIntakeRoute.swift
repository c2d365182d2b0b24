internal import Gateway
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import SingleWindow

/// `POST /v1/messages`: one message of any family in, its family's technical answer out.
struct MessageIntakeRoute: Sendable {
    let gateway: any GatewayUseCases
    let authenticator: CallerAuthenticator
    let admission: Admission
    let reader: BodyReader
    let metrics: IntakeMetrics

    /// What the four families come as; F3 is text, plain or in `multipart/signed`.
    static let mediaTypes = ["application/xml", "text/xml", "text/plain", "multipart/signed"]

    func handle(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let caller = try await authenticator.caller(request, context)
        let contentType = try Self.contentType(of: request)
        let answer = try await admission.run(for: caller.partner.id) { reservation in
            let bytes = try await reader.read(request, reservation)
            let answer = await gateway.receive(bytes, contentType: contentType, from: caller)
            metrics.record(answer, bytes: bytes.count, from: caller)
            return answer
        }
        return Self.response(to: answer, request, context)
    }

    /// - Returns: nil where the request names none, and the bytes alone say what they are.
    static func contentType(of request: Request) throws -> String? {
        guard let given = request.headers[.contentType]?.trimmingWhiteSpace(), !given.isEmpty else { return nil }
        let media = given.split(separator: ";", maxSplits: 1).first.map { $0.trimmingWhiteSpace().lowercased() } ?? ""
        guard mediaTypes.contains(media) else {
            throw HTTPProblem.unsupportedMediaType(media, supported: mediaTypes)
        }
        return given
    }

    static func response(
        to answer: IntakeAnswer, _ request: Request, _ context: GatewayContext
    ) -> Response {
        let accepted = AcceptedMedia(request.headers[.accept])
        var headers: HTTPFields = [.cacheControl: "no-store", .vary: "Accept, Accept-Language"]
        if let key = answer.key {
            headers[.location] = "/v1/messages/\(key)"
            headers[.messageKey] = key.rawValue
        }
        if answer.kind == .repeated { headers[.idempotentReplay] = "true" }
        if let wait = answer.retryAfterSeconds { headers[.retryAfter] = String(wait) }
        guard let written = answer.answer, answer.isInFamilyForm(accepted, media: written.contentType) else {
            var problem = HTTPProblem(answer)
            problem.headers.append(contentsOf: headers)
            return problem.response(context.language)
        }
        if let code = answer.problems.first?.code { headers[.problemCode] = code }
        headers[.contentType] = written.contentType
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: written.bytes)))
    }
}

extension IntakeAnswer {
    /// Whether the caller gets the family's answer, or problem details.
    ///
    /// A refusal is told in the family's own form unless problem details are asked for by name. What the family has no
    /// word for (the identifier used twice, a check that could not be made) is told as a problem unless the family's
    /// media type is asked for by name.
    func isInFamilyForm(_ accepted: AcceptedMedia, media: String) -> Bool {
        switch kind {
        case .accepted, .repeated: true
        case .refused: !accepted.asksForProblem(ratherThan: media)
        case .idReused, .cannotCheck, .unavailable:
            accepted.names(media) && !accepted.asksForProblem(ratherThan: media)
        }
    }

    /// When to send again, for what may be taken later.
    var retryAfterSeconds: Int? {
        switch kind {
        case .cannotCheck: 60
        case .unavailable: 5
        case .accepted, .repeated, .refused, .idReused: nil
        }
    }
}

extension HTTPProblem {
    /// What intake answered, as problem details: the first problem leads, all are listed.
    init(_ answer: IntakeAnswer) {
        let first = answer.problems.first
        let title: Text =
            switch answer.kind {
            case .accepted, .repeated: Text(vi: "Đã tiếp nhận", en: "Received")
            case .refused: Text(vi: "Thông điệp không được tiếp nhận", en: "The message was refused")
            case .idReused: Text(vi: "Mã thông điệp đã được dùng", en: "The message identifier was used before")
            case .cannotCheck: Text(vi: "Chưa kiểm tra được thông điệp", en: "The message can't be checked now")
            case .unavailable: Text(vi: "Chưa tiếp nhận được thông điệp", en: "The message can't be taken now")
            }
        self.init(
            HTTPResponse.Status(code: answer.status), first?.code ?? "message.refused", title: title,
            detail: first?.message, problems: answer.problems, messageID: answer.id?.rawValue)
    }
}
