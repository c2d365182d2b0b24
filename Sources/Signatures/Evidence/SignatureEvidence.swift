package import SingleWindow

/// What a decision about a message's signatures stood on, kept so that it can be made again years later without any
/// network: the signers' paths, the revocation lists and OCSP answers used, the policy, the time, and what was covered.
///
/// Certificates, lists and answers are named by the SHA-256 of their DER and held once in ``objects``. A store that keeps
/// many pieces of evidence may keep the objects apart, since revocation lists are large and used for many messages.
package struct SignatureEvidence: Hashable, Sendable, Codable {
    /// One signer.
    package struct Signer: Hashable, Sendable, Codable {
        package var report: SignerReport
        /// The path, the signer's certificate first and the anchor last.
        package var chain: [String]
        package var revocation: [Revocation]
    }

    /// The answer about one certificate of a path.
    package struct Revocation: Hashable, Sendable, Codable {
        package var certificate: String
        package var status: RevocationStatus
        package var lists: [String]
        package var response: String?
    }

    /// An exception of the algorithm policy that was in force.
    package struct Exception: Hashable, Sendable, Codable {
        package var algorithm: LegacyAlgorithm
        package var until: Timestamp?
    }

    /// The form of this value; readers refuse a higher one.
    package var version = 1
    /// The instant for which the signatures were judged.
    package var time: Timestamp
    package var verdict: Verdict
    package var indication: Indication
    package var subIndication: SubIndication?
    package var code: String?
    package var signers: [Signer]
    package var covered: [CoveredPart]
    package var revocationRequired: Bool
    package var exceptions: [Exception]
    /// DER in base64, by SHA-256 in lower-case hexadecimal.
    package var objects: [String: String]

    /// The evidence for a report and the validations it came from, one for each of its signers.
    package init(
        _ report: SignatureReport, validations: [CertificateValidation], policy: ValidationPolicy, time: Timestamp
    ) {
        self.time = time
        verdict = report.verdict
        indication = report.indication
        subIndication = report.subIndication
        code = report.code
        covered = report.covered
        revocationRequired = policy.revocation == .required
        exceptions = policy.algorithms.exceptions.map { Exception(algorithm: $0.key, until: $0.value) }
            .sorted { $0.algorithm.rawValue < $1.algorithm.rawValue }
        var objects: [String: String] = [:]
        func keep(_ fingerprint: String, _ der: [UInt8]) -> String {
            if objects[fingerprint] == nil { objects[fingerprint] = Base64.string(der) }
            return fingerprint
        }
        signers = report.signers.map { signer in
            let validation = validations.first { $0.chain.first?.fingerprint == signer.fingerprint }
            return Signer(
                report: signer, chain: validation?.chain.map { keep($0.fingerprint, $0.der) } ?? [],
                revocation: validation?.revocation.map { answer in
                    Revocation(
                        certificate: answer.certificate.fingerprint, status: answer.status,
                        lists: answer.lists.map { keep($0.fingerprint, $0.der) },
                        response: answer.response.map { keep($0.fingerprint, $0.der) })
                } ?? [])
        }
        self.objects = objects
    }
}
