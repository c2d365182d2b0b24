internal import CoreMetrics
internal import Synchronization

/// One line of a metric, or the lines of one histogram.
protocol PrometheusSeries: AnyObject, Sendable {
    func samples() -> [PrometheusSample]
}

/// A value as it is written, with what its name and labels have beyond the series' own.
struct PrometheusSample {
    var suffix = ""
    var label = ""
    var value: String
}

final class PrometheusCounter: PrometheusSeries, CounterHandler, FloatingPointCounterHandler {
    private let value = Mutex(0.0)

    func increment(by amount: Int64) { increment(by: Double(amount)) }
    func increment(by amount: Double) {
        guard amount > 0 else { return }
        value.withLock { $0 += amount }
    }
    func reset() { value.withLock { $0 = 0 } }

    func samples() -> [PrometheusSample] { [PrometheusSample(value: PrometheusNumber.text(value.withLock { $0 }))] }
}

final class PrometheusGauge: PrometheusSeries, MeterHandler, RecorderHandler {
    private let value = Mutex(0.0)

    func set(_ new: Int64) { set(Double(new)) }
    func set(_ new: Double) { value.withLock { $0 = new } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ new: Int64) { set(Double(new)) }
    func record(_ new: Double) { set(new) }

    func samples() -> [PrometheusSample] { [PrometheusSample(value: PrometheusNumber.text(value.withLock { $0 }))] }
}

/// A histogram with fixed buckets.
final class PrometheusHistogram: PrometheusSeries, TimerHandler, RecorderHandler {
    /// Upper bounds for durations, in seconds.
    static let seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    /// Upper bounds for sizes in bytes: powers of four from 256 bytes to 256 MB.
    static let sizes = (4...14).map { Double(1 << ($0 * 2)) }

    private struct State {
        /// One more than bounds: the last counts what is above all of them.
        var counts: [Int]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let scale: Double
    private let state: Mutex<State>

    /// Recorded values are multiplied with `scale` to be in the unit of `bounds`, which are upper bounds in rising order.
    init(bounds: [Double], scale: Double) {
        self.bounds = bounds
        self.scale = scale
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration)) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let scaled = value * scale
        let index = bounds.firstIndex { scaled <= $0 } ?? bounds.count
        state.withLock {
            $0.counts[index] += 1
            $0.sum += scaled
        }
    }

    func samples() -> [PrometheusSample] {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        var total = 0
        var samples: [PrometheusSample] = []
        for (index, bound) in bounds.enumerated() {
            total += counts[index]
            samples.append(
                PrometheusSample(
                    suffix: "_bucket", label: "le=\"\(PrometheusNumber.text(bound))\"", value: String(total)))
        }
        total += counts[bounds.count]
        samples.append(PrometheusSample(suffix: "_bucket", label: "le=\"+Inf\"", value: String(total)))
        samples.append(PrometheusSample(suffix: "_sum", value: PrometheusNumber.text(sum)))
        samples.append(PrometheusSample(suffix: "_count", value: String(total)))
        return samples
    }
}

enum PrometheusNumber {
    /// Whole numbers without a fraction, others in the shortest form that reads back the same.
    static func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}
