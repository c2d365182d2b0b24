import FoundationEssentials
import Gateway
import GatewayServer
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Journal
import Messages
import NIOCore
import Signatures
import SingleWindow
import Testing

@Suite("GET /v1/messages/ID")
struct MessageRouteTests {
    private static let bytes = Array("<Envelope>\r\n</Envelope>".utf8)

    private static func gateway() throws -> StubGateway {
        let at = Timestamp(milliseconds: 1_767_225_600_000)
        let report = SignatureReport(verdict: .accept, indication: .totalPassed)
        let evidence = SignerDecision(
            verdict: .accept, indication: .totalPassed, fingerprint: "ab", chain: [[1, 2, 3]], revocation: "CRL x",
            checkedAt: at)
        let received = StoredMessage(
            key: MessageKey(accepted: "0190-1"), direction: .received, partner: PartnerID(accepted: "declarant-1"),
            id: MessageID(accepted: "m-1"), code: MessageCode(family: .customs, type: "929", function: "8"),
            disposition: .accepted, at: at, caseID: CaseID(accepted: "c-1"), contentType: "application/xml",
            bytes: bytes, digest: try Sha256.hex(bytes),
            answer: StoredAnswer(status: 200, contentType: "application/xml", bytes: Array("<a/>".utf8)),
            verdict: try JSON.encode(report), evidence: try JSON.encode([evidence]), problems: [])
        var sent = received
        sent.key = MessageKey(accepted: "0190-2")
        sent.direction = .sent
        sent.answer = nil
        let messages = [received, sent]
        return StubGateway { $0.messages = messages }
    }

    private struct Metadata: Decodable {
        var key: String
        var messageId: String
        var direction: String
        var `case`: String
        var bytes: Int
        var sha256: String
        var verdict: SignatureReport
        var content: String
        var receipt: String?
    }

    @Test("metadata by the gateway's key or the sender's identifier", arguments: ["0190-1", "m-1"])
    func metadata(_ id: String) async throws {
        try await withRoutes(try Self.gateway()) { client in
            let response = try await client.execute(
                uri: "/v1/messages/\(id)", method: .get, headers: .caller(StubGateway.key))
            let message = try response.json(Metadata.self)
            #expect(message.key == "0190-1")
            #expect(message.messageId == "m-1")
            #expect(message.direction == "received")
            #expect(message.case == "c-1")
            #expect(message.bytes == Self.bytes.count)
            #expect(message.verdict.indication == .totalPassed)
            #expect(message.content == "/v1/messages/0190-1/content")
            #expect(message.receipt == "/v1/messages/0190-1/receipt")
            #expect(!response.text.contains("Envelope"))
        }
    }

    @Test func contentIsTheExactBytesAndNeverAPage() async throws {
        try await withRoutes(try Self.gateway()) { client in
            let response = try await client.execute(
                uri: "/v1/messages/0190-1/content", method: .get, headers: .caller(StubGateway.key))
            #expect(Array(response.body.readableBytesView) == Self.bytes)
            #expect(response.headers[.contentType] == "application/xml")
            #expect(response.headers[.contentDisposition] == "attachment; filename=\"0190-1.xml\"")
            #expect(response.headers[.contentSecurityPolicy] == "sandbox; default-src 'none'")
            #expect(response.headers[.xContentTypeOptions] == "nosniff")
        }
    }

    private struct Receipt: Decodable {
        var sha256: String
        var receivedAt: Timestamp
        var evidence: [Evidence]
        var answer: Answer

        struct Evidence: Decodable {
            var chain: [String]
            var revocation: String
        }

        struct Answer: Decodable {
            var status: Int
            var base64: String
        }
    }

    @Test func receiptsHoldTheEvidence() async throws {
        try await withRoutes(try Self.gateway()) { client in
            let response = try await client.execute(
                uri: "/v1/messages/0190-1/receipt", method: .get, headers: .caller(StubGateway.key))
            let receipt = try response.json(Receipt.self)
            #expect(receipt.sha256 == (try Sha256.hex(Self.bytes)))
            #expect(receipt.evidence.first?.chain == ["AQID"])
            #expect(receipt.evidence.first?.revocation == "CRL x")
            #expect(receipt.answer.status == 200)
            #expect(receipt.answer.base64 == Data("<a/>".utf8).base64EncodedString())
            let sent = try await client.execute(
                uri: "/v1/messages/0190-2/receipt", method: .get, headers: .caller(StubGateway.key))
            #expect(sent.status == .notFound, "a message of ours has no receipt of ours")
        }
    }

    @Test(
        "messages of others", arguments: ["", "/content", "/receipt"])
    func othersAreNotShown(_ suffix: String) async throws {
        try await withRoutes(try Self.gateway()) { client in
            let response = try await client.execute(
                uri: "/v1/messages/m-1\(suffix)", method: .get, headers: .caller(StubGateway.otherKey))
            #expect(response.status == .notFound)
            #expect(try response.problem.code == "message.not_found")
        }
    }
}
