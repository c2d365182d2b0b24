internal import CCurl
internal import CCurlShims
internal import Synchronization

/// Sends HTTP requests through libcurl. One thread owns libcurl; calls from any number of tasks run on it side by side
/// over connections that are kept and shared.
///
/// `start` it before the first call and `stop` it before the program ends, so that OpenSSL is not taken down under a
/// running handshake; `run` does both for a service.
package final class HTTPTransport: Sendable {
    private let configuration: TransportConfiguration
    private let inbox: Inbox
    private let thread = Mutex<WorkerThread?>(nil)

    package init(_ configuration: TransportConfiguration = TransportConfiguration()) {
        self.configuration = configuration
        self.inbox = Inbox(queueLimit: max(1, configuration.queuedCalls))
    }

    deinit {
        inbox.stop(at: .now)
        thread.withLock { $0?.detach() }
    }

    /// Starts the thread. Once only; a second call, or one after `stop`, does nothing.
    ///
    /// - Throws: `transport.internal` when libcurl or the thread cannot be set up, or libcurl lacks TLS or safe threads.
    package func start() throws(TransportError) {
        try LibCurl.ready.get()
        guard let multi = curl_multi_init() else { throw TransportError(.internal, detail: "curl_multi_init") }
        guard
            CCurlShims_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, max(1, configuration.connections)) == CURLM_OK,
            inbox.open(multi)
        else {
            curl_multi_cleanup(multi)
            return
        }
        let owned = OwnedMulti(pointer: multi)
        do throws(TransportError) {
            let worker = try WorkerThread { [configuration, inbox] in
                TransferLoop(configuration, inbox: inbox, multi: owned.pointer).run()
                inbox.announceStopped()
            }
            thread.withLock { $0 = worker }
        } catch {
            _ = inbox.close()
            curl_multi_cleanup(multi)
            inbox.announceStopped()
            throw error
        }
    }

    /// Sends a call and waits for its answer, whatever its status.
    ///
    /// Cancelling the task breaks the call off with `transport.cancelled`.
    package func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
        try await send(prepare(call))
    }

    /// Checks a call without sending it.
    func prepare(_ call: HTTPCall) throws(TransportError) -> PreparedCall {
        try PreparedCall(call, userAgent: configuration.userAgent)
    }

    /// Sends a call that has been checked.
    func send(_ prepared: PreparedCall) async throws(TransportError) -> HTTPReply {
        let ticket = CallTicket()
        let submitted = ContinuousClock.now
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let submission = Submission(
                    ticket: ticket, call: prepared, submitted: submitted, continuation: continuation)
                if let refusal = inbox.submit(submission) { submission.fail(refusal, phase: .queue) }
            }
        } onCancel: {
            ticket.isCancelled.store(true, ordering: .releasing)
            inbox.cancel(ticket.id)
        }
        return try result.get()
    }

    /// What the transport has done and does.
    package var statistics: TransportStatistics { inbox.statistics }

    /// Begins to stop: new and waiting calls fail with `transport.stopped`, and so do those still on the wire when
    /// `grace` is over. Does not wait.
    package func beginStop(grace: Duration = .zero) {
        inbox.stop(at: .now + grace)
    }

    /// Stops, and returns when the thread is gone.
    ///
    /// - Parameter grace: how long calls on the wire may still take.
    package func stop(grace: Duration = .zero) async {
        beginStop(grace: grace)
        await waitUntilStopped()
    }

    /// Starts, and returns when the transport was stopped. Cancelling the task stops it without grace; for a graceful
    /// end call `beginStop(grace:)` from the service's shutdown handler.
    package func run() async throws(TransportError) {
        try start()
        await withTaskCancellationHandler {
            await waitUntilStopped()
        } onCancel: {
            beginStop()
        }
    }

    private func waitUntilStopped() async {
        await inbox.waitUntilStopped()
        // The thread has only its last return before it, so this does not hold up the task's thread.
        thread.withLock { worker in
            worker?.join()
            worker = nil
        }
    }

    /// Runs `body` with a transport of its own: for commands that make a few calls.
    package static func withTransport<Result, Failure: Error>(
        _ configuration: TransportConfiguration = TransportConfiguration(),
        _ body: (HTTPTransport) async throws(Failure) -> Result
    ) async throws -> Result {
        let transport = HTTPTransport(configuration)
        try transport.start()
        do {
            let result = try await body(transport)
            await transport.stop()
            return result
        } catch {
            await transport.stop()
            throw error
        }
    }
}

/// The CURLM on its way to the thread that owns it from then on.
private struct OwnedMulti: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
}

/// libcurl's process-wide set-up, made once and never undone.
enum LibCurl {
    static let ready: Result<Void, TransportError> = {
        guard curl_global_init(Int(CURL_GLOBAL_SSL | CURL_GLOBAL_WIN32)) == CURLE_OK,
            let info = curl_version_info(CURLVERSION_TENTH)
        else { return .failure(TransportError(.internal, detail: "curl_global_init")) }
        let needed = CURL_VERSION_SSL | CURL_VERSION_ASYNCHDNS
        // 7.85 is the first with CURLOPT_PROTOCOLS_STR, 7.87 with CURLOPT_QUICK_EXIT and CURLOPT_CA_CACHE_TIMEOUT.
        guard info.pointee.features & needed == needed, info.pointee.version_num >= 0x075700 else {
            return .failure(
                TransportError(.internal, detail: "libcurl 7.87 or later with TLS and asynchronous names is needed"))
        }
        return .success(())
    }()
}
