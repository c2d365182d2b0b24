import Glibc
import Signatures
import SingleWindow
import Testing

/// Questions and answers against the responder of the `openssl ocsp` command.
struct OCSPTests {
    /// The sample authority's responder: reads requests from a file and writes answers to one.
    struct Responder {
        let tool: OpenSSLTool
        let issuer: X509Certificate

        init(revoked: [X509Certificate] = [], signer: String = "public-ocsp") throws {
            tool = try OpenSSLTool()
            issuer = try Samples.certificate("public-issuing")
            try tool.write("ca.crt", Samples.bytes("public-issuing.crt"))
            try tool.write("ocsp.crt", Samples.bytes(signer + ".crt"))
            try tool.write("ocsp.key", Samples.bytes(signer + ".key"))
            var rows = ""
            for name in ["declarant-1", "declarant-2"] {
                let certificate = try Samples.certificate(name)
                let isRevoked = revoked.contains(certificate)
                rows += isRevoked ? "R\t491231235959Z\t250601000000Z" : "V\t491231235959Z\t"
                rows += "\t\(certificate.serialHex.uppercased())\tunknown\t/CN=\(name)\n"
            }
            try tool.write("index.txt", rows)
        }

        func answer(_ request: OCSPRequest, options: String = "-ndays 7") throws -> OCSPResponse {
            try tool.write("request", request.der)
            try tool.run(
                "ocsp -index index.txt -CA ca.crt -rsigner ocsp.crt -rkey ocsp.key -reqin request -respout response "
                    + options)
            return try OCSPResponse(der: tool.read("response"))
        }
    }

    static let now: Timestamp = {
        // The responder stamps its answers with the machine's clock, so the questions are of today.
        var clock = timespec()
        clock_gettime(CLOCK_REALTIME, &clock)
        return Timestamp(milliseconds: Int64(clock.tv_sec) * 1000, offset: 0)
    }()

    @Test(
        "asked and answered",
        arguments: [
            ("declarant-1", false, .good), ("declarant-2", false, .good),
            ("declarant-1", true, .revoked(since: Timestamp("2025-06-01T00:00:00Z"))),
            ("unregistered", false, .unknown),
        ] as [(String, Bool, RevocationStatus)])
    func answers(name: String, isRevoked: Bool, expected: RevocationStatus) throws {
        let certificate = try Samples.certificate(name)
        let responder = try Responder(revoked: isRevoked ? [certificate] : [])
        let request = try OCSPRequest(certificate: certificate, issuer: responder.issuer)
        let response = try responder.answer(request)
        #expect(request.isAnswered(by: response))
        #expect(response.nonce == request.nonce)
        #expect(response.serials == [certificate.serialHex])
        let answer = response.answer(about: certificate, issuer: responder.issuer, at: OCSPTests.now)
        #expect(answer.status == expected, "\(answer.detail ?? "")")
        // Nobody else's certificate, and nobody else's issuer.
        let other = try Samples.certificate("expired")
        #expect(response.answer(about: other, issuer: responder.issuer, at: OCSPTests.now).status == .unknown)
        let government = try Samples.certificate("government-issuing")
        #expect(response.answer(about: certificate, issuer: government, at: OCSPTests.now).status == .unknown)
    }

    @Test func anotherQuestionsAnswer() throws {
        let certificate = try Samples.certificate("declarant-1")
        let responder = try Responder()
        let first = try OCSPRequest(certificate: certificate, issuer: responder.issuer)
        let second = try OCSPRequest(certificate: certificate, issuer: responder.issuer)
        #expect(first.nonce != second.nonce)
        #expect(try !second.isAnswered(by: responder.answer(first)))
    }

    @Test(
        "signers that may not speak for the issuer",
        arguments: ["declarant-2", "government-ocsp", "public-root", "localhost"])
    func foreignSigners(signer: String) throws {
        let certificate = try Samples.certificate("declarant-1")
        let responder = try Responder(signer: signer)
        let response = try responder.answer(OCSPRequest(certificate: certificate, issuer: responder.issuer))
        let answer = response.answer(about: certificate, issuer: responder.issuer, at: OCSPTests.now)
        #expect(answer.status == .unknown)
        #expect(answer.detail != nil)
    }

    @Test func theIssuerItselfMaySpeak() throws {
        let certificate = try Samples.certificate("declarant-1")
        let responder = try Responder(signer: "public-issuing")
        let response = try responder.answer(OCSPRequest(certificate: certificate, issuer: responder.issuer))
        #expect(response.answer(about: certificate, issuer: responder.issuer, at: OCSPTests.now).status == .good)
    }

    @Test func weakAnswersNeedTheException() throws {
        let certificate = try Samples.certificate("declarant-1")
        let responder = try Responder()
        let response = try responder.answer(
            OCSPRequest(certificate: certificate, issuer: responder.issuer), options: "-ndays 7 -rmd sha1")
        #expect(response.answer(about: certificate, issuer: responder.issuer, at: OCSPTests.now).status == .unknown)
        let allowed = response.answer(
            about: certificate, issuer: responder.issuer, policy: .allowing([.sha1]), at: OCSPTests.now)
        #expect(allowed.status == .good && allowed.exceptionsUsed == [.sha1])
    }

    @Test(
        "freshness",
        arguments: [
            ("-ndays 7", 6, true), ("-ndays 7", 8, false), ("-ndays 7", -1, false),
            // Without a nextUpdate: a day.
            ("", 0, true), ("", 2, false),
        ] as [(String, Int64, Bool)])
    func freshness(options: String, days: Int64, isGood: Bool) throws {
        let certificate = try Samples.certificate("declarant-1")
        let responder = try Responder()
        let response = try responder.answer(
            OCSPRequest(certificate: certificate, issuer: responder.issuer), options: options)
        let time = OCSPTests.now.advanced(byMilliseconds: days * 86_400_000)
        let answer = response.answer(about: certificate, issuer: responder.issuer, at: time)
        #expect((answer.status == .good) == isGood)
    }

    @Test func damagedAnswers() throws {
        let certificate = try Samples.certificate("declarant-1")
        let responder = try Responder()
        let response = try responder.answer(OCSPRequest(certificate: certificate, issuer: responder.issuer))
        #expect(throws: SignaturesError.self) { try OCSPResponse(der: response.der + [0]) }
        #expect(throws: SignaturesError.self) { try OCSPResponse(der: Array(response.der.dropLast())) }
        // tryLater (RFC 6960, section 4.2.1): an answer without an answer.
        #expect(throws: SignaturesError.self) { try OCSPResponse(der: [0x30, 0x03, 0x0A, 0x01, 0x03]) }
        for index in stride(from: 0, to: response.der.count, by: 3) {
            var changed = response.der
            changed[index] ^= 0x01
            guard let read = try? OCSPResponse(der: changed) else { continue }
            let answer = read.answer(about: certificate, issuer: responder.issuer, at: OCSPTests.now)
            #expect(answer.status != .revoked(since: nil))
            if answer.status == .good { #expect(index < 40 || index > 300, "byte \(index)") }
        }
    }

    @Test func theValidatorUsesAnswersAndLists() throws {
        let certificate = try Samples.certificate("declarant-1")
        let anchors = try TrustAnchors(files: [Samples.bytes("public-trust.pem")])
        // The root's list is at hand, the issuing authority's is not.
        let store = RevocationStore(try CertificateRevocationList.load(Samples.bytes("public-root.crl")))
        let validator = CertificateValidator(anchors: anchors, revocation: store)
        let before = validator.validate(certificate, at: OCSPTests.now)
        #expect(before.verdict == .cannotCheck)
        #expect(before.needs.map(\.certificate) == [certificate])
        let responder = try Responder()
        store.add(try responder.answer(OCSPRequest(certificate: certificate, issuer: responder.issuer)))
        let good = validator.validate(certificate, at: OCSPTests.now)
        #expect(good.isAccepted)
        #expect(good.revocation.first?.response != nil)
        // The accepted path ends with the answer it stands on.
        let later = OCSPTests.now.advanced(byMilliseconds: 8 * 86_400_000)
        #expect(validator.validate(certificate, at: later).verdict == .cannotCheck)
        // A newer answer that revokes it counts at once.
        let revoking = try Responder(revoked: [certificate])
        store.add(try revoking.answer(OCSPRequest(certificate: certificate, issuer: revoking.issuer)))
        #expect(validator.validate(certificate, at: OCSPTests.now).subIndication == .revoked)
    }

    @Test func aRevokingListOutweighsAGoodAnswer() throws {
        let certificate = try Samples.certificate("revoked")
        let anchors = try TrustAnchors(files: [Samples.bytes("public-trust.pem")])
        let store = RevocationStore(try CertificateRevocationList.load(Samples.bytes("crls.pem")))
        let responder = try Responder()
        try responder.tool.write(
            "index.txt", "V\t491231235959Z\t\t\(certificate.serialHex.uppercased())\tunknown\t/CN=x\n")
        store.add(try responder.answer(OCSPRequest(certificate: certificate, issuer: responder.issuer)))
        let validation = CertificateValidator(anchors: anchors, revocation: store)
            .validate(certificate, at: OCSPTests.now)
        #expect(validation.subIndication == .revoked)
    }

    @Test func aRevokedResponderSaysNothing() throws {
        let certificate = try Samples.certificate("declarant-1")
        let anchors = try TrustAnchors(files: [Samples.bytes("public-trust.pem")])
        let responder = try Responder()
        let response = try responder.answer(OCSPRequest(certificate: certificate, issuer: responder.issuer))
        // An old list that has ended, so that only the answer could speak for the certificate.
        for (revoked, verdict) in [([], Verdict.accept), ([try Samples.certificate("public-ocsp")], .cannotCheck)] {
            let list = try SampleAuthority("public-issuing").list(
                revoked: revoked, from: "250701000000Z", to: "250801000000Z")
            let store = RevocationStore(try CertificateRevocationList.load(Samples.bytes("public-root.crl")) + [list])
            store.add(response)
            let validation = CertificateValidator(anchors: anchors, revocation: store)
                .validate(certificate, at: OCSPTests.now)
            #expect(validation.verdict == verdict, "\(validation.detail ?? "")")
        }
    }
}
