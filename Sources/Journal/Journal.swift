package import SingleWindow

/// The store of everything the gateway has received, decided and sent.
///
/// One call of `commit` is one transaction: the original bytes, the verdict with its evidence, the acknowledgement, the
/// new case states, their events and the outgoing deliveries are all on disk when it returns, or none is. Two
/// implementations hold to this contract, SQLite for one node and PostgreSQL for several.
///
/// Reads see everything committed before they were called. All methods throw `JournalError`.
package protocol Journal: Sendable {
    // MARK: Intake

    /// Puts one message and what follows from it on disk.
    ///
    /// Commits that arrive together may share one synced transaction (group commit); each is still all or nothing. A
    /// cancelled caller still gets the answer, since nobody could say otherwise whether the commit took place.
    ///
    /// Throws `full` while the disk has no room for messages, and `busy` while too many commits wait; neither has
    /// written anything.
    func commit(_ commit: Commit) async throws -> CommitOutcome

    /// The received message of `partner` with the sender's own identifier that was accepted, if there is one.
    ///
    /// A refused attempt does not use its identifier up, so it is never returned here.
    func acceptedMessage(from partner: PartnerID, id: MessageID) async throws -> StoredMessage?

    /// All cases that hold any of `keys`, oldest first, and the versions of the keys' holders for the commit to check.
    ///
    /// Meant for keys that few cases share. A tax code is held by every case of its trader: `search` with a limit is for
    /// those.
    func cases(holding keys: [CaseKey]) async throws -> [CaseRecord]

    func caseRecord(_ id: CaseID) async throws -> CaseRecord?

    /// Numbers of `series` that no other caller of any node gets: `count` consecutive ones, of which the first is
    /// returned. Gaps may appear after a crash, repetitions never.
    func reserveNumbers(series: String, count: Int) async throws -> Int64

    // MARK: Deliveries

    /// Leases deliveries that are due, at most one of each lane (case and recipient) and in the lane's order, to
    /// `owner` until `now` plus `lease` milliseconds. A lease that has run out is taken over; a living one never.
    func leaseDeliveries(owner: String, now: Timestamp, lease: Int64, limit: Int) async throws -> [LeasedDelivery]

    /// Stores the bytes that a delivery will send, before they are sent for the first time; they never change again.
    ///
    /// - Returns: The bytes in force: those given, or those an earlier owner stored.
    func fix(_ bytes: PreparedMessage, of delivery: MessageKey, owner: String) async throws -> PreparedMessage

    /// Records an attempt and what becomes of the delivery, in one transaction; ends the lease.
    ///
    /// - Returns: False when the lease had run out and another owner holds the delivery: the attempt is recorded, the
    ///   delivery's state left to the new owner.
    func recordAttempt(_ attempt: DeliveryAttempt, of delivery: MessageKey, owner: String, outcome: DeliveryOutcome)
        async throws -> Bool

    /// Ends the lease without an attempt: the delivery is due again at `until` (the partner's circuit is open, the
    /// gateway is stopping). Does nothing when another owner holds it.
    func postpone(_ delivery: MessageKey, owner: String, until: Timestamp) async throws

    /// The earliest time at which `leaseDeliveries` hands a delivery out if nothing else happens: when one falls due
    /// that may go, or when a lease on one runs out. Not after `now` where one may go already; nil where nothing waits.
    func nextDue(after now: Timestamp) async throws -> Timestamp?

    /// Puts parked deliveries of a case back in the queue, due at `now`; the case is no longer parked.
    func resume(_ id: CaseID, now: Timestamp, by operatorName: String) async throws

    /// Gives an unfinished delivery up for good; the next of its lane has its turn.
    ///
    /// - Returns: False where it had finished before.
    func abandon(_ delivery: MessageKey, now: Timestamp, by operatorName: String, reason: Text) async throws -> Bool

    // MARK: Traces

    /// Cases by any key value, newest first; a message identifier or key finds the case of its message.
    func search(_ text: String, limit: Int) async throws -> [CaseRecord]

    /// Everything recorded of a case, oldest first.
    func timeline(of id: CaseID) async throws -> [CaseEvent]

    /// A message by the gateway's own key, its bytes included.
    func message(_ key: MessageKey) async throws -> StoredMessage?

    /// Messages by the sender's identifier, accepted or refused, newest first.
    func messages(id: MessageID, limit: Int) async throws -> [StoredMessage]

    func deliveries(of id: CaseID) async throws -> [DeliveryRecord]

    /// Attempts of a delivery, oldest first.
    func attempts(of delivery: MessageKey) async throws -> [DeliveryAttempt]

    /// Counts for readiness, metrics and drills.
    func statistics() async throws -> JournalStatistics

    /// Whether the store can be written to; throws what stands in the way.
    func check() async throws

    /// Finishes what is in flight and closes the store.
    func close() async throws
}
