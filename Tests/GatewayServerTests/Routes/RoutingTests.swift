import Gateway
import GatewayServer
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Journal
import NIOCore
import SingleWindow
import Testing

@Suite("Addresses, methods and faults")
struct RoutingTests {
    @Test(
        "unknown addresses",
        arguments: ["/", "/v1", "/v1/message", "/v1/messages/a/b", "/v1/cases/a/b", "/console", "/v1/mailbox"])
    func unknownAddresses(_ path: String) async throws {
        try await withRoutes { client in
            let response = try await client.execute(uri: path, method: .get, headers: .caller(StubGateway.key))
            #expect(response.status == .notFound)
            #expect(try response.problem.code == "request.not_found")
            #expect(response.headers[.contentType] == "application/problem+json")
        }
    }

    @Test(
        "methods that an address does not know",
        arguments: [
            ("/v1/messages", HTTPRequest.Method.get, "POST"), ("/v1/messages", .delete, "POST"),
            ("/v1/validate", .put, "POST"), ("/v1/cases/x", .post, "GET, HEAD"),
            ("/healthz", .post, "GET, HEAD"), ("/metrics", .options, "GET, HEAD"),
        ])
    func unknownMethods(_ path: String, _ method: HTTPRequest.Method, _ allowed: String) async throws {
        try await withRoutes { client in
            let response = try await client.execute(uri: path, method: method)
            #expect(response.status == .methodNotAllowed)
            #expect(response.headers[.allow] == allowed)
            #expect(try response.problem.code == "request.method_not_allowed")
        }
    }

    @Test(
        "what the store can't do",
        arguments: [
            (JournalError.Code.unavailable, 503, "journal.unavailable"), (.full, 503, "journal.unavailable"),
            (.corrupt, 500, "server.internal"), (.internal, 500, "server.internal"),
        ])
    func storeFaults(_ code: JournalError.Code, _ status: Int, _ expected: String) async throws {
        let gateway = StubGateway { $0.storeError = JournalError(code, "secret of the store") }
        try await withRoutes(gateway) { client in
            let response = try await client.execute(
                uri: "/v1/cases/x", method: .get, headers: .caller(StubGateway.key))
            #expect(response.status.code == status)
            #expect(try response.problem.code == expected)
            #expect(!response.text.contains("secret"))
            #expect((response.headers[.retryAfter] != nil) == (status == 503))
        }
    }

    @Test(
        "reads need a partner that is not suspended",
        arguments: ["/v1/cases/x", "/v1/cases?taxCode=1", "/v1/messages/x", "/v1/messages/x/content"])
    func readsAreGuarded(_ path: String) async throws {
        try await withRoutes { client in
            let anonymous = try await client.execute(uri: path, method: .get)
            #expect(anonymous.status == .unauthorized)
            #expect(try anonymous.problem.code == "auth.missing")
            let suspended = try await client.execute(
                uri: path, method: .get, headers: .caller(StubGateway.suspendedKey))
            #expect(suspended.status == .forbidden)
            #expect(try suspended.problem.code == "partner.suspended")
        }
    }

    @Test func textIsVietnameseUnlessAskedOtherwise() async throws {
        try await withRoutes { client in
            let plain = try await client.execute(uri: "/nowhere", method: .get)
            #expect(try plain.problem.title == "Không có địa chỉ này")
            let english = try await client.execute(
                uri: "/nowhere", method: .get, headers: [.acceptLanguage: "fr, en;q=0.8, vi;q=0.2"])
            #expect(try english.problem.title == "There is nothing at this address")
        }
    }
}
