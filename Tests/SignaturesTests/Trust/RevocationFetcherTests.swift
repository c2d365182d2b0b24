import Signatures
import SingleWindow
import Testing

struct RevocationFetcherTests {
    private let start = Samples.now

    private func at(_ seconds: Int64) -> Timestamp { start.advanced(byMilliseconds: seconds * 1000) }

    /// A validator that knows nothing yet, and what it needs to judge declarant-1.
    private func needs() throws -> (CertificateValidator, RevocationFetcher, X509Certificate, [RevocationNeed]) {
        let store = RevocationStore()
        let validator = CertificateValidator(
            anchors: try TrustAnchors(files: [Samples.bytes("public-trust.pem")]), revocation: store)
        let certificate = try Samples.certificate("declarant-1")
        let validation = validator.validate(certificate, at: start)
        return (validator, RevocationFetcher(store: store), certificate, validation.needs)
    }

    @Test func whatIsFetchedMakesTheAnswerKnown() throws {
        let (validator, fetcher, certificate, needs) = try needs()
        let first = fetcher.due(for: needs, at: start)
        #expect(
            first.map(\.url) == [
                "http://ocsp.nsw-sample.invalid/public-issuing", "http://crl.nsw-sample.invalid/public-root.crl",
            ])
        // Under way: not asked for again, and the next address not either.
        #expect(fetcher.due(for: needs, at: at(1)).isEmpty)
        // The responder does not answer, the list does.
        fetcher.failed(first[0], at: at(2))
        #expect(fetcher.received(try Samples.bytes("public-root.crl"), for: first[1], at: at(2)))
        #expect(validator.validate(certificate, at: at(3)).needs.map(\.certificate) == [certificate])
        let second = fetcher.due(for: validator.validate(certificate, at: at(3)).needs, at: at(3))
        #expect(second.map(\.url) == ["http://crl.nsw-sample.invalid/public-issuing.crl"])
        #expect(fetcher.received(try Samples.bytes("public-issuing.crl"), for: second[0], at: at(4)))
        #expect(validator.validate(certificate, at: at(5)).isAccepted)
    }

    @Test func anAddressThatFailsIsLeftAloneLongerAndLonger() throws {
        let (_, fetcher, _, needs) = try needs()
        let issuing = needs.filter { $0.certificate.taxCode != nil }.map { need in
            var need = need
            need.ocsp = []
            return need
        }
        var time: Int64 = 0
        var pauses: [Int64] = []
        for _ in 0..<8 {
            let fetch = try #require(fetcher.due(for: issuing, at: at(time)).first)
            fetcher.failed(fetch, at: at(time))
            let failedAt = time
            while fetcher.due(for: issuing, at: at(time)).isEmpty {
                time += 10
                try #require(time < 100_000)
            }
            pauses.append(time - failedAt)
            // The loop's last question started a fetch; it is given up on.
            time += 60
        }
        #expect(pauses == [30, 60, 120, 240, 480, 900, 900, 900])
    }

    @Test(
        "what is not the issuer's word is not taken in",
        arguments: ["forged", "of another", "expired", "rubbish", "two"])
    func useless(what: String) throws {
        let (validator, fetcher, certificate, needs) = try needs()
        let good = try Samples.bytes("public-issuing.crl")
        fetcher.store.add(try CertificateRevocationList.load(good)[0])
        let need = try #require(needs.first { $0.certificate == certificate })
        var listsOnly = need
        listsOnly.ocsp = []
        let fetch = try #require(fetcher.due(for: [listsOnly], at: start).first)
        let bytes: [UInt8] =
            switch what {
            case "forged":
                try SampleAuthority("public-issuing", key: "government-issuing")
                    .list(revoked: [], from: "260901000000Z").der
            case "of another": try Samples.bytes("government-issuing.crl")
            case "expired":
                try SampleAuthority("public-issuing").list(
                    revoked: [], from: "260901000000Z", to: "260902000000Z"
                ).der
            case "two": good + good
            default: Array("<html>".utf8)
            }
        let before = fetcher.store.generation
        #expect(!fetcher.received(bytes, for: fetch, at: start))
        #expect(fetcher.store.generation == before)
        #expect(validator.validate(certificate, at: start).needs.count == 1)
    }

    @Test func listsAreRenewedBeforeTheyEnd() throws {
        let (_, fetcher, certificate, needs) = try needs()
        var need = try #require(needs.first { $0.certificate == certificate })
        need.ocsp = []
        let fetch = try #require(fetcher.due(for: [need], at: start).first)
        // start is 2026-09-21T13:33:20Z; a list of eight days from the day before.
        let list = try SampleAuthority("public-issuing").list(
            revoked: [], from: "260921000000Z", to: "260929000000Z")
        #expect(fetcher.received(list.der, for: fetch, at: start))
        #expect(fetcher.renewals(at: at(86_400)).isEmpty)
        let due = fetcher.renewals(at: at(6 * 86_400))
        #expect(due.map(\.url) == [fetch.url])
        #expect(fetcher.renewals(at: at(6 * 86_400 + 1)).isEmpty, "under way")
    }

    @Test func onlyTheWebIsAsked() throws {
        let (_, fetcher, _, needs) = try needs()
        var need = needs[0]
        need.ocsp = ["ldap://a/", "file:///etc/passwd"]
        need.crls = ["ftp://a/", "HTTP://crl.example.vn/a.crl"]
        #expect(fetcher.due(for: [need], at: start).map(\.url) == ["HTTP://crl.example.vn/a.crl"])
    }

    @Test func anAnswerToTheQuestionOnly() throws {
        let (validator, fetcher, certificate, needs) = try needs()
        let need = try #require(needs.first { $0.certificate == certificate })
        let now = OCSPTests.now
        let fetch = try #require(fetcher.due(for: [need], at: now).first)
        guard case .ocsp(let request) = fetch.kind else {
            Issue.record("no OCSP fetch")
            return
        }
        let responder = try OCSPTests.Responder()
        let other = try OCSPRequest(certificate: certificate, issuer: responder.issuer)
        #expect(!fetcher.received(try responder.answer(other).der, for: fetch, at: now))
        #expect(fetcher.received(try responder.answer(request).der, for: fetch, at: now))
        fetcher.store.add(try CertificateRevocationList.load(Samples.bytes("public-root.crl"))[0])
        #expect(validator.validate(certificate, at: now).isAccepted)
    }
}
