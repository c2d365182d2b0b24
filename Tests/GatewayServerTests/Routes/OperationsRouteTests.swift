import Gateway
import GatewayServer
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Journal
import NIOCore
import SingleWindow
import Testing

@Suite("Health, readiness, metrics, validation")
struct OperationsRouteTests {
    @Test func healthNeedsNoCredentials() async throws {
        try await withRoutes { client in
            let response = try await client.execute(uri: "/healthz", method: .get)
            #expect(response.status == .ok)
            #expect(try response.json([String: String].self) == ["status": "ok"])
        }
    }

    @Test(
        "readiness",
        arguments: [
            (#"{"store":true,"settings":true}"#, 200),
            (#"{"store":false,"settings":true,"code":"journal.full"}"#, 503),
            (#"{"store":true,"settings":false,"code":"settings.none"}"#, 503),
        ])
    func readiness(_ json: String, _ status: Int) async throws {
        let readiness = StubGateway.readiness(json)
        try await withRoutes(StubGateway { $0.readiness = readiness }) { client in
            let response = try await client.execute(uri: "/readyz", method: .get)
            #expect(response.status.code == status)
            #expect(try response.json(GatewayNode.Readiness.self) == readiness)
        }
    }

    @Test func metricsCountWhatHappened() async throws {
        let refused = StubGateway.refusal(.refused, "xml.schema.pattern")
        try await withRoutes(StubGateway { $0.answer = { _, _ in refused } }) { client in
            _ = try await client.execute(
                uri: "/v1/messages", method: .post, headers: .xml(), body: ByteBuffer(string: "<a/>"))
            _ = try await client.execute(uri: "/v1/cases/some-secret-number", method: .get)
            _ = try await client.execute(uri: "/nowhere/at/all", method: .get)
            let response = try await client.execute(uri: "/metrics", method: .get)
            #expect(response.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            let lines = Set(response.text.split(separator: "\n").map(String.init))
            for line in [
                #"nsw_http_requests_total{route="/v1/messages",method="POST",status="422"} 1"#,
                #"nsw_http_requests_total{route="NotFound",method="GET",status="404"} 1"#,
                #"nsw_messages_total{role="declarant",outcome="refused"} 1"#,
                #"nsw_messages_refused_total{code="xml.schema.pattern"} 1"#,
                #"nsw_message_bytes_bucket{le="256"} 1"#, "nsw_message_bytes_sum 4", "nsw_journal_up 1",
                #"nsw_journal_messages{disposition="accepted"} 5"#, #"nsw_journal_deliveries{state="queued"} 1"#,
                "# TYPE nsw_http_request_duration_seconds histogram", "# TYPE nsw_http_requests_total counter",
            ] {
                #expect(lines.contains(line), "\(line)")
            }
            #expect(!response.text.contains("some-secret-number"))
            #expect(response.text.contains("process_resident_memory_bytes"))
        }
    }

    @Test func metricsAreServedWithoutTheStore() async throws {
        let gateway = StubGateway { $0.statistics = .failure(JournalError(.unavailable, "gone")) }
        try await withRoutes(gateway) { client in
            let response = try await client.execute(uri: "/metrics", method: .get)
            #expect(response.status == .ok)
            #expect(response.text.contains("nsw_journal_up 0\n"))
            #expect(!response.text.contains("nsw_journal_cases"))
        }
    }

    @Test func validationAnswersWithAllProblemsAndTakesNothing() async throws {
        let report = ValidationReport(
            family: .nsw,
            message: ValidationReport.Name(
                MessageCode(family: .nsw, documentType: "BNNPTNT0600012", type: "10", function: "01"),
                title: Text(vi: "Hồ sơ", en: "Dossier")), problems: [StubGateway.problem, StubGateway.problem])
        let gateway = StubGateway { $0.validation = report }
        try await withRoutes(gateway) { client in
            let response = try await client.execute(
                uri: "/v1/validate", method: .post, headers: .xml(), body: ByteBuffer(string: "<a/>"))
            #expect(response.status == .ok)
            #expect(try response.json(ValidationReport.self) == report)
            #expect(response.text.contains(#""valid":false"#))
            let anonymous = try await client.execute(
                uri: "/v1/validate", method: .post, headers: [.contentType: "text/plain"],
                body: ByteBuffer(string: "x"))
            #expect(anonymous.status == .unauthorized)
        }
        #expect(gateway.received.isEmpty)
    }
}
