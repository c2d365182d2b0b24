package import SingleWindow

/// An algorithm that the profile refuses and a partner's policy may allow for a while (DESIGN.md, section 6).
package enum LegacyAlgorithm: String, Hashable, Sendable, Codable, CaseIterable {
    /// SHA-1 as the digest of a signature, a reference or a certificate.
    case sha1
    /// RSA keys of 1024 to 2047 bits.
    case rsa1024
}

/// Which algorithms and keys are good enough.
package struct AlgorithmPolicy: Hashable, Sendable {
    /// What is allowed beside the profile, and until when; nil for no end (a command line's `--allow`).
    package var exceptions: [LegacyAlgorithm: Timestamp?]
    /// Takes any algorithm that the library can compute. For comparing path validation with other validators; the
    /// gateway never sets it.
    package var isUnrestricted: Bool

    package init(exceptions: [LegacyAlgorithm: Timestamp?] = [:]) {
        self.exceptions = exceptions
        isUnrestricted = false
    }

    /// The profile without exceptions: SHA-256/384/512, RSA from 2048 bits, P-256 and P-384.
    package static let profile = AlgorithmPolicy()

    /// The profile with exceptions that have no end.
    package static func allowing(_ algorithms: some Sequence<LegacyAlgorithm>) -> AlgorithmPolicy {
        AlgorithmPolicy(exceptions: Dictionary(algorithms.map { ($0, nil) }, uniquingKeysWith: { first, _ in first }))
    }

    /// A judgement of an algorithm or a key.
    package enum Judgement: Hashable, Sendable {
        case good
        /// Good because of an exception that is in force; the use is to be counted and shown.
        case exception(LegacyAlgorithm)
        /// Not good enough.
        case refused(Text)
    }

    /// Judges a digest that a signature stands on.
    ///
    /// `digest` is nil for one that this module does not know, `name` is how it is called then.
    package func judge(_ digest: DigestAlgorithm?, name: String = "?", at time: Timestamp) -> Judgement {
        switch digest {
        case .sha256, .sha384, .sha512: return .good
        case .sha1: return legacy(.sha1, at: time, name: "SHA-1")
        case nil: return isUnrestricted ? .good : refusal(name)
        }
    }

    /// Judges a key.
    package func judge(_ key: PublicKey, at time: Timestamp) -> Judgement {
        switch key.kind {
        case .rsa(let bits, _) where bits >= 2048: return .good
        case .rsa(let bits, _) where bits >= 1024: return legacy(.rsa1024, at: time, name: "RSA-\(bits)")
        case .ec(.p256), .ec(.p384): return .good
        case .rsa, .ec, .other: return isUnrestricted ? .good : refusal(key.name)
        }
    }

    private func legacy(_ algorithm: LegacyAlgorithm, at time: Timestamp, name: String) -> Judgement {
        if isUnrestricted { return .good }
        guard let end = exceptions[algorithm] else { return refusal(name) }
        if let end, end.milliseconds < time.milliseconds {
            return .refused(
                Text(
                    vi: "Ngoại lệ cho \(name) đã hết hạn vào \(end).",
                    en: "The exception for \(name) ended at \(end)."))
        }
        return .exception(algorithm)
    }

    private func refusal(_ name: String) -> Judgement {
        .refused(
            Text(
                vi: "\(name) không đủ mạnh theo chính sách chữ ký.",
                en: "\(name) is not strong enough for the signature policy."))
    }
}
