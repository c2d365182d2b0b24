import Signatures
import Testing

struct DigestTests {
    @Test(arguments: [
        (DigestAlgorithm.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            .sha384,
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
        ),
        (
            .sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ])
    func publishedValuesOfABC(algorithm: DigestAlgorithm, expected: String) throws {
        #expect(Hex.string(try Digest.of(Array("abc".utf8), algorithm)) == expected)
        #expect(DigestAlgorithm(oid: algorithm.oid) == algorithm)
    }

    @Test func reusedContextsStartAfresh() throws {
        let whole = Array("one two three".utf8)
        let expected = try Digest.of(whole, .sha256)
        for cut in 0...whole.count {
            var digest = try Digest(.sha256)
            let head = Array(whole[..<cut])
            digest.update(head.span)
            digest.update(Array(whole[cut...]))
            #expect(try digest.finish() == expected, "cut at \(cut)")
            // Abandoned half-way: its context goes back to the pool dirty.
            var abandoned = try Digest(.sha256)
            abandoned.update(whole)
        }
    }
}
