import Gateway
import GatewayServer
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import SingleWindow
import Testing

@Suite("What may be under way at once")
struct AdmissionTests {
    /// Holds requests inside intake until it is opened.
    private actor Gate {
        private var waiting: [CheckedContinuation<Void, Never>] = []
        private var arrivals: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        private var arrived = 0
        private var isOpen = false

        func pass() async {
            arrived += 1
            arrivals.removeAll { entry in
                guard arrived >= entry.count else { return false }
                entry.continuation.resume()
                return true
            }
            if isOpen { return }
            await withCheckedContinuation { waiting.append($0) }
        }

        func reached(_ count: Int) async {
            if arrived >= count { return }
            await withCheckedContinuation { arrivals.append((count, $0)) }
        }

        func open() {
            isOpen = true
            for continuation in waiting { continuation.resume() }
            waiting = []
        }
    }

    private func post(_ client: any TestClientProtocol, _ key: String, size: Int = 10) async throws -> TestResponse {
        try await client.execute(
            uri: "/v1/messages", method: .post, headers: .caller(key, [.contentType: "application/xml"]),
            body: ByteBuffer(repeating: UInt8(ascii: "x"), count: size))
    }

    private func run(
        _ limits: Admission.Limits, held: Int, size: Int = 10,
        _ test: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let gate = Gate()
        let gateway = StubGateway {
            $0.answer = { _, _ in
                await gate.pass()
                return StubGateway.accepted
            }
        }
        try await withRoutes(gateway, limits: ServerLimits(admission: limits)) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<held {
                    group.addTask {
                        let response = try await self.post(client, StubGateway.key, size: size)
                        #expect(response.status == .ok)
                    }
                }
                await gate.reached(held)
                do {
                    try await test(client)
                } catch {
                    await gate.open()
                    throw error
                }
                await gate.open()
                try await group.waitForAll()
            }
            let after = try await self.post(client, StubGateway.key, size: size)
            #expect(after.status == .ok, "room is given back")
        }
    }

    @Test func oneMoreThanAllIsAskedToComeBack() async throws {
        try await run(Admission.Limits(requests: 2), held: 2) { client in
            let response = try await self.post(client, StubGateway.otherKey)
            #expect(response.status == .serviceUnavailable)
            #expect(response.headers[.retryAfter] == "2")
            #expect(try response.problem.code == "server.busy")
        }
    }

    @Test func onePartnerCannotTakeAllRoom() async throws {
        try await run(Admission.Limits(requests: 10, requestsPerPartner: 2), held: 2) { client in
            let same = try await self.post(client, StubGateway.key)
            #expect(same.status == .tooManyRequests)
            #expect(same.headers[.retryAfter] == "1")
            #expect(try same.problem.code == "partner.too_many_requests")
        }
    }

    @Test func bodiesShareBoundedMemory() async throws {
        try await run(Admission.Limits(bytes: 1000), held: 1, size: 900) { client in
            let response = try await self.post(client, StubGateway.otherKey, size: 200)
            #expect(response.status == .serviceUnavailable)
            #expect(try response.problem.code == "server.busy")
        }
    }
}
