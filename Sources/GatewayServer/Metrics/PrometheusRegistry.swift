package import CoreMetrics
internal import Synchronization

/// Keeps counters, gauges and histograms, and writes them in the Prometheus text format 0.0.4.
///
/// A metric keeps at most `seriesLimit` combinations of label values; what comes after them is counted together under
/// the value `other`, so that no caller can make memory grow by sending new values.
package final class PrometheusRegistry: MetricsFactory, Sendable {
    private struct State {
        var metrics: [String: Metric] = [:]
        var help: [String: String] = [:]
    }

    private struct Metric {
        var kind: Kind
        var series: [[Label]: any PrometheusSeries] = [:]
    }

    enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    /// A label and its value.
    struct Label: Hashable, Sendable {
        var name: String
        var value: String
    }

    private let state = Mutex(State())
    private let seriesLimit: Int

    package init(seriesLimit: Int = 512) { self.seriesLimit = seriesLimit }

    /// Says what a metric means, in its `# HELP` line; `name` as it is exposed.
    package func describe(_ name: String, _ help: String) {
        state.withLock { $0.help[name] = help }
    }

    // MARK: MetricsFactory

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(PrometheusName.counter(label), .counter, dimensions) { PrometheusCounter() }
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(PrometheusName.counter(label), .counter, dimensions) { PrometheusCounter() }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(PrometheusName.plain(label), .gauge, dimensions) { PrometheusGauge() }
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else {
            return series(PrometheusName.plain(label), .gauge, dimensions) { PrometheusGauge() }
        }
        return series(PrometheusName.plain(label), .histogram, dimensions) {
            PrometheusHistogram(bounds: PrometheusHistogram.sizes, scale: 1)
        }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(PrometheusName.timer(label), .histogram, dimensions) {
            PrometheusHistogram(bounds: PrometheusHistogram.seconds, scale: 1e-9)
        }
    }

    // Series live as long as the registry: a counter that went back to zero would read as a restart.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    // MARK: Series

    /// The series under `name` and `dimensions`, made by `make` where there is none.
    ///
    /// A label used before as another kind of metric gets a series that is kept nowhere: a mistake in one place must
    /// not stop the gateway.
    private func series<Series: PrometheusSeries>(
        _ name: String, _ kind: Kind, _ dimensions: [(String, String)], make: () -> Series
    ) -> Series {
        let labels = dimensions.map { Label(name: PrometheusName.plain($0.0), value: $0.1) }
        return state.withLock { state in
            var metric = state.metrics[name] ?? Metric(kind: kind)
            guard metric.kind == kind else { return make() }
            if let known = metric.series[labels] { return known as? Series ?? make() }
            let isFull = metric.series.count >= seriesLimit && !labels.isEmpty
            let kept = isFull ? labels.map { Label(name: $0.name, value: "other") } : labels
            if let known = metric.series[kept] as? Series { return known }
            let new = make()
            metric.series[kept] = new
            state.metrics[name] = metric
            return new
        }
    }

    // MARK: Exposition

    /// The content type of `text`.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// All metrics, by name.
    package func text() -> String {
        let (metrics, help) = state.withLock { ($0.metrics, $0.help) }
        var lines: [String] = []
        for (name, metric) in metrics.sorted(by: { $0.key < $1.key }) {
            if let text = help[name] { lines.append("# HELP \(name) \(PrometheusName.escapedHelp(text))") }
            lines.append("# TYPE \(name) \(metric.kind.rawValue)")
            let ordered = metric.series.map { (PrometheusName.labels($0.key), $0.value) }.sorted { $0.0 < $1.0 }
            for (labels, series) in ordered {
                for sample in series.samples() {
                    let all = [labels, sample.label].filter { !$0.isEmpty }.joined(separator: ",")
                    lines.append("\(name)\(sample.suffix)\(all.isEmpty ? "" : "{\(all)}") \(sample.value)")
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
