import Foundation
import SingleWindow
import Synchronization
import Testing
import Transport

@Suite struct ConnectionProbeTests {
    typealias Outcome = ProbeStep.Outcome

    /// Probes, and checks that the steps are complete, in order and were reported as they came.
    private func probe(_ call: HTTPCall) async throws -> ProbeReport {
        try await withTransport { transport in
            var reported: [ProbeStep] = []
            let report = await ConnectionProbe(transport).run(call) { reported.append($0) }
            #expect(reported == report.steps)
            #expect(report.steps.map(\.part) == ProbeStep.Part.allCases)
            for step in report.steps {
                #expect(!step.message.vi.isEmpty && !step.message.en.isEmpty)
                #expect((step.outcome == .failed) == (step.code != nil))
            }
            return report
        }
    }

    private func outcomes(_ report: ProbeReport) -> [Outcome] { report.steps.map(\.outcome) }

    private func code(_ report: ProbeReport) -> String? { report.steps.first { $0.code != nil }?.code }

    @Test func everythingInOrder() async throws {
        let pki = try TestPKI.shared.get()
        let server = try PartnerServer(certificate: "server", clientCA: "root")
        let report = try await probe(
            HTTPCall(url: server.url("echo"), tls: try pki.settings(client: "client")))
        #expect(report.steps.filter { ![.passed, .warning].contains($0.outcome) } == [])
        #expect(report.isReachable)
        #expect(report.steps[1].details.contains("127.0.0.1"))
        #expect(report.steps[3].details == ["TLSv1.3", "TLS_AES_256_GCM_SHA384"])
        #expect(report.steps[5].outcome == .passed)
        #expect(report.steps[6].details.first == "HTTP/1.1 200")
        #expect(!report.chain.isEmpty)
        #expect(report.chain.first == report.reply?.tls?.peerCertificate)
    }

    @Test func plainHTTPByAddress() async throws {
        let server = try PartnerServer()
        let report = try await probe(HTTPCall(url: server.url("status/503", host: "127.0.0.1")))
        #expect(outcomes(report) == [.passed, .skipped, .passed, .skipped, .skipped, .skipped, .warning])
        #expect(report.isReachable)
    }

    @Test("What fails, and where", arguments: Fault.all)
    func fault(fault: Fault) async throws {
        let pki = try TestPKI.shared.get()
        let server = try PartnerServer(certificate: fault.certificate, clientCA: fault.clientCA, tls12: fault.tls12)
        var tls = try pki.settings(trust: fault.trust, client: fault.client)
        if let key = fault.key { tls.identity?.key = .file(pki.path(key)) }
        if fault.trust.isEmpty { tls.trust = .only(.bytes([])) }
        let report = try await probe(HTTPCall(url: server.url(fault.path, host: "127.0.0.1"), tls: tls))
        #expect(Array(outcomes(report).dropFirst(3)) == fault.outcomes, "\(report.steps)")
        #expect(code(report) == fault.code)
        #expect(!report.isReachable)
        if report.steps[4].outcome != .notReached { #expect(!report.chain.isEmpty) }
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var certificate = "server"
        var trust = "root"
        var clientCA: String?
        var client: String?
        var key: String?
        var tls12 = false
        var path = "echo"
        let code: String
        /// TLS, certificate, identity, HTTP.
        let outcomes: [Outcome]

        static let all = [
            Fault(
                testDescription: "untrusted", trust: "other-root", code: "transport.tls.untrusted",
                outcomes: [.passed, .failed, .notReached, .notReached]),
            Fault(
                testDescription: "expired", certificate: "expired", code: "transport.tls.expired",
                outcomes: [.passed, .failed, .notReached, .notReached]),
            Fault(
                testDescription: "another host", certificate: "elsewhere", code: "transport.tls.host_mismatch",
                outcomes: [.passed, .failed, .notReached, .notReached]),
            Fault(
                testDescription: "another host, TLS 1.2", certificate: "elsewhere", tls12: true,
                code: "transport.tls.host_mismatch", outcomes: [.passed, .failed, .notReached, .notReached]),
            Fault(
                testDescription: "our certificate refused", clientCA: "root", client: "stranger",
                code: "transport.tls.identity_refused", outcomes: [.passed, .passed, .failed, .notReached]),
            Fault(
                testDescription: "our certificate refused, TLS 1.2", clientCA: "root", client: "stranger", tls12: true,
                code: "transport.tls.identity_refused", outcomes: [.passed, .passed, .failed, .notReached]),
            Fault(
                testDescription: "our certificate missing", clientCA: "root", code: "transport.tls.identity_refused",
                outcomes: [.passed, .passed, .failed, .notReached]),
            Fault(
                testDescription: "our key unusable", clientCA: "root", client: "client", key: "stranger.key",
                code: "transport.tls.identity_unusable", outcomes: [.notReached, .notReached, .failed, .notReached]),
            Fault(
                testDescription: "no answer to the request", client: "client", path: "close", code: "transport.reset",
                outcomes: [.passed, .passed, .warning, .failed]),
        ]
    }

    @Test func chainErrorNamesTheCertificate() async throws {
        let server = try PartnerServer(certificate: "expired")
        let tls = try TestPKI.shared.get().settings()
        let report = try await probe(HTTPCall(url: server.url("echo"), tls: tls))
        #expect(report.steps[4].details.contains("certificate 1 of the chain: certificate has expired"))
    }

    @Test func unreadableRoots() async throws {
        let server = try PartnerServer(certificate: "server")
        let tls = TLSSettings(trust: .only(.file("/nonexistent")))
        let report = try await probe(HTTPCall(url: server.url("echo"), tls: tls))
        #expect(Array(outcomes(report).dropFirst(3)) == [.notReached, .failed, .notReached, .notReached])
        #expect(code(report) == "transport.tls.trust_unusable")
    }

    @Test("Certificates that the server could ask for", arguments: [nil, "client"] as [String?])
    func mutualAuthenticationNotInForce(client: String?) async throws {
        let server = try PartnerServer(certificate: "server")
        let tls = try TestPKI.shared.get().settings(client: client)
        let report = try await probe(HTTPCall(url: server.url("echo"), tls: tls))
        #expect(report.steps[5].outcome == (client == nil ? .skipped : .warning))
        #expect(report.isReachable)
    }

    @Test func nobodyListens() async throws {
        let port = try closedPort()
        let report = try await probe(HTTPCall(url: "http://127.0.0.1:\(port)/"))
        #expect(
            outcomes(report) == [.passed, .skipped, .failed, .notReached, .notReached, .notReached, .notReached])
        #expect(code(report) == "transport.connect")
        #expect(report.steps[2].details.first?.hasPrefix("127.0.0.1:\(port): Connection refused") == true)
    }

    @Test func nobodyAnswers() async throws {
        let listener = try FullListener()
        let call = HTTPCall(
            url: "http://127.0.0.1:\(listener.port)/", timeouts: HTTPTimeouts(connect: .milliseconds(300)))
        let report = try await probe(call)
        #expect(report.steps[2].outcome == .failed)
        #expect(report.steps[2].details.first?.contains("no answer within the time limit") == true)
    }

    @Test func nameDoesNotExist() async throws {
        let report = try await probe(HTTPCall(url: "https://partner.invalid/"))
        #expect(report.steps[1].outcome == .failed)
        #expect(code(report) == "transport.dns")
    }

    @Test func addressThatMayNotBeReached() async throws {
        let server = try PartnerServer()
        let report = try await probe(HTTPCall(url: server.url("echo"), reach: .publicOnly))
        #expect(report.steps[2].outcome == .failed)
        #expect(code(report) == "transport.address_refused")
    }

    @Test("What is not tried at all", arguments: [("POST", "http://127.0.0.1:1/"), ("GET", "ftp://127.0.0.1/")])
    func settings(method: String, url: String) async throws {
        let report = try await probe(HTTPCall(url: url, method: method))
        #expect(report.steps[0].outcome == .failed)
        #expect(report.steps.dropFirst().allSatisfy { $0.outcome == .notReached })
    }

    @Test func throughAProxy() async throws {
        let proxy = try ChildProcess(["python3", "-u", serverScripts.appending(path: "proxy.py").path()])
        let proxyPort = try proxy.port()
        let server = try PartnerServer(certificate: "server")
        var call = HTTPCall(
            url: server.url("echo", host: "partner.test"), tls: try TestPKI.shared.get().settings())
        call.proxy = ProxySettings(url: "http://127.0.0.1:\(proxyPort)")
        let report = try await probe(call)
        #expect(report.isReachable, "\(report.steps)")
        #expect(report.steps[2].details.first?.hasPrefix("127.0.0.1:\(proxyPort): connected") == true)
        call.url = "https://partner.test:1/"
        let refused = try await probe(call)
        #expect(code(refused) == "transport.proxy")
    }

    @Test func stepsAsJSON() async throws {
        let server = try PartnerServer()
        let report = try await probe(HTTPCall(url: server.url("echo", host: "127.0.0.1")))
        let decoded = try JSONDecoder().decode([ProbeStep].self, from: JSONEncoder().encode(report.steps))
        #expect(decoded == report.steps)
    }
}
