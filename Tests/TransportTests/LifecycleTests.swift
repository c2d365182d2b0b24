import Testing
import Transport

@Suite struct LifecycleTests {
    @Test func cancelledCallIsBrokenOff() async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            let outcome = await withTaskGroup(of: TransportError?.self) { group in
                group.addTask {
                    do throws(TransportError) {
                        _ = try await transport.send(HTTPCall(url: server.url("hold"), method: "POST"))
                        return nil
                    } catch {
                        return error
                    }
                }
                do { try await server.wait(for: "hold", through: transport) } catch { Issue.record(error) }
                group.cancelAll()
                return await group.next() ?? nil
            }
            #expect(outcome?.code == .cancelled)
            #expect(outcome?.mayHaveBeenSent == true)
            // The connection is closed, so the server knows.
            try await server.wait(for: "gone", through: transport)
            #expect(transport.statistics.active <= 1)
        }
    }

    @Test func cancelledBeforeItBegins() async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            let outcome = await withTaskGroup(of: TransportError?.self) { group in
                group.cancelAll()
                group.addTask {
                    do throws(TransportError) {
                        _ = try await transport.send(HTTPCall(url: server.url("echo"), method: "POST"))
                        return nil
                    } catch {
                        return error
                    }
                }
                return await group.next() ?? nil
            }
            #expect(outcome?.code == .cancelled)
            #expect(outcome?.phase == .queue)
            #expect(outcome?.mayHaveBeenSent == false)
            let seen = try await server.seen(through: transport)
            #expect(seen.events["echo"] == nil)
        }
    }

    @Test func cancellationAtAnyMomentEndsEveryCall() async throws {
        let server = try PartnerServer()
        try await withTransport { transport in
            for _ in 0..<10 {
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<40 {
                        group.addTask {
                            _ = try? await transport.send(
                                HTTPCall(url: server.url("echo"), method: "POST", body: .bytes([1])))
                        }
                    }
                    for _ in 0..<10 { await group.next() }
                    group.cancelAll()
                }
            }
            #expect(transport.statistics.queued == 0)
            let reply = try await transport.send(HTTPCall(url: server.url("echo")))
            #expect(reply.status == 200)
        }
    }

    @Test func stopWithoutGraceBreaksOff() async throws {
        let server = try PartnerServer()
        let transport = HTTPTransport()
        try transport.start()
        async let held = outcome(transport, HTTPCall(url: server.url("hold"), method: "POST"))
        try await withTransport { try await server.wait(for: "hold", through: $0) }
        await transport.stop()
        let error = await held
        #expect(error?.code == .stopped)
        #expect(error?.mayHaveBeenSent == true)
        let after = await outcome(transport, HTTPCall(url: server.url("echo")))
        #expect(after?.code == .stopped)
        #expect(after?.mayHaveBeenSent == false)
    }

    @Test func stopWithGraceLetsCallsFinish() async throws {
        let server = try PartnerServer()
        let transport = HTTPTransport()
        try transport.start()
        async let held = transport.send(HTTPCall(url: server.url("hold"), method: "POST"))
        try await withTransport { other in
            try await server.wait(for: "hold", through: other)
            transport.beginStop(grace: .seconds(3600))
            let refused = await outcome(transport, HTTPCall(url: server.url("echo")))
            #expect(refused?.code == .stopped)
            _ = try await other.send(HTTPCall(url: server.url("release")))
        }
        #expect(try await held.status == 200)
        await transport.stop(grace: .seconds(3600))
    }

    @Test func graceEnds() async throws {
        let server = try PartnerServer()
        let transport = HTTPTransport()
        try transport.start()
        async let held = outcome(transport, HTTPCall(url: server.url("hold")))
        try await withTransport { try await server.wait(for: "hold", through: $0) }
        await transport.stop(grace: .milliseconds(100))
        #expect(await held?.code == .stopped)
    }

    @Test func runReturnsWhenStopped() async throws {
        let transport = HTTPTransport()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await transport.run() }
            transport.beginStop()
            try await group.waitForAll()
        }
    }

    @Test func runReturnsWhenCancelled() async throws {
        let server = try PartnerServer()
        let transport = HTTPTransport()
        try transport.start()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await transport.run() }
            #expect(try await transport.send(HTTPCall(url: server.url("echo"))).status == 200)
            group.cancelAll()
            try await group.waitForAll()
        }
        let after = await outcome(transport, HTTPCall(url: server.url("echo")))
        #expect(after?.code == .stopped)
    }

    @Test func neverStarted() async throws {
        let transport = HTTPTransport()
        let error = await outcome(transport, HTTPCall(url: "http://127.0.0.1:1/"))
        #expect(error?.code == .stopped)
        await transport.stop()
        try transport.start()
        let after = await outcome(transport, HTTPCall(url: "http://127.0.0.1:1/"))
        #expect(after?.code == .stopped)
    }

    @Test func startedTwice() async throws {
        let server = try PartnerServer()
        let transport = HTTPTransport()
        try transport.start()
        try transport.start()
        #expect(try await transport.send(HTTPCall(url: server.url("echo"))).status == 200)
        await transport.stop()
        await transport.stop()
    }

    private func outcome(_ transport: HTTPTransport, _ call: HTTPCall) async -> TransportError? {
        do throws(TransportError) {
            _ = try await transport.send(call)
            return nil
        } catch {
            return error
        }
    }
}
