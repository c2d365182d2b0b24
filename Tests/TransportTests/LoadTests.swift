import Foundation
import Testing
import Transport

@Suite struct LoadTests {
    @Test func fiveHundredPostsSideBySide() async throws {
        let server = try PartnerServer()
        var configuration = patientConfiguration
        configuration.callsPerOrigin = 32
        try await withTransport(configuration) { transport in
            try await withThrowingTaskGroup(of: (Int, HTTPReply).self) { group in
                for number in 0..<500 {
                    group.addTask {
                        let body = Array("message \(number) ".utf8) + [UInt8](repeating: 0x78, count: 4096)
                        let call = HTTPCall(url: server.url("echo"), method: "POST", body: .bytes(body))
                        return (number, try await transport.send(call))
                    }
                }
                var answered = Set<Int>()
                for try await (number, reply) in group {
                    #expect(reply.status == 200)
                    #expect(reply.body.starts(with: Array("message \(number) ".utf8)))
                    answered.insert(number)
                }
                #expect(answered.count == 500)
            }
            let seen = try await server.seen(through: transport)
            #expect(seen.events["echo"] == 500)
            #expect(seen.mostActive <= 32)
            #expect(try #require(seen.events["connection"]) <= 33)
            #expect(transport.statistics.answered == 501)
            #expect(transport.statistics.queued == 0)
        }
    }

    @Test func onePartnerDoesNotHoldUpAnother() async throws {
        let silent = try PartnerServer()
        let working = try PartnerServer()
        var configuration = patientConfiguration
        configuration.totalCalls = 4
        configuration.callsPerOrigin = 2
        try await withTransport(configuration) { transport in
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask { _ = try? await transport.send(HTTPCall(url: silent.url("hold"))) }
                }
                group.addTask {
                    do {
                        // Two are held by the server, four wait; the other partner's call goes past them.
                        let reply = try await transport.send(HTTPCall(url: working.url("events/none/0")))
                        #expect(reply.status == 200)
                    } catch {
                        Issue.record(error)
                    }
                }
                await group.next()
                group.cancelAll()
            }
        }
    }

    @Test func fullQueueRefuses() async throws {
        let server = try PartnerServer()
        var configuration = patientConfiguration
        configuration.callsPerOrigin = 1
        configuration.queuedCalls = 1
        try await withTransport(configuration) { transport in
            let outcomes = await withTaskGroup(of: TransportError.Code?.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        do throws(TransportError) {
                            _ = try await transport.send(HTTPCall(url: server.url("hold")))
                            return nil
                        } catch {
                            return error.code
                        }
                    }
                }
                let first = await group.next() ?? nil
                group.cancelAll()
                return await group.reduce(into: [first]) { $0.append($1) }
            }
            #expect(outcomes.contains(.busy), "\(outcomes)")
        }
    }

    @Test func callThatWaitsTooLongNeverGoesOut() async throws {
        let server = try PartnerServer()
        var configuration = patientConfiguration
        configuration.callsPerOrigin = 1
        try await withTransport(configuration) { transport in
            async let held = transport.send(HTTPCall(url: server.url("hold")))
            let other = HTTPTransport()
            try other.start()
            try await server.wait(for: "hold", through: other)
            var call = HTTPCall(url: server.url("echo"), method: "POST")
            call.timeouts.total = .milliseconds(200)
            let error = try await failure(of: transport, call)
            #expect(error.code == .timeout)
            #expect(error.phase == .queue)
            #expect(!error.mayHaveBeenSent)
            _ = try await other.send(HTTPCall(url: server.url("release")))
            #expect(try await held.status == 200)
            #expect(try await server.seen(through: other).events["echo"] == nil)
            await other.stop()
        }
    }

    @Test func largeFileGoesOutWhole() async throws {
        let server = try PartnerServer()
        let file = FileManager.default.temporaryDirectory.appending(path: "upload-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        var content = Data(count: 24 << 20)
        for index in stride(from: 0, to: content.count, by: 4093) { content[index] = UInt8(truncatingIfNeeded: index) }
        try content.write(to: file)
        let digest = try sha256(of: file)
        try await withTransport { transport in
            let call = HTTPCall(url: server.url("upload"), method: "POST", body: .file(path: file.path()))
            #expect(try await transport.send(call).status == 404)
            let seen = try #require(try await server.seen(through: transport).requests.first)
            #expect(seen.length == content.count)
            #expect(seen.sha256 == digest)
            #expect(seen.header("Expect") == nil)
            #expect(seen.header("Transfer-Encoding") == nil)
        }
    }

    @Test func fileThatBecomesShorterIsNotSentAsIfItWereWhole() async throws {
        let server = try PartnerServer()
        let file = FileManager.default.temporaryDirectory.appending(path: "upload-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(count: 48 << 20).write(to: file)
        try await withTransport { transport in
            let call = HTTPCall(url: server.url("hold-upload"), method: "POST", body: .file(path: file.path()))
            async let upload = failure(of: transport, call)
            try await server.wait(for: "hold-upload", through: transport)
            // The server reads nothing yet, so no more than the sockets hold has gone out.
            let handle = try FileHandle(forWritingTo: file)
            try handle.truncate(atOffset: 40 << 20)
            _ = try await transport.send(HTTPCall(url: server.url("release")))
            let error = try await upload
            #expect(error.code == .bodyUnreadable, "\(error)")
            #expect(error.mayHaveBeenSent)
            try await server.wait(for: "upload-broken-off", through: transport)
        }
    }

    /// The digest by openssl.
    private func sha256(of file: URL) throws -> String {
        let output = try ChildProcess.output(of: ["openssl", "dgst", "-sha256", "-r", file.path()])
        let text = String(decoding: output, as: UTF8.self)
        return String(text.prefix(64))
    }
}
