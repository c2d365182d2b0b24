internal import FoundationEssentials
internal import Gateway
package import HTTPTypes
internal import Hummingbird
internal import NIOCore
package import SingleWindow

/// An error answer of the interface: problem details of RFC 9457 with a stable dotted code and text in the caller's
/// language.
package struct HTTPProblem: Error, Sendable {
    package var status: HTTPResponse.Status
    /// A stable dotted code, such as `auth.missing`.
    package var code: String
    /// What kind of problem it is; the same for every occurrence.
    package var title: Text
    /// What happened this time, and what to do.
    package var detail: Text?
    package var problems: [Problem]
    /// The sender's identifier of the message it is about.
    package var messageID: String?
    package var headers: HTTPFields

    package init(
        _ status: HTTPResponse.Status, _ code: String, title: Text, detail: Text? = nil, problems: [Problem] = [],
        messageID: String? = nil, headers: HTTPFields = [:]
    ) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.problems = problems
        self.messageID = messageID
        self.headers = headers
    }

    /// Asks the caller to come back in `seconds`.
    func retrying(after seconds: Int) -> HTTPProblem {
        var problem = self
        problem.headers[.retryAfter] = String(seconds)
        return problem
    }
}

extension HTTPProblem {
    /// The members of the JSON document (RFC 9457, section 3), extended by `code`, `problems` and `messageId`.
    struct Document: Codable, Hashable {
        var type: String
        var title: String
        var status: Int
        var detail: String?
        var code: String
        var problems: [Problem]
        var messageId: String?
    }

    static let mediaType = "application/problem+json"

    func document(_ language: Language) -> Document {
        Document(
            type: "urn:nsw-gateway:problem:\(code)", title: title[language], status: status.code,
            detail: detail?[language], code: code, problems: problems, messageId: messageID)
    }

    func response(_ language: Language) -> Response {
        var fields = headers
        fields[.contentType] = HTTPProblem.mediaType
        fields[.contentLanguage] = language.rawValue
        fields[.cacheControl] = "no-store"
        fields[.problemCode] = code
        // Encoding strings and numbers can't fail; an empty body still has its status and code header.
        let body = (try? JSON.encode(document(language))) ?? []
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}

extension HTTPField.Name {
    /// The stable code of an error, for callers that take the body in its family's form.
    static let problemCode = HTTPField.Name.known("NSW-Problem-Code")
    /// Set where the same message was answered before (INTERFACE, section 3).
    static let idempotentReplay = HTTPField.Name.known("Idempotent-Replay")
    static let traceparent = HTTPField.Name.known("traceparent")
    static let soapAction = HTTPField.Name.known("SOAPAction")
    /// The gateway's own key of the message.
    static let messageKey = HTTPField.Name.known("NSW-Message-Key")

    private static func known(_ name: String) -> HTTPField.Name {
        guard let parsed = HTTPField.Name(name) else { preconditionFailure("\(name) is no field name") }
        return parsed
    }
}
