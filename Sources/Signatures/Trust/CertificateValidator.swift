package import SingleWindow
import Synchronization

/// Validates certificates against a set of anchors and the revocation information at hand.
///
/// Paths are built and validated by OpenSSL; the strength of every algorithm and key on the path, the purpose of the
/// certificate and the three answers about revocation are judged here. Synchronous; may be used by any number of
/// threads. A path that was accepted is remembered for as long as nothing it stands on changes, because verifying a
/// path and its revocation lists anew costs far more than the signature it is needed for.
package final class CertificateValidator: Sendable {
    package let anchors: TrustAnchors
    private let source: any RevocationSource
    private let state = Mutex(State())

    private struct State: Sendable {
        var generation: UInt64?
        var store: PreparedStore?
        var accepted = TwoGenerationCache<AcceptedKey, AcceptedPath>(capacity: 8192)
    }

    private struct AcceptedKey: Hashable, Sendable {
        var fingerprint: String
        var policy: ValidationPolicy
    }

    private struct AcceptedPath: Sendable {
        var validation: CertificateValidation
        /// Milliseconds: the span in which every certificate, list and answer used is valid.
        var span: ClosedRange<Int64>
    }

    package init(anchors: TrustAnchors, revocation source: any RevocationSource = NoRevocationSource()) {
        self.anchors = anchors
        self.source = source
    }

    /// Validates `certificate` for the instant `time`.
    ///
    /// `intermediates` are certificates that came with the message; they help to build a path and are trusted no
    /// further. Of very many only the first are looked at.
    package func validate(
        _ certificate: X509Certificate, intermediates: [X509Certificate] = [],
        policy: ValidationPolicy = ValidationPolicy(), at time: Timestamp
    ) -> CertificateValidation {
        let key = AcceptedKey(fingerprint: certificate.fingerprint, policy: policy)
        let generation = source.generation
        let (known, prepared) = state.withLock { state -> (AcceptedPath?, PreparedStore?) in
            guard state.generation == generation else {
                state = State()
                state.generation = generation
                return (nil, nil)
            }
            return (state.accepted.value(key), state.store)
        }
        if let known, known.span.contains(time.milliseconds) {
            var validation = known.validation
            validation.time = time
            return validation
        }
        do throws(SignaturesError) {
            let store: PreparedStore
            if let prepared {
                store = prepared
            } else {
                store = try PreparedStore(anchors: anchors.anchors, lists: source.lists)
            }
            let run = PathVerification()
            try run.run(
                certificate, intermediates: Array(intermediates.prefix(32)) + anchors.intermediates, store: store,
                policy: policy, at: time)
            let validation = PathJudgement(run: run, store: store, source: source, policy: policy, time: time)
                .judge(certificate)
            state.withLock { state in
                guard state.generation == generation, source.generation == generation else { return }
                state.store = store
                if validation.isAccepted, let span = PathJudgement.span(of: validation, policy: policy) {
                    state.accepted.insert(AcceptedPath(validation: validation, span: span), for: key)
                }
            }
            return validation
        } catch {
            return CertificateValidation(
                finding: .internalFailure, detail: error.description, chain: [certificate], time: time)
        }
    }
}
