import Signatures
import Testing

struct SignatureBenchmarkTests {
    @Test("the benchmark measures documents of the sizes it names, and only right answers")
    func rows() throws {
        let rows = try SignatureBenchmark(key: XMLSamples.key()).run(rounds: 1, count: 2)
        #expect(rows.map(\.name) == ["verify-5k", "verify-14k"])
        #expect((4300...5700).contains(rows[0].bytes))
        #expect((12_500...15_500).contains(rows[1].bytes))
        for row in rows { #expect([row.pinned, row.ours, row.floor].allSatisfy { $0 > 0 && $0 < 1e6 }) }
    }
}
