internal import FoundationEssentials
internal import Gateway
internal import GatewayServer
internal import Journal
internal import Logging
internal import Messages
internal import ServiceLifecycle
internal import Signatures
internal import SingleWindow
internal import Transport

/// Measures intake end to end over HTTP, the same within the process, and the floor, in one run.
struct IntakeBench: Sendable {
    var schemas: String
    var acknowledgementKey: AcknowledgementKey
    var messages = 5000
    var connections = 64
    var parent = "/var/tmp"

    private static let warmUp = 200
    private static let floorMessages = 1000

    func run() async throws -> BenchResult {
        let folder = try BenchFolder(parent: parent, schemas: schemas, acknowledgementKey: acknowledgementKey)
        let family = try SchemaFolder(schemas).customs
        let key = try SigningKey(
            pem: FileReader.bytes("\(folder.certificates)/declarant-1.key"),
            certificatesPEM: FileReader.bytes("\(folder.certificates)/declarant-1.crt"))
        progress("making \(2 * (messages + Self.warmUp)) signed messages")
        let samples = try await BenchMessages(family: family, key: key).make(2 * (messages + Self.warmUp))
        let half = samples.count / 2

        progress("floor")
        let floor = try IntakeFloor(
            messages: Array(samples.prefix(min(Self.floorMessages, messages))), path: "\(folder.path)/floor.sqlite"
        ).run()
        let configuration = try GatewayConfiguration(
            yaml: try FileReader.text("\(folder.path)/gateway.yaml"), path: "\(folder.path)/gateway.yaml")
        var logger = Logger(label: "nsw.bench")
        logger.logLevel = .warning
        let node = try await GatewayNode(configuration: configuration, logger: logger)
        progress("over HTTP")
        let http = try await overHTTP(node, Array(samples[..<half]), logger)
        progress("within the process")
        let direct = try await direct(node, Array(samples[half...]))
        try await node.journal.close()

        let floorSeconds = floor.reduce(0) { $0 + $1.seconds }
        return BenchResult(
            name: "intake-\(acknowledgementKey.rawValue)", ours: http.perSecond, floor: 1 / floorSeconds,
            unit: "messages/s", ratio: http.perSecond * floorSeconds, p50: http.p50, p99: http.p99,
            processorTime: http.processorTime,
            direct: BenchResult.Direct(
                perSecond: direct.perSecond, p50: direct.p50, p99: direct.p99, processorTime: direct.processorTime),
            floorParts: Dictionary(uniqueKeysWithValues: floor.map { ($0.part, $0.seconds * 1_000_000) }),
            conditions: [
                "messages": String(messages), "connections": String(connections), "family": "customs",
                "messageBytes": String(samples[0].count), "signature": "RSA-2048/SHA-256",
                "acknowledgementKey": acknowledgementKey.name, "store": "sqlite, WAL, synchronous=FULL",
            ], machine: Machine.description)
    }

    // MARK: - Runs

    private func overHTTP(_ node: GatewayNode, _ samples: [[UInt8]], _ logger: Logger) async throws -> Measurement {
        let server = GatewayServer(
            gateway: node, settings: try GatewayServer.Settings(node.configuration), logger: logger)
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [try server.makeApplication()], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            let url = try await server.address().url + "/v1/messages"
            let transport = HTTPTransport(
                TransportConfiguration(totalCalls: connections, callsPerOrigin: connections))
            try transport.start()
            let result: Result<Measurement, any Error>
            do {
                result = .success(
                    try await measure(samples) { bytes in
                        let reply = try await transport.send(
                            HTTPCall(
                                url: url, method: "POST",
                                headers: [
                                    HeaderField("Content-Type", "application/xml"),
                                    HeaderField("Authorization", "Bearer \(BenchFolder.apiKey)"),
                                ], body: .bytes(bytes)))
                        guard reply.status == 200 else { throw CommandFailure(reply) }
                    })
            } catch { result = .failure(error) }
            await transport.stop()
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return try result.get()
        }
    }

    private func direct(_ node: GatewayNode, _ samples: [[UInt8]]) async throws -> Measurement {
        guard let caller = node.caller(apiKey: BenchFolder.apiKey) else {
            throw CommandFailure(
                .fault, "bench.caller", Text(vi: "Thiếu đối tác mẫu.", en: "The sample partner is missing."))
        }
        return try await measure(samples) { bytes in
            let answer = await node.intake.receive(bytes, contentType: "application/xml", from: caller)
            guard answer.kind == .accepted else { throw CommandFailure(.fault, problems: answer.problems) }
        }
    }

    private func measure(
        _ samples: [[UInt8]], _ send: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws -> Measurement {
        _ = try await Measurement.take(count: Self.warmUp, width: connections) { try await send(samples[$0]) }
        return try await Measurement.take(count: samples.count - Self.warmUp, width: connections) {
            try await send(samples[Self.warmUp + $0])
        }
    }

    private func progress(_ step: String) {
        if Terminal.isInteractive { Terminal.error("bench: \(step) …") }
    }
}
