import Signatures
import SingleWindow
import Testing

struct CertificateValidatorTests {
    static let now = Timestamp(milliseconds: 1_790_000_000_000, offset: 0)

    private static func validator(_ trust: String, _ lists: String? = "crls.pem") throws -> CertificateValidator {
        let anchors = try TrustAnchors(name: trust, files: [Samples.bytes(trust + "-trust.pem")])
        guard let lists else { return CertificateValidator(anchors: anchors) }
        let store = RevocationStore(try CertificateRevocationList.load(Samples.bytes(lists)))
        return CertificateValidator(anchors: anchors, revocation: store)
    }

    @Test(
        "the sample certificates",
        arguments: [
            ("public", "declarant-1", nil),
            ("public", "declarant-2", nil),
            ("public", "unregistered", nil),
            ("public", "revoked", .revoked),
            ("public", "expired", .expired),
            // An agency's certificate is not one for declarants, nor the other way round.
            ("public", "gateway", .noCertificateChainFound),
            ("government", "declarant-1", .noCertificateChainFound),
            ("government", "gateway", nil),
            ("government", "gateway-ec", nil),
            ("government", "treasury", nil),
            // Certificates for other things than signing messages.
            ("public", "public-issuing", .chainConstraintsFailure),
            ("public", "public-ocsp", .chainConstraintsFailure),
            ("public", "localhost", .chainConstraintsFailure),
        ] as [(String, String, SubIndication?)])
    func samples(trust: String, name: String, expected: SubIndication?) throws {
        let validator = try CertificateValidatorTests.validator(trust)
        // Twice: the second answer may come from memory and must be the same.
        for _ in 0..<2 {
            let validation = validator.validate(
                try Samples.certificate(name), at: CertificateValidatorTests.now)
            #expect(validation.subIndication == expected, "\(validation.detail ?? "")")
            #expect(validation.verdict == (expected == nil ? .accept : .refuse))
            if expected == nil {
                #expect(validation.chain.count == 3)
                #expect(validation.revocation.map(\.status) == [.good, .good])
                #expect(validation.revocation.allSatisfy { $0.lists.count == 1 })
            }
        }
    }

    @Test(
        "time",
        arguments: [
            ("2024-12-31T23:59:59Z", .notYetValid),
            ("2025-01-01T00:00:00Z", nil),
            ("2049-12-31T23:59:59Z", nil),
            ("2050-01-01T00:00:00Z", .expired),
        ] as [(String, SubIndication?)])
    func time(at: String, expected: SubIndication?) throws {
        let validator = try CertificateValidatorTests.validator("public")
        let validation = validator.validate(
            try Samples.certificate("declarant-1"), policy: ValidationPolicy(revocation: .off),
            at: try #require(Timestamp(at)))
        #expect(validation.subIndication == expected)
    }

    @Test func acceptanceIsRememberedOnlyWhileItHolds() throws {
        let validator = try CertificateValidatorTests.validator("public")
        let certificate = try Samples.certificate("declarant-1")
        #expect(validator.validate(certificate, at: CertificateValidatorTests.now).isAccepted)
        let later = try #require(Timestamp("2051-01-01T00:00:00Z"))
        #expect(validator.validate(certificate, at: later).subIndication == .expired)
        let earlier = try #require(Timestamp("2024-01-01T00:00:00Z"))
        #expect(validator.validate(certificate, at: earlier).subIndication == .notYetValid)
        #expect(validator.validate(certificate, at: CertificateValidatorTests.now).isAccepted)
    }

    @Test func withoutAnySourceTheAnswerIsNotYetKnown() throws {
        let validator = try CertificateValidatorTests.validator("public", nil)
        let certificate = try Samples.certificate("declarant-1")
        let validation = validator.validate(certificate, at: CertificateValidatorTests.now)
        #expect(validation.verdict == .cannotCheck)
        #expect(validation.indication == .indeterminate && validation.subIndication == .tryLater)
        #expect(validation.code == "signature.certificate.revocation_unknown")
        #expect(validation.needs.map(\.certificate.subject).count == 2)
        #expect(validation.needs.first?.crls == ["http://crl.nsw-sample.invalid/public-issuing.crl"])
        #expect(validation.needs.first?.ocsp == ["http://ocsp.nsw-sample.invalid/public-issuing"])
        let off = validator.validate(
            certificate, policy: ValidationPolicy(revocation: .off), at: CertificateValidatorTests.now)
        #expect(off.isAccepted)
    }

    @Test func aPathWithoutTheRootIsNoPath() throws {
        let anchors = TrustAnchors([try Samples.certificate("government-root")])
        let validation = CertificateValidator(anchors: anchors).validate(
            try Samples.certificate("declarant-1"), intermediates: [try Samples.certificate("public-issuing")],
            at: CertificateValidatorTests.now)
        #expect(validation.subIndication == .noCertificateChainFound)
        #expect(validation.verdict == .refuse)
    }

    @Test func intermediatesMayComeWithTheMessage() throws {
        let anchors = TrustAnchors([try Samples.certificate("public-root")])
        let lists = try CertificateRevocationList.load(Samples.bytes("crls.pem"))
        let validator = CertificateValidator(anchors: anchors, revocation: RevocationStore(lists))
        let certificate = try Samples.certificate("declarant-1")
        #expect(
            validator.validate(certificate, at: CertificateValidatorTests.now).subIndication
                == .noCertificateChainFound)
        let issuing = try Samples.certificate("public-issuing")
        #expect(
            validator.validate(certificate, intermediates: [issuing], at: CertificateValidatorTests.now).isAccepted)
    }

    @Test func aListThatArrivesLaterCountsAtOnce() throws {
        let anchors = try TrustAnchors(files: [Samples.bytes("public-trust.pem")])
        let authority = try SampleAuthority("public-issuing")
        let store = RevocationStore(
            [try authority.list(revoked: [], from: "250101000000Z")]
                + (try CertificateRevocationList.load(Samples.bytes("public-root.crl"))))
        let validator = CertificateValidator(anchors: anchors, revocation: store)
        let certificate = try Samples.certificate("declarant-1")
        #expect(validator.validate(certificate, at: CertificateValidatorTests.now).isAccepted)
        // The newer list revokes it; an older one that does not is not taken any more.
        #expect(store.add(try authority.list(revoked: [certificate], from: "260101000000Z")))
        #expect(!store.add(try authority.list(revoked: [], from: "250601000000Z")))
        let validation = validator.validate(certificate, at: CertificateValidatorTests.now)
        #expect(validation.subIndication == .revoked)
        #expect(validation.revocation.first?.status == .revoked(since: Timestamp("2025-06-01T00:00:00Z")))
    }

    @Test(
        "lists that prove nothing",
        arguments: [
            ("expired", "260101000000Z", "260301000000Z", "public-issuing", nil),
            ("from the future", "270101000000Z", "280301000000Z", "public-issuing", nil),
            ("signed by another key", "260101000000Z", "491231235959Z", "government-issuing", nil),
            ("signed with SHA-1", "260101000000Z", "491231235959Z", "public-issuing", "sha1"),
        ] as [(String, String, String, String, String?)])
    func uselessLists(name: String, from: String, to: String, key: String, digest: String?) throws {
        let anchors = try TrustAnchors(files: [Samples.bytes("public-trust.pem")])
        let authority = try SampleAuthority("public-issuing", key: key)
        let certificate = try Samples.certificate("declarant-1")
        for revoked in [[], [certificate]] {
            let list = try authority.list(revoked: revoked, from: from, to: to, digest: digest)
            let store = RevocationStore(
                [list] + (try CertificateRevocationList.load(Samples.bytes("public-root.crl"))))
            let validation = CertificateValidator(anchors: anchors, revocation: store)
                .validate(certificate, at: CertificateValidatorTests.now)
            if name == "expired", !revoked.isEmpty {
                // Growing old does not take a revocation back.
                #expect(validation.subIndication == .revoked)
            } else {
                #expect(validation.verdict == .cannotCheck, "\(revoked.count) \(validation.detail ?? "")")
                #expect(validation.needs.count == 1)
            }
        }
    }

    @Test func aRevokedAuthority() throws {
        let anchors = try TrustAnchors(files: [Samples.bytes("public-trust.pem")])
        let root = try SampleAuthority("public-root")
        let store = RevocationStore(
            [try root.list(revoked: [Samples.certificate("public-issuing")], from: "260101000000Z")]
                + (try CertificateRevocationList.load(Samples.bytes("public-issuing.crl"))))
        let validation = CertificateValidator(anchors: anchors, revocation: store)
            .validate(try Samples.certificate("declarant-1"), at: CertificateValidatorTests.now)
        #expect(validation.verdict == .refuse)
        #expect(validation.subIndication == .revokedCANoPOE)
        #expect(validation.code == "signature.certificate.issuer_revoked")
    }

    @Test func readsAList() throws {
        let list = try CertificateRevocationList(
            der: CertificateRevocationList.load(Samples.bytes("public-issuing.crl"))[0].der)
        #expect(list.issuer == "CN=Sample Public Issuing CA (not for production),O=NSW Sample,C=VN")
        #expect(list.number == "1")
        #expect(list.signatureAlgorithm.digest == .sha256)
        #expect(list.nextUpdate == Timestamp("2049-12-31T23:59:59Z"))
        #expect(throws: SignaturesError.self) { try CertificateRevocationList(der: list.der + [0]) }
        #expect(throws: SignaturesError.self) { try CertificateRevocationList(der: Array(list.der.dropLast())) }
    }
}

extension SampleAuthority {
    /// A list of this authority, its times as UTCTime.
    func list(
        revoked: [X509Certificate], from: String, to: String = "491231235959Z", digest: String? = nil
    ) throws -> CertificateRevocationList {
        try CertificateRevocationList.load(
            listPEM(serials: revoked.map(\.serialHex), from: "20" + from, to: "20" + to, digest: digest ?? "sha256"))[0]
    }
}
