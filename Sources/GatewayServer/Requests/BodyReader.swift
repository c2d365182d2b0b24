internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import SingleWindow

/// Reads a request's body whole, within bounds of size, time and memory.
struct BodyReader: Sendable {
    /// The most bytes that a body may have.
    var limit: Int
    /// The longest that a body may take to arrive.
    var deadline: Duration

    /// - Throws: `HTTPProblem`: `request.too_large`, `.timeout`, `.empty_body`, `.unsupported_encoding`, `server.busy`.
    func read(_ request: Request, _ reservation: Reservation) async throws -> [UInt8] {
        let coding = request.headers[.contentEncoding]?.trimmingWhiteSpace().lowercased() ?? "identity"
        guard coding == "identity" || coding.isEmpty else { throw HTTPProblem.unsupportedEncoding(coding) }
        let announced = request.headers[.contentLength].flatMap { Int($0) }
        if let announced {
            guard announced <= limit else { throw HTTPProblem.tooLarge(limit: limit) }
            try reservation.require(announced)
        }
        let bytes = try await withDeadline {
            try await collect(request.body, announced: announced ?? 0, reservation)
        }
        guard !bytes.isEmpty else { throw HTTPProblem.emptyBody }
        return bytes
    }

    private func collect(
        _ body: RequestBody, announced: Int, _ reservation: Reservation
    ) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(announced)
        for try await buffer in body {
            guard bytes.count + buffer.readableBytes <= limit else { throw HTTPProblem.tooLarge(limit: limit) }
            try reservation.require(bytes.count + buffer.readableBytes)
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    /// What `work` returns, or `request.timeout` where it takes longer than `deadline`.
    private func withDeadline(_ work: @escaping @Sendable () async throws -> [UInt8]) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: deadline)
                return nil
            }
            defer { group.cancelAll() }
            guard case .some(.some(let bytes)) = try await group.next() else {
                throw HTTPProblem.bodyTimeout(seconds: Int(deadline.components.seconds))
            }
            return bytes
        }
    }
}
