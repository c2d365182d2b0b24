import Foundation
import Testing
import Transport

@Suite struct TLSTests {
    @Test func trustedServer() async throws {
        let pki = try TestPKI.shared.get()
        let server = try PartnerServer(certificate: "server")
        try await withTransport { transport in
            let reply = try await transport.send(HTTPCall(url: server.url("echo"), tls: try pki.settings()))
            #expect(reply.status == 200)
            #expect(reply.tls?.version == "TLSv1.3")
            #expect(reply.tls?.cipher.hasPrefix("TLS_") == true)
            let expected = try der("server", pki)
            #expect(reply.tls?.peerCertificate == expected)
            #expect(reply.timings.tls > reply.timings.connect)
            let again = try await transport.send(HTTPCall(url: server.url("echo"), tls: try pki.settings()))
            #expect(again.reusedConnection)
            #expect(again.tls == reply.tls)
        }
    }

    @Test("Servers that are not to be trusted", arguments: Distrust.all)
    func distrusted(distrust: Distrust) async throws {
        let pki = try TestPKI.shared.get()
        let server = try PartnerServer(certificate: distrust.certificate)
        try await withTransport { transport in
            var call = HTTPCall(url: server.url("echo"), method: "POST", body: .bytes([1]))
            if let trust = distrust.trust { call.tls = try pki.settings(trust: trust) }
            let error = try await failure(of: transport, call)
            #expect(error.code == distrust.code, "\(error)")
            #expect(error.phase == .tls)
            #expect(!error.mayHaveBeenSent)
            #expect(error.category == .transient)
            #expect(error.code.needsAttention)
        }
    }

    struct Distrust: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let certificate: String
        /// The trusted root; nil for those of the system.
        let trust: String?
        let code: TransportError.Code

        static let all = [
            Distrust(
                testDescription: "another root", certificate: "server", trust: "other-root", code: .untrusted),
            Distrust(testDescription: "system roots", certificate: "server", trust: nil, code: .untrusted),
            Distrust(testDescription: "self-signed", certificate: "self", trust: "root", code: .untrusted),
            Distrust(testDescription: "other name", certificate: "elsewhere", trust: "root", code: .hostMismatch),
            Distrust(testDescription: "expired", certificate: "expired", trust: "root", code: .expired),
            Distrust(testDescription: "not yet valid", certificate: "early", trust: "root", code: .expired),
        ]
    }

    @Test func partnersOwnCertificateAsAnchor() async throws {
        let server = try PartnerServer(certificate: "server")
        try await withTransport { transport in
            let call = HTTPCall(url: server.url("echo"), tls: try TestPKI.shared.get().settings(trust: "server"))
            #expect(try await transport.send(call).status == 200)
        }
    }

    @Test func anchorsFromAFile() async throws {
        let pki = try TestPKI.shared.get()
        let server = try PartnerServer(certificate: "server")
        try await withTransport { transport in
            let tls = TLSSettings(trust: .only(.file(pki.path("root.pem"))))
            let reply = try await transport.send(HTTPCall(url: server.url("echo"), tls: tls))
            #expect(reply.status == 200)
        }
    }

    @Test("Anchors that cannot be read", arguments: [PEMSource.file("/nonexistent"), .bytes(Array("no PEM".utf8))])
    func unreadableAnchors(source: PEMSource) async throws {
        let server = try PartnerServer(certificate: "server")
        try await withTransport { transport in
            let call = HTTPCall(url: server.url("echo"), tls: TLSSettings(trust: .only(source)))
            let error = try await failure(of: transport, call)
            #expect(error.code == .trustUnusable, "\(error)")
            #expect(error.category == .permanent)
            #expect(!error.mayHaveBeenSent)
        }
    }

    @Test("Mutual authentication", arguments: [false, true])
    func clientCertificate(tls12: Bool) async throws {
        let pki = try TestPKI.shared.get()
        let server = try PartnerServer(certificate: "server", clientCA: "root", tls12: tls12)
        try await withTransport { transport in
            let tls = try pki.settings(client: "client")
            let reply = try await transport.send(HTTPCall(url: server.url("certificate"), tls: tls))
            #expect(String(decoding: reply.body, as: UTF8.self).contains("\"client\""))
            #expect(reply.tls?.version == (tls12 ? "TLSv1.2" : "TLSv1.3"))
            var files = TLSSettings(trust: .only(.file(pki.path("root.pem"))))
            files.identity = ClientIdentity(
                certificate: .file(pki.path("client.pem")), key: .file(pki.path("client-encrypted.key")),
                passphrase: "secret")
            let second = try await transport.send(HTTPCall(url: server.url("certificate"), tls: files))
            #expect(second.status == 200)
            #expect(!second.reusedConnection)
        }
    }

    @Test("Servers that do not take our certificate", arguments: [nil, "stranger"] as [String?], [false, true])
    func refusedIdentity(client: String?, tls12: Bool) async throws {
        let server = try PartnerServer(certificate: "server", clientCA: "root", tls12: tls12)
        try await withTransport { transport in
            let tls = try TestPKI.shared.get().settings(client: client)
            let call = HTTPCall(url: server.url("echo"), method: "POST", body: .bytes([1]), tls: tls)
            let error = try await failure(of: transport, call)
            #expect(error.code == .identityRefused, "\(error)")
            #expect(error.category == .transient)
        }
    }

    @Test("Our certificate or key cannot be used", arguments: Unusable.all)
    func unusableIdentity(unusable: Unusable) async throws {
        let pki = try TestPKI.shared.get()
        let server = try PartnerServer(certificate: "server")
        try await withTransport { transport in
            var tls = try pki.settings()
            tls.identity = ClientIdentity(
                certificate: .file(pki.path(unusable.certificate)), key: .file(pki.path(unusable.key)),
                passphrase: unusable.passphrase)
            let error = try await failure(of: transport, HTTPCall(url: server.url("echo"), tls: tls))
            #expect(error.code == .identityUnusable, "\(error)")
            #expect(error.category == .permanent)
            #expect(!error.mayHaveBeenSent)
        }
    }

    struct Unusable: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var certificate = "client.pem"
        var key = "client.key"
        var passphrase: String?

        static let all = [
            Unusable(testDescription: "no certificate", certificate: "nonexistent.pem"),
            Unusable(testDescription: "no key", key: "nonexistent.key"),
            Unusable(testDescription: "key of another certificate", key: "stranger.key"),
            Unusable(testDescription: "encrypted key without passphrase", key: "client-encrypted.key"),
            Unusable(testDescription: "wrong passphrase", key: "client-encrypted.key", passphrase: "wrong"),
        ]
    }

    @Test func connectionsAreNotSharedBetweenIdentities() async throws {
        let pki = try TestPKI.shared.get()
        let server = try PartnerServer(certificate: "server")
        try await withTransport { transport in
            for client in ["client", "stranger", nil] as [String?] {
                let tls = try pki.settings(client: client)
                #expect(try await !transport.send(HTTPCall(url: server.url("echo"), tls: tls)).reusedConnection)
                #expect(try await transport.send(HTTPCall(url: server.url("echo"), tls: tls)).reusedConnection)
            }
            // Nor between sets of roots: the second would not have accepted the server.
            let other = HTTPCall(url: server.url("echo"), tls: try pki.settings(trust: "other-root"))
            let error = try await failure(of: transport, other)
            #expect(error.code == .untrusted)
        }
    }

    @Test(
        "Protocol versions below the minimum", arguments: [("-tls1_1", TLSSettings.Version.tls12), ("-tls1_2", .tls13)])
    func oldProtocol(option: String, minimum: TLSSettings.Version) async throws {
        let pki = try TestPKI.shared.get()
        let server = try OpenSSLServer([option, "-cipher", "DEFAULT@SECLEVEL=0"])
        try await withTransport { transport in
            var tls = try pki.settings()
            tls.minimumVersion = minimum
            let error = try await failure(of: transport, HTTPCall(url: server.url, tls: tls))
            #expect(error.code == .tls, "\(error)")
            #expect(error.phase == .tls)
            #expect(!error.mayHaveBeenSent)
        }
    }

    @Test("openssl s_server", arguments: [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")])
    func openSSLServer(option: String, version: String) async throws {
        let server = try OpenSSLServer([option])
        try await withTransport { transport in
            let call = HTTPCall(url: server.url, tls: try TestPKI.shared.get().settings())
            let reply = try await transport.send(call)
            #expect(reply.status == 200)
            #expect(reply.tls?.version == version)
            #expect(reply.httpVersion == "1.0")
            // Every connection is verified anew: no session is resumed.
            let again = try await transport.send(call)
            #expect(!again.reusedConnection)
            #expect(String(decoding: again.body, as: UTF8.self).contains("New, TLSv1"))
        }
    }

    @Test func serverWithoutTLS() async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            let url = "https://localhost:\(server.port)/"
            let error = try await failure(of: transport, HTTPCall(url: url, method: "POST", body: .bytes([1])))
            #expect(error.code == .tls, "\(error)")
            #expect(!error.mayHaveBeenSent)
        }
    }

    private func der(_ name: String, _ pki: TestPKI) throws -> [UInt8] {
        let pem = String(decoding: try pki.bytes(name + ".pem"), as: UTF8.self)
        let base64 = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        return [UInt8](try #require(Data(base64Encoded: base64)))
    }
}

/// `openssl s_server -www` with the server certificate of the test PKI.
struct OpenSSLServer {
    private let process: ChildProcess
    private let port: Int

    init(_ arguments: [String]) throws {
        let pki = try TestPKI.shared.get()
        let files = ["-cert", pki.path("server.pem"), "-key", pki.path("server.key")]
        process = try ChildProcess(["openssl", "s_server", "-accept", "127.0.0.1:0", "-www"] + files + arguments)
        port = try #require(
            process.find { $0.hasPrefix("ACCEPT ") ? $0.split(separator: ":").last.flatMap { Int($0) } : nil })
    }

    var url: String { "https://localhost:\(port)/" }
}
