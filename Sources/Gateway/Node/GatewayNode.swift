package import Journal
package import Logging
internal import Messages
internal import Signatures
internal import SingleWindow
internal import Transport

/// One gateway process, assembled: what the server, the commands and the tests use.
package final class GatewayNode: Sendable {
    package let configuration: GatewayConfiguration
    package let journal: any Journal
    package let settings: SettingsStore
    package let intake: Intake
    package let cases: CaseQueries
    package let clock: any GatewayClock
    private let dispatcher: Dispatcher
    private let transport: HTTPTransport
    private let logger: Logger

    /// Whether the gateway can do its work, part by part.
    package struct Readiness: Sendable, Hashable, Codable {
        /// The store takes writes.
        package var store: Bool
        /// Partners, catalogue and trust are loaded.
        package var settings: Bool
        /// The stable code of the first thing that is wrong.
        package var code: String?

        package var isReady: Bool { store && settings }
    }

    /// Opens the journal and loads the settings; nothing runs yet.
    ///
    /// - Throws: What stands in the way of starting, with the file or setting it is in.
    package init(
        configuration: GatewayConfiguration, clock: any GatewayClock = SystemClock(), logger: Logger
    ) async throws {
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
        settings = try SettingsStore(configuration)
        journal = try await JournalAddress(configuration.journal).open(resolve: configuration.resolve)
        transport = HTTPTransport()
        let keys = KeyGenerator()
        let delivery = configuration.delivery
        let post = HTTPDeliveryPost(
            transport: transport,
            tls: TLSSettings(
                trust: configuration.trust.serverRoots.map { .only(.file(configuration.resolve($0))) } ?? .system),
            timeouts: HTTPTimeouts(
                connect: .seconds(delivery.connectTimeout), total: .seconds(delivery.totalTimeout)),
            clock: clock)
        dispatcher = Dispatcher(
            journal: journal, post: post, source: settings, clock: clock,
            settings: Dispatcher.Settings(
                concurrency: delivery.concurrency, lease: .seconds(delivery.lease),
                schedule: RetrySchedule(
                    initial: .milliseconds(delivery.firstRetry), maximum: .milliseconds(delivery.longestRetry),
                    duration: .seconds(delivery.giveUpAfter * 3600))),
            owner: keys.messageKey(at: clock.now).rawValue, logger: logger)
        let dispatcher = dispatcher
        intake = Intake(
            journal: journal, settings: settings, numbers: NumberSeries(journal: journal),
            keys: keys, clock: clock, logger: logger, wakeDispatcher: { dispatcher.wake() })
        cases = CaseQueries(journal: journal)
    }

    /// Delivers until `stop` is called or the task cancelled, then closes the journal.
    package func run() async throws {
        try transport.start()
        await dispatcher.run()
        await transport.stop()
        try await journal.close()
    }

    /// Begins to stop: deliveries under way are finished, new ones stay in the journal.
    package func stop() { dispatcher.stop() }

    /// Says that deliveries may have become due: the clock was moved, a case resumed.
    package func wakeDispatcher() { dispatcher.wake() }

    /// Reads partners, routing, certificates and schemas again; a bad file is refused whole and the old settings stay.
    package func reload() throws { try settings.reload() }

    /// Who holds this API key, or nil.
    package func caller(apiKey: String) -> Caller? {
        guard let digest = try? Sha256.hex(Array(apiKey.utf8)),
            let partner = settings.current.register.partner(apiKeyDigest: digest)
        else { return nil }
        return Caller(partner: partner, channelAuthenticated: false)
    }

    /// Whose registered certificate (DER) the TLS client has shown, or nil. The TLS layer has verified its chain.
    package func caller(certificateDER der: [UInt8]) -> Caller? {
        guard let fingerprint = try? Sha256.hex(der),
            let partner = settings.current.register.partner(certificate: fingerprint)
        else { return nil }
        return Caller(partner: partner, channelAuthenticated: true)
    }

    package func readiness() async -> Readiness {
        do {
            try await journal.check()
            return Readiness(store: true, settings: true, code: nil)
        } catch {
            return Readiness(store: false, settings: true, code: GatewayFault.code(of: error))
        }
    }
}
