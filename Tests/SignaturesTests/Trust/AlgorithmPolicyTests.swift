import Signatures
import SingleWindow
import Testing

struct AlgorithmPolicyTests {
    private static let now = CertificateValidatorTests.now
    private static let end = now.advanced(byMilliseconds: 86_400_000)

    @Test(
        "weak certificates and the exceptions for them",
        arguments: [
            ("SHA-1", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "sha1", .sha1),
            ("RSA-1024", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"], "sha256", .rsa1024),
            ("MD5", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "md5", nil),
            ("RSA-1016", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1016"], "sha256", nil),
            ("P-521", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"], "sha256", nil),
            ("Ed25519", ["-algorithm", "ED25519"], "sha256", nil),
        ] as [(String, [String], String, LegacyAlgorithm?)])
    func exceptions(name: String, key: [String], digest: String, exception: LegacyAlgorithm?) throws {
        let authority = try SampleAuthority("public-issuing")
        let certificate = try authority.issue("a", key: key, digest: digest)
        let lists = try CertificateRevocationList.load(Samples.bytes("crls.pem"))
        let validator = CertificateValidator(
            anchors: try TrustAnchors(files: [Samples.bytes("public-trust.pem")]), revocation: RevocationStore(lists))
        func validate(_ exceptions: [LegacyAlgorithm: Timestamp?], at time: Timestamp = Self.now)
            -> CertificateValidation
        {
            validator.validate(
                certificate, policy: ValidationPolicy(algorithms: AlgorithmPolicy(exceptions: exceptions)), at: time)
        }
        let strict = validate([:])
        #expect(strict.subIndication == .cryptoConstraintsFailure, "\(strict.detail ?? "")")
        #expect(strict.verdict == .refuse)
        guard let exception else {
            let all = validate([.sha1: nil, .rsa1024: nil])
            #expect(all.subIndication == .cryptoConstraintsFailure)
            return
        }
        for allowed in [[exception: Self.end], [exception: nil]] as [[LegacyAlgorithm: Timestamp?]] {
            let validation = validate(allowed)
            #expect(validation.isAccepted)
            #expect(validation.exceptionsUsed == [exception])
        }
        // After its end the exception is over, also for a path that was accepted before.
        let after = validate([exception: Self.end], at: Self.end.advanced(byMilliseconds: 1))
        #expect(after.subIndication == .cryptoConstraintsFailure)
        #expect(after.reason?.en.contains("ended") == true)
        let other: LegacyAlgorithm = exception == .sha1 ? .rsa1024 : .sha1
        #expect(validate([other: nil]).subIndication == .cryptoConstraintsFailure)
    }

    @Test func anUnneededExceptionIsNotReported() throws {
        let lists = try CertificateRevocationList.load(Samples.bytes("crls.pem"))
        let validation = CertificateValidator(
            anchors: try TrustAnchors(files: [Samples.bytes("public-trust.pem")]), revocation: RevocationStore(lists)
        ).validate(
            try Samples.certificate("declarant-1"),
            policy: ValidationPolicy(algorithms: .allowing(LegacyAlgorithm.allCases)), at: Self.now)
        #expect(validation.isAccepted && validation.exceptionsUsed.isEmpty)
    }
}
