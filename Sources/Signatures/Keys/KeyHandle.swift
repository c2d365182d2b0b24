import COpenSSL
import Synchronization

/// Owns a reference to an OpenSSL key and the operation contexts prepared for it.
final class KeyHandle: SigningBackend, @unchecked Sendable {
    // Sendable: an EVP_PKEY is reference-counted atomically and only read after it was made; contexts, which are not
    // thread-safe, are taken from the pool by one caller at a time.
    let pointer: OpaquePointer
    private let verifiers = Mutex<[SignatureAlgorithm: [OperationContext]]>([:])

    private struct OperationContext: @unchecked Sendable {
        // Sendable: see KeyHandle.
        let pointer: OpaquePointer
    }

    /// More than this many idle contexts of an algorithm are freed.
    private static let idleLimit = 16

    /// Takes over one reference.
    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit {
        for context in verifiers.withLock({ $0.values.flatMap { $0 } }) { EVP_PKEY_CTX_free(context.pointer) }
        EVP_PKEY_free(pointer)
    }

    /// Calls `body` with a context that is ready to verify with `algorithm`; setting one up costs several times the
    /// bookkeeping of a verification, so they are kept.
    func withVerifier<R>(
        _ algorithm: SignatureAlgorithm, _ body: (OpaquePointer) -> R
    ) throws(SignaturesError) -> R {
        let context: OperationContext
        if let idle = verifiers.withLock({ $0[algorithm]?.popLast() }) {
            context = idle
        } else {
            context = OperationContext(
                pointer: try prepare(algorithm, { EVP_PKEY_verify_init($0) }, "EVP_PKEY_verify_init"))
        }
        let result = body(context.pointer)
        let kept = verifiers.withLock { pool -> Bool in
            guard pool[algorithm, default: []].count < KeyHandle.idleLimit else { return false }
            pool[algorithm, default: []].append(context)
            return true
        }
        if !kept { EVP_PKEY_CTX_free(context.pointer) }
        return result
    }

    func sign(_ algorithm: SignatureAlgorithm, digest: [UInt8]) throws(SignaturesError) -> [UInt8] {
        let context = try prepare(algorithm, { EVP_PKEY_sign_init($0) }, "EVP_PKEY_sign_init")
        defer { EVP_PKEY_CTX_free(context) }
        var length = 0
        guard EVP_PKEY_sign(context, nil, &length, digest, digest.count) == 1, length > 0 else {
            throw .library("EVP_PKEY_sign")
        }
        var value = [UInt8](repeating: 0, count: length)
        guard EVP_PKEY_sign(context, &value, &length, digest, digest.count) == 1 else {
            throw .library("EVP_PKEY_sign")
        }
        value.removeLast(value.count - length)
        return value
    }

    private func prepare(
        _ algorithm: SignatureAlgorithm, _ initialize: (OpaquePointer) -> Int32, _ operation: String
    ) throws(SignaturesError) -> OpaquePointer {
        OpenSSLErrors.clear()
        guard let context = EVP_PKEY_CTX_new(pointer, nil) else { throw .library("EVP_PKEY_CTX_new") }
        var ready = initialize(context) == 1
        if ready {
            switch algorithm {
            case .rsaPKCS1:
                ready = EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
            case .rsaPSS(_, let saltLength):
                ready =
                    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1
                    && EVP_PKEY_CTX_set_rsa_pss_saltlen(context, Int32(clamping: saltLength)) == 1
            case .ecdsa:
                break
            }
        }
        // The digest is named last: a PSS-only key refuses one that its own parameters exclude.
        guard ready, EVP_PKEY_CTX_set_signature_md(context, FetchedDigests.method(algorithm.digest)) == 1 else {
            let detail = OpenSSLErrors.drain()
            EVP_PKEY_CTX_free(context)
            throw SignaturesError(
                .algorithmMismatch, PublicKey.mismatchText, detail: operation + (detail.map { ": " + $0 } ?? ""))
        }
        return context
    }
}
