internal import CoreMetrics
internal import Gateway
internal import HTTPTypes
internal import Hummingbird
internal import Journal
internal import Logging
internal import NIOCore

/// `/healthz`, `/readyz` and `/metrics`, for whoever watches over the process: open, and free of partners' data.
struct OperationsRoutes: Sendable {
    let gateway: any GatewayUseCases
    let registry: PrometheusRegistry
    let admission: Admission

    /// The process answers.
    func health(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try Response.json(["status": "ok"])
    }

    /// 200 where messages can be taken, 503 with what stands in the way otherwise.
    func readiness(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let readiness = await gateway.readiness()
        return try Response.json(readiness, status: readiness.isReady ? .ok : .serviceUnavailable)
    }

    func metrics(_ request: Request, _ context: GatewayContext) async throws -> Response {
        // A store that can't be read must not hide the other figures; its own are then missing, and `up` says so.
        let statistics = try? await gateway.statistics()
        gauge("nsw.journal.up").set(Int64(statistics == nil ? 0 : 1))
        if let statistics {
            gauge("nsw.journal.messages", ("disposition", "accepted")).set(Int64(statistics.accepted))
            gauge("nsw.journal.messages", ("disposition", "refused")).set(Int64(statistics.refused))
            gauge("nsw.journal.cases").set(Int64(statistics.cases))
            gauge("nsw.journal.deliveries", ("state", "queued")).set(Int64(statistics.queued))
            gauge("nsw.journal.deliveries", ("state", "delivered")).set(Int64(statistics.delivered))
            gauge("nsw.journal.deliveries", ("state", "parked")).set(Int64(statistics.parked))
        }
        gauge("nsw.intake.in_flight").set(Int64(admission.count))
        let text = registry.text() + ProcessMetrics.text()
        return Response(
            status: .ok, headers: [.contentType: PrometheusRegistry.contentType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private func gauge(_ label: String, _ dimensions: (String, String)...) -> any MeterHandler {
        registry.makeMeter(label: label, dimensions: dimensions)
    }

    /// What the figures mean.
    static func describe(in registry: PrometheusRegistry) {
        registry.describe("nsw_http_requests_total", "Requests answered, by route, method and status.")
        registry.describe("nsw_http_request_duration_seconds", "Time to answer, by route and method.")
        registry.describe("nsw_http_requests_active", "Requests being answered.")
        registry.describe("nsw_messages_total", "Messages received, by channel and outcome.")
        registry.describe("nsw_messages_refused_total", "Messages refused, by the code of the first problem.")
        registry.describe("nsw_message_bytes", "Sizes of the messages received.")
        registry.describe("nsw_intake_in_flight", "Requests with a body under way.")
        registry.describe("nsw_journal_up", "Whether the store answered the last query for its figures.")
        registry.describe("nsw_journal_messages", "Messages received and stored.")
        registry.describe("nsw_journal_cases", "Cases.")
        registry.describe("nsw_journal_deliveries", "Deliveries, by state.")
    }
}
