import FoundationEssentials
import GatewayServer
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import SingleWindow

/// The server over a stub, with its routes called directly.
func withRoutes<Value: Sendable>(
    _ gateway: StubGateway = StubGateway(), limits: ServerLimits = ServerLimits(),
    _ test: @escaping @Sendable (any TestClientProtocol) async throws -> Value
) async throws -> Value {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let server = GatewayServer(
        gateway: gateway, settings: GatewayServer.Settings(host: "127.0.0.1", port: 0, limits: limits), logger: logger)
    return try await Application(router: server.makeRouter(), logger: logger).test(.router, test)
}

extension HTTPFields {
    static func caller(_ key: String, _ more: HTTPFields = [:]) -> HTTPFields {
        var fields: HTTPFields = [.authorization: "Bearer \(key)"]
        fields.append(contentsOf: more)
        return fields
    }

    /// A declarant that posts XML.
    static func xml(_ more: HTTPFields = [:]) -> HTTPFields {
        var fields = caller(StubGateway.key, [.contentType: "application/xml"])
        for field in more { fields[field.name] = field.value }
        return fields
    }
}

/// Problem details as a caller reads them (RFC 9457).
struct ProblemDocument: Decodable, Equatable {
    var type: String
    var title: String
    var status: Int
    var detail: String?
    var code: String
    var problems: [Problem]
    var messageId: String?
}

extension TestResponse {
    /// A header field that HTTPTypes has no name for.
    func header(_ name: String) -> String? { headers.first { $0.name.canonicalName == name.lowercased() }?.value }

    var text: String { String(buffer: body) }

    func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(body.readableBytesView))
    }

    /// The body as problem details; throws where it is none.
    var problem: ProblemDocument {
        get throws { try json() }
    }
}
