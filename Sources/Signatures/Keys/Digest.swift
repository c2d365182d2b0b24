import COpenSSL
import Synchronization

/// A message digest that is fed piece by piece.
///
/// Owns an OpenSSL digest context, taken from a small pool and given back: a context that has already been used with an
/// algorithm starts again without allocating.
package struct Digest: ~Copyable {
    package let algorithm: DigestAlgorithm
    private let context: DigestContext
    private var failed = false

    /// Starts a digest.
    ///
    /// - Throws: `signature.library` when the algorithm is not provided on this machine.
    package init(_ algorithm: DigestAlgorithm) throws(SignaturesError) {
        self.algorithm = algorithm
        context = try DigestPool.take(algorithm)
    }

    deinit {
        DigestPool.give(back: context, algorithm)
    }

    /// Feeds bytes. A failure of the library is reported by ``finish()``.
    package mutating func update(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        if EVP_DigestUpdate(context.pointer, base, bytes.count) != 1 { failed = true }
    }

    /// Feeds bytes. A failure of the library is reported by ``finish()``.
    package mutating func update(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { update($0) }
    }

    /// Feeds bytes. A failure of the library is reported by ``finish()``.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { update($0) }
    }

    /// The digest of everything fed.
    ///
    /// - Throws: `signature.library`; a digest is never made up.
    package consuming func finish() throws(SignaturesError) -> [UInt8] {
        let length = algorithm.length
        let pointer = context.pointer
        var ok = !failed
        let digest = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            var written: UInt32 = 0
            ok = ok && EVP_DigestFinal_ex(pointer, buffer.baseAddress, &written) == 1 && Int(written) == length
            count = ok ? length : 0
        }
        guard ok else { throw .library("EVP_Digest") }
        return digest
    }
}

extension Digest {
    /// The digest of `bytes`.
    package static func of(
        _ bytes: UnsafeBufferPointer<UInt8>, _ algorithm: DigestAlgorithm
    ) throws(SignaturesError) -> [UInt8] {
        var digest = try Digest(algorithm)
        digest.update(bytes)
        return try digest.finish()
    }

    /// The digest of `bytes`.
    package static func of(_ bytes: Span<UInt8>, _ algorithm: DigestAlgorithm) throws(SignaturesError) -> [UInt8] {
        var digest = try Digest(algorithm)
        digest.update(bytes)
        return try digest.finish()
    }

    /// The digest of `bytes`.
    package static func of(_ bytes: [UInt8], _ algorithm: DigestAlgorithm) throws(SignaturesError) -> [UInt8] {
        var digest = try Digest(algorithm)
        digest.update(bytes)
        return try digest.finish()
    }

    /// Whether two byte strings are equal, in a time that depends on their length only.
    package static func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        a.count == b.count && !a.isEmpty && CRYPTO_memcmp(a, b, a.count) == 0
    }
}

/// A digest context that one owner at a time uses.
struct DigestContext: @unchecked Sendable {
    // Sendable: a context is reached by the one `Digest` that took it, or lies in the pool; never by two threads.
    let pointer: OpaquePointer
}

/// Used digest contexts, by algorithm.
enum DigestPool {
    /// More than this many idle contexts of an algorithm are freed.
    private static let limit = 64

    private static let idle = Mutex<[DigestAlgorithm: [DigestContext]]>([:])

    static func take(_ algorithm: DigestAlgorithm) throws(SignaturesError) -> DigestContext {
        if let context = idle.withLock({ $0[algorithm]?.popLast() }) {
            if EVP_DigestInit_ex(context.pointer, nil, nil) == 1 { return context }
            EVP_MD_CTX_free(context.pointer)
            throw .library("EVP_DigestInit_ex")
        }
        guard let method = FetchedDigests.method(algorithm), let pointer = EVP_MD_CTX_new() else {
            throw .library("EVP_MD_CTX_new")
        }
        guard EVP_DigestInit_ex(pointer, method, nil) == 1 else {
            EVP_MD_CTX_free(pointer)
            throw .library("EVP_DigestInit_ex")
        }
        return DigestContext(pointer: pointer)
    }

    static func give(back context: DigestContext, _ algorithm: DigestAlgorithm) {
        let kept = idle.withLock { idle -> Bool in
            guard idle[algorithm, default: []].count < limit else { return false }
            idle[algorithm, default: []].append(context)
            return true
        }
        if !kept { EVP_MD_CTX_free(context.pointer) }
    }
}

/// The digest methods, fetched once: looking one up by name at every use costs more than digesting a short value.
enum FetchedDigests {
    private struct Methods: @unchecked Sendable {
        // Sendable: a fetched EVP_MD is immutable and reference-counted atomically; these live as long as the process.
        let sha1 = EVP_MD_fetch(nil, "SHA1", nil)
        let sha256 = EVP_MD_fetch(nil, "SHA2-256", nil)
        let sha384 = EVP_MD_fetch(nil, "SHA2-384", nil)
        let sha512 = EVP_MD_fetch(nil, "SHA2-512", nil)
    }

    private static let methods = Methods()

    static func method(_ algorithm: DigestAlgorithm) -> OpaquePointer? {
        switch algorithm {
        case .sha1: methods.sha1
        case .sha256: methods.sha256
        case .sha384: methods.sha384
        case .sha512: methods.sha512
        }
    }
}
