internal import SingleWindow
internal import Synchronization

/// Bounds what is under way at once, so that a flood is answered with "come back" and not with growing memory.
package final class Admission: Sendable {
    /// What may be under way at once.
    package struct Limits: Hashable, Sendable {
        /// Requests with a body, of all partners.
        package var requests: Int
        /// Requests with a body, of one partner.
        package var requestsPerPartner: Int
        /// Bytes of bodies held in memory.
        package var bytes: Int

        package init(requests: Int = 512, requestsPerPartner: Int = 256, bytes: Int = 256 << 20) {
            self.requests = requests
            self.requestsPerPartner = requestsPerPartner
            self.bytes = bytes
        }
    }

    private struct State {
        var requests = 0
        var bytes = 0
        var byPartner: [PartnerID: Int] = [:]
    }

    private let limits: Limits
    private let state = Mutex(State())

    package init(_ limits: Limits) { self.limits = limits }

    /// Runs `body` as one of `partner`'s requests.
    ///
    /// - Throws: `server.busy` (503) or `partner.too_many_requests` (429) where there is no room.
    func run<Result>(
        for partner: PartnerID, _ body: (Reservation) async throws -> Result
    ) async throws -> Result {
        try enter(partner)
        let reservation = Reservation(self)
        defer { leave(partner, bytes: reservation.bytes) }
        return try await body(reservation)
    }

    private func enter(_ partner: PartnerID) throws {
        try state.withLock { state in
            guard state.requests < limits.requests else { throw HTTPProblem.busy }
            let own = state.byPartner[partner, default: 0]
            guard own < limits.requestsPerPartner else { throw HTTPProblem.partnerBusy(partner) }
            state.requests += 1
            state.byPartner[partner] = own + 1
        }
    }

    private func leave(_ partner: PartnerID, bytes: Int) {
        state.withLock { state in
            state.requests -= 1
            state.bytes -= bytes
            let own = state.byPartner[partner, default: 1] - 1
            state.byPartner[partner] = own > 0 ? own : nil
        }
    }

    fileprivate func reserve(_ count: Int) throws {
        try state.withLock { state in
            // One body is always let in, whatever its size: the body limit bounds it.
            guard state.bytes == 0 || state.bytes + count <= limits.bytes else { throw HTTPProblem.busy }
            state.bytes += count
        }
    }

    /// Requests under way.
    var count: Int { state.withLock { $0.requests } }
}

/// The memory that one request holds for its body.
final class Reservation: Sendable {
    private let admission: Admission
    private let reserved = Mutex(0)

    fileprivate init(_ admission: Admission) { self.admission = admission }

    /// Makes the reservation at least `count` bytes.
    ///
    /// - Throws: `server.busy` where all memory for bodies is taken.
    func require(_ count: Int) throws {
        try reserved.withLock { reserved in
            guard count > reserved else { return }
            try admission.reserve(count - reserved)
            reserved = count
        }
    }

    var bytes: Int { reserved.withLock { $0 } }
}
