import COpenSSL
package import SingleWindow
import Synchronization

/// Revocation lists and OCSP answers at hand: from files, and from what was fetched.
///
/// Keeps the newest list of every issuer and scope and the newest answers about every certificate. May be used by any
/// number of threads.
package final class RevocationStore: RevocationSource {
    private struct State: Sendable {
        var generation = Generation.next()
        var lists: [ListScope: CertificateRevocationList] = [:]
        var answers: [String: [OCSPResponse]] = [:]
    }

    /// What a list speaks about; a newer list of the same scope replaces it.
    private struct ListScope: Hashable, Sendable {
        var issuer: String
        /// Extensions that tell lists of an issuer apart: its key, the distribution point, whether it is a delta.
        var extensions: [[UInt8]]

        init(_ list: CertificateRevocationList) {
            issuer = list.issuer
            extensions = [NID_authority_key_identifier, NID_issuing_distribution_point].map {
                list.extensionBytes($0)?.bytes ?? []
            }
            // A delta list differs by being one, not by the base it builds upon.
            extensions.append(list.extensionBytes(NID_delta_crl) == nil ? [] : [1])
        }
    }

    private let state: Mutex<State>

    package init(_ lists: some Sequence<CertificateRevocationList> = []) {
        state = Mutex(State())
        for list in lists { add(list) }
    }

    package var generation: UInt64 { state.withLock { $0.generation } }

    package var lists: [CertificateRevocationList] { state.withLock { Array($0.lists.values) } }

    package func answers(about certificate: X509Certificate) -> [OCSPResponse] {
        state.withLock { $0.answers[certificate.serialHex] ?? [] }
    }

    /// Adds a list unless a newer one of its scope is here already; whether it was taken.
    @discardableResult
    package func add(_ list: CertificateRevocationList) -> Bool {
        let scope = ListScope(list)
        return state.withLock { state in
            if let present = state.lists[scope],
                present == list || present.thisUpdate.milliseconds > list.thisUpdate.milliseconds
            {
                return false
            }
            state.lists[scope] = list
            state.generation = Generation.next()
            return true
        }
    }

    /// Adds an answer. Of a certificate's answers the four last are kept.
    package func add(_ response: OCSPResponse) {
        state.withLock { state in
            for serial in response.serials {
                var answers = state.answers[serial, default: []].filter { $0 != response }
                answers.insert(response, at: 0)
                state.answers[serial] = Array(answers.prefix(4))
            }
            // An answer that calls nothing revoked cannot turn an accepted path into a refused one.
            if response.namesRevoked { state.generation = Generation.next() }
        }
    }

    /// Forgets lists that ended before `time` and answers of more than a week before it.
    package func removeStale(before time: Timestamp) {
        state.withLock { state in
            state.lists = state.lists.filter { ($0.value.nextUpdate ?? time).milliseconds >= time.milliseconds }
            let oldest = time.milliseconds - 7 * OCSPResponse.maximumAge
            state.answers = state.answers.mapValues { $0.filter { $0.producedAt.milliseconds >= oldest } }
                .filter { !$0.value.isEmpty }
        }
    }
}
