import FoundationEssentials
import Gateway
import GatewayServer
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Journal
import NIOCore
import SingleWindow
import Testing

@Suite("GET /v1/cases")
struct CaseRouteTests {
    private struct Case: Decodable {
        var id: String
        var reference: String
        var phase: String
        var related: [Related]

        struct Related: Decodable {
            var id: String
            var href: String
        }
    }

    private static let gateway = StubGateway {
        $0.traces = [
            .sample(id: "c-2", reference: "PORK/02"),
            .sample(id: "c-1", reference: "PORK 1", declaration: "104000000001"),
        ]
    }

    @Test(
        "one case by any key",
        arguments: [
            ("104000000001", "c-1", 0, "its declaration number"), ("c-2", "c-2", 0, "its identifier"),
            ("PORK%201", "c-1", 0, "its reference, with a space"), ("PORK%2F02", "c-2", 0, "with a slash"),
            ("0101234567", "c-2", 1, "a tax code finds several: the newest, and the others beside it"),
        ])
    func oneCase(_ path: String, _ id: String, _ related: Int, _ label: String) async throws {
        try await withRoutes(Self.gateway) { client in
            let response = try await client.execute(
                uri: "/v1/cases/\(path)", method: .get, headers: .caller(StubGateway.key))
            #expect(response.status == .ok)
            let found = try response.json(Case.self)
            #expect(found.id == id)
            #expect(found.related.count == related)
            #expect(found.related.allSatisfy { $0.href == "/v1/cases/\($0.id)" })
        }
    }

    @Test("a case of another partner, or of nobody", arguments: [StubGateway.key, StubGateway.otherKey])
    func notFound(_ key: String) async throws {
        try await withRoutes(Self.gateway) { client in
            let path = key == StubGateway.key ? "/v1/cases/unknown" : "/v1/cases/104000000001"
            let response = try await client.execute(uri: path, method: .get, headers: .caller(key))
            #expect(response.status == .notFound)
            #expect(try response.problem.code == "case.not_found")
        }
    }

    @Test(
        "queries that can't be answered",
        arguments: [
            ("", "at least one"), ("?state=cleared", "at least one"), ("?colour=red", "no such parameter"),
            ("?taxCode=", "empty"), ("?taxCode=1&taxCode=2", "repeated"), ("?taxCode=1&limit=0", "from 1 to 100"),
            ("?taxCode=1&limit=101", "from 1 to 100"), ("?taxCode=1&limit=x", "from 1 to 100"),
        ])
    func badQueries(_ query: String, _ text: String) async throws {
        try await withRoutes(Self.gateway) { client in
            let response = try await client.execute(
                uri: "/v1/cases\(query)", method: .get, headers: .caller(StubGateway.key, [.acceptLanguage: "en"]))
            #expect(response.status == .badRequest)
            let problem = try response.problem
            #expect(problem.code == "request.invalid_parameter")
            #expect(problem.detail?.contains(text) == true, "\(problem.detail ?? "")")
        }
    }

    private struct List: Decodable {
        var cases: [Row]
        var next: String?

        struct Row: Decodable { var reference: String }
    }

    @Test func listsAreFilteredAndPaged() async throws {
        let records = (1...5).map { Self.record($0, partner: $0 == 3 ? "declarant-2" : "declarant-1") }
        try await withRoutes(StubGateway { $0.records = records }) { client in
            func list(_ query: String) async throws -> List {
                let response = try await client.execute(
                    uri: "/v1/cases?taxCode=0101234567&\(query)", method: .get, headers: .caller(StubGateway.key))
                #expect(response.status == .ok)
                return try response.json()
            }
            let first = try await list("limit=3")
            #expect(first.cases.map(\.reference) == ["R5", "R4", "R2"], "another partner's case is left out")
            let cursor = try #require(first.next)
            let second = try await list("limit=3&after=\(cursor)")
            #expect(second.cases.map(\.reference) == ["R1"])
            #expect(second.next == nil)
            #expect(try await list("reference=R4").cases.map(\.reference) == ["R4"])
            #expect(try await list("state=granted").cases.isEmpty)
            #expect(try await list("billOfLading=NONE").cases.isEmpty)
        }
    }

    private static func record(_ number: Int, partner: String) -> CaseRecord {
        let at = Timestamp(milliseconds: 1_767_225_600_000 + Int64(number))
        return CaseRecord(
            id: CaseID(accepted: "0190-\(number)"), version: 1, state: SampleCases.dossier(number, partner: partner),
            openedAt: at, changedAt: at)
    }
}
