package import SingleWindow

/// The status of a signature validation (ETSI EN 319 102-1, section 5.1.3).
package enum Indication: String, Hashable, Sendable, Codable {
    case totalPassed = "TOTAL-PASSED"
    case totalFailed = "TOTAL-FAILED"
    case indeterminate = "INDETERMINATE"
}

/// Why a validation did not pass (ETSI EN 319 102-1, section 5.1.3, tables 5 and 6).
package enum SubIndication: String, Hashable, Sendable, Codable {
    case formatFailure = "FORMAT_FAILURE"
    case hashFailure = "HASH_FAILURE"
    case signatureCryptoFailure = "SIG_CRYPTO_FAILURE"
    case signatureConstraintsFailure = "SIG_CONSTRAINTS_FAILURE"
    case chainConstraintsFailure = "CHAIN_CONSTRAINTS_FAILURE"
    case certificateChainGeneralFailure = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    case cryptoConstraintsFailure = "CRYPTO_CONSTRAINTS_FAILURE"
    case revoked = "REVOKED"
    case revokedCANoPOE = "REVOKED_CA_NO_POE"
    case expired = "EXPIRED"
    case notYetValid = "NOT_YET_VALID"
    case noSigningCertificateFound = "NO_SIGNING_CERTIFICATE_FOUND"
    case noCertificateChainFound = "NO_CERTIFICATE_CHAIN_FOUND"
    case signedDataNotFound = "SIGNED_DATA_NOT_FOUND"
    case tryLater = "TRY_LATER"
    case generic = "GENERIC"
}

/// What the gateway does with the message: the third answer is never read as the first.
package enum Verdict: String, Hashable, Sendable, Codable {
    case accept
    case refuse
    case cannotCheck = "cannot-check"
}

/// A part of the message that a valid signature covers: the only thing that may be read afterwards.
package struct CoveredPart: Hashable, Sendable, Codable {
    /// The reference's URI as written (`""`, `#data`), or what the family covers by its own rule (`content`, `message`).
    package var uri: String
    /// XPath of the covered element, where the part is XML.
    package var path: String?
    /// How many canonical bytes (XML) or bytes (otherwise) went into the digest.
    package var bytes: Int
    /// SHA-256 of those bytes, lower-case hexadecimal, whatever digest the signature itself uses.
    package var sha256: String

    package init(uri: String, path: String?, bytes: Int, sha256: String) {
        self.uri = uri
        self.path = path
        self.bytes = bytes
        self.sha256 = sha256
    }
}

/// Who signed, as far as the certificate says.
package struct SignerReport: Hashable, Sendable, Codable {
    /// Subject, RFC 4514.
    package var subject: String
    /// Issuer, RFC 4514.
    package var issuer: String
    /// Serial number, lower-case hexadecimal without leading zeros.
    package var serial: String
    /// SHA-256 of the certificate's DER, lower-case hexadecimal.
    package var fingerprint: String
    /// The organisation's tax code in the subject (`UID=MST:…`), where the certificate has one.
    package var taxCode: String?
    package var notBefore: Timestamp
    package var notAfter: Timestamp
    /// Signature and digest algorithm, such as `RSA-2048/SHA-256` or `ECDSA-P256/SHA-256`.
    package var algorithm: String
    /// The signing time claimed in the signature. A claim, not evidence of time.
    package var signingTime: Timestamp?

    package init(
        subject: String, issuer: String, serial: String, fingerprint: String, taxCode: String?, notBefore: Timestamp,
        notAfter: Timestamp, algorithm: String, signingTime: Timestamp?
    ) {
        self.subject = subject
        self.issuer = issuer
        self.serial = serial
        self.fingerprint = fingerprint
        self.taxCode = taxCode
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.algorithm = algorithm
        self.signingTime = signingTime
    }
}

/// The outcome of validating one signature or all signatures of a message.
package struct SignatureReport: Hashable, Sendable, Codable {
    package var verdict: Verdict
    package var indication: Indication
    package var subIndication: SubIndication?
    /// Stable dotted code of the reason, such as `signature.hash_failure`; nil when it passed.
    package var code: String?
    /// The reason for people; nil when it passed.
    package var reason: Text?
    package var signers: [SignerReport]
    package var covered: [CoveredPart]
    /// Things worth saying that do not change the verdict (a mislabelled `micalg`, an ignored `KeyValue`).
    package var warnings: [String]
    /// Exceptions of the partner's policy without which it would not have passed; each use is counted.
    package var exceptions: [LegacyAlgorithm]

    package init(
        verdict: Verdict, indication: Indication, subIndication: SubIndication? = nil, code: String? = nil,
        reason: Text? = nil, signers: [SignerReport] = [], covered: [CoveredPart] = [], warnings: [String] = [],
        exceptions: [LegacyAlgorithm] = []
    ) {
        self.verdict = verdict
        self.indication = indication
        self.subIndication = subIndication
        self.code = code
        self.reason = reason
        self.signers = signers
        self.covered = covered
        self.warnings = warnings
        self.exceptions = exceptions
    }

    /// A validation that did not pass.
    package static func failed(
        _ verdict: Verdict, _ indication: Indication, _ subIndication: SubIndication, code: String, reason: Text
    ) -> SignatureReport {
        SignatureReport(
            verdict: verdict, indication: indication, subIndication: subIndication, code: code, reason: reason)
    }
}
