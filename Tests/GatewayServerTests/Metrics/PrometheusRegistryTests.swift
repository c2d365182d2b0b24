import CoreMetrics
import GatewayServer
import Testing

@Suite("Prometheus text")
struct PrometheusRegistryTests {
    @Test func everyKindIsWritten() {
        let registry = PrometheusRegistry()
        registry.describe("a_count_total", "A back\\slash\nand a line.")
        registry.makeCounter(label: "a.count", dimensions: [("k", "v")]).increment(by: 2)
        registry.makeFloatingPointCounter(label: "b", dimensions: []).increment(by: 0.5)
        let meter = registry.makeMeter(label: "c", dimensions: [])
        meter.set(Int64(10))
        meter.decrement(by: 4)
        registry.makeRecorder(label: "d", dimensions: [], aggregate: false).record(Int64(-3))
        registry.makeRecorder(label: "e", dimensions: [], aggregate: true).record(Int64(300))
        registry.makeTimer(label: "f", dimensions: []).recordNanoseconds(3_000_000)
        let lines = registry.text().split(separator: "\n").map(String.init)
        #expect(
            lines.prefix(3) == [
                "# HELP a_count_total A back\\\\slash\\nand a line.", "# TYPE a_count_total counter",
                #"a_count_total{k="v"} 2"#,
            ])
        for line in [
            "b_total 0.5", "c 6", "# TYPE c gauge", "d -3", #"e_bucket{le="256"} 0"#, #"e_bucket{le="1024"} 1"#,
            #"e_bucket{le="+Inf"} 1"#, "e_sum 300", "e_count 1", #"f_seconds_bucket{le="0.0025"} 0"#,
            #"f_seconds_bucket{le="0.005"} 1"#, "f_seconds_sum 0.003", "f_seconds_count 1",
        ] { #expect(lines.contains(line), "\(line)") }
    }

    @Test(
        "names and values that the format does not know",
        arguments: [
            ("a.b-c/d", "v", #"a_b_c_d{l="v"} 1"#), ("9a", "v", #"_9a{l="v"} 1"#),
            ("x", "a\"b\\c\nd", #"x{l="a\"b\\c\nd"} 1"#), ("y_total", "v", #"y_total{l="v"} 1"#),
        ])
    func escapes(_ label: String, _ value: String, _ line: String) {
        let registry = PrometheusRegistry()
        registry.makeMeter(label: label, dimensions: [("l", value)]).set(Int64(1))
        #expect(registry.text().contains("\n\(line)\n"))
    }

    @Test func theSameSeriesIsKeptOnce() {
        let registry = PrometheusRegistry()
        for _ in 0..<3 { registry.makeCounter(label: "n", dimensions: [("k", "v")]).increment(by: 1) }
        #expect(registry.text() == "# TYPE n_total counter\nn_total{k=\"v\"} 3\n")
    }

    @Test func valuesBeyondTheLimitAreCountedTogether() {
        let registry = PrometheusRegistry(seriesLimit: 2)
        for value in ["a", "b", "c", "d"] {
            registry.makeCounter(label: "n", dimensions: [("k", value)]).increment(by: 1)
        }
        #expect(
            registry.text()
                == "# TYPE n_total counter\nn_total{k=\"a\"} 1\nn_total{k=\"b\"} 1\nn_total{k=\"other\"} 2\n")
    }

    @Test func aNameIsOneKindOnly() {
        let registry = PrometheusRegistry()
        registry.makeMeter(label: "n", dimensions: []).set(Int64(1))
        registry.makeRecorder(label: "n", dimensions: [], aggregate: true).record(Int64(5))
        #expect(registry.text() == "# TYPE n gauge\nn 1\n")
    }

    @Test func countersNeverFall() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "n", dimensions: []).increment(by: 5)
        registry.makeCounter(label: "n", dimensions: []).increment(by: -3)
        #expect(registry.text().contains("n_total 5\n"))
    }
}
