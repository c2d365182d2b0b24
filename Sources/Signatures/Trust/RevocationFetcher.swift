package import SingleWindow
import Synchronization

/// Decides what revocation information to fetch and when, and takes in what came.
///
/// Does no input or output of its own: the layer above fetches with its own client, with time limits, and never while a
/// message waits. An address that fails is left alone for a while, twice as long each time; nothing is fetched twice at
/// the same time; lists are renewed before they end. What comes in is verified before it may replace anything, so that a
/// forged list from the network cannot push out a good one.
package final class RevocationFetcher: Sendable {
    private struct Attempt: Sendable {
        var failures = 0
        /// Not to be tried again before this, in milliseconds.
        var notBefore: Int64 = 0
    }

    private struct Renewal: Sendable {
        var fetch: RevocationFetch
        /// When to fetch the list again, in milliseconds.
        var at: Int64
    }

    private struct State: Sendable {
        var attempts: [String: Attempt] = [:]
        var renewals: [String: Renewal] = [:]
    }

    /// A fetch that neither succeeded nor failed after this long (milliseconds) may be started again.
    private static let patience: Int64 = 60_000
    private static let firstPause: Int64 = 30_000
    private static let longestPause: Int64 = 15 * 60_000

    package let store: RevocationStore
    private let state = Mutex(State())

    package init(store: RevocationStore) { self.store = store }

    /// What to fetch now for these needs; each is then taken to be under way.
    ///
    /// For each need the first address that is not to be left alone: OCSP before lists, because answers are small.
    package func due(for needs: [RevocationNeed], at time: Timestamp) -> [RevocationFetch] {
        var fetches: [RevocationFetch] = []
        for need in needs {
            let candidates = addresses(of: need)
            let isUnderWay = state.withLock { state in
                candidates.contains { isPending(state.attempts[$0.key], time) }
            }
            guard !isUnderWay else { continue }
            for candidate in candidates where start(candidate, at: time) {
                fetches.append(candidate)
                break
            }
        }
        return fetches
    }

    /// Lists fetched before that end soon, to be fetched again; each is then taken to be under way.
    package func renewals(at time: Timestamp) -> [RevocationFetch] {
        let due = state.withLock { $0.renewals.values.filter { $0.at <= time.milliseconds }.map(\.fetch) }
        return due.filter { start($0, at: time) }
    }

    /// Takes in what came; whether it was usable and so may have changed an answer.
    @discardableResult
    package func received(_ bytes: [UInt8], for fetch: RevocationFetch, at time: Timestamp) -> Bool {
        switch fetch.kind {
        case .ocsp(let request):
            guard let response = try? OCSPResponse(der: bytes), request.isAnswered(by: response),
                // Any policy: the weak ones are refused when they are used, and reported there.
                response.answer(
                    about: fetch.certificate, issuer: fetch.issuer, policy: .allowing(LegacyAlgorithm.allCases),
                    at: time
                ).status != .unknown
            else {
                failed(fetch, at: time)
                return false
            }
            store.add(response)
        case .list:
            guard let lists = try? CertificateRevocationList.load(bytes), let list = lists.first, lists.count == 1,
                list.isSigned(by: fetch.issuer), (list.nextUpdate ?? time).milliseconds >= time.milliseconds
            else {
                failed(fetch, at: time)
                return false
            }
            store.add(list)
            scheduleRenewal(of: list, fetch, at: time)
        }
        state.withLock { $0.attempts[fetch.key] = nil }
        return true
    }

    /// Notes that an address did not answer, or answered with something else.
    package func failed(_ fetch: RevocationFetch, at time: Timestamp) {
        state.withLock { state in
            var attempt = state.attempts[fetch.key] ?? Attempt()
            let pause = min(RevocationFetcher.firstPause << min(attempt.failures, 10), RevocationFetcher.longestPause)
            attempt.failures += 1
            attempt.notBefore = time.milliseconds + pause
            state.attempts[fetch.key] = attempt
        }
    }

    private func addresses(of need: RevocationNeed) -> [RevocationFetch] {
        func isFetchable(_ url: String) -> Bool {
            let lower = url.lowercased()
            return lower.hasPrefix("http://") || lower.hasPrefix("https://")
        }
        var fetches: [RevocationFetch] = []
        for url in need.ocsp where isFetchable(url) {
            guard let request = try? OCSPRequest(certificate: need.certificate, issuer: need.issuer) else { continue }
            fetches.append(
                RevocationFetch(kind: .ocsp(request), url: url, certificate: need.certificate, issuer: need.issuer))
        }
        for url in need.crls where isFetchable(url) {
            fetches.append(
                RevocationFetch(kind: .list, url: url, certificate: need.certificate, issuer: need.issuer))
        }
        return fetches
    }

    /// Whether a first try is under way: begun, not failed, and not yet given up on.
    private func isPending(_ attempt: Attempt?, _ time: Timestamp) -> Bool {
        guard let attempt else { return false }
        return attempt.failures == 0 && attempt.notBefore > time.milliseconds
    }

    private func start(_ fetch: RevocationFetch, at time: Timestamp) -> Bool {
        state.withLock { state in
            var attempt = state.attempts[fetch.key] ?? Attempt()
            guard attempt.notBefore <= time.milliseconds else { return false }
            attempt.notBefore = time.milliseconds + RevocationFetcher.patience
            state.attempts[fetch.key] = attempt
            return true
        }
    }

    /// A list is fetched again when three quarters of its time are over, at the earliest in a minute.
    private func scheduleRenewal(of list: CertificateRevocationList, _ fetch: RevocationFetch, at time: Timestamp) {
        guard let end = list.nextUpdate?.milliseconds else { return }
        let start = list.thisUpdate.milliseconds
        let due = max(start + (end - start) / 4 * 3, time.milliseconds + 60_000)
        state.withLock { $0.renewals[fetch.key] = Renewal(fetch: fetch, at: due) }
    }
}
