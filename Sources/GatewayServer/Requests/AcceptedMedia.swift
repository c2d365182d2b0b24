internal import SingleWindow

/// The media types that a caller accepts (RFC 9110, section 12.5.1).
struct AcceptedMedia: Sendable {
    private struct Range {
        var type: String
        var subtype: String
        var weight: Double
    }

    private let ranges: [Range]

    /// - Parameter header: the value of `Accept`; nil or empty accepts everything.
    init(_ header: String?) {
        ranges = (header ?? "").split(separator: ",").compactMap { part in
            let fields = part.split(separator: ";").map { $0.trimmingWhiteSpace().lowercased() }
            guard let media = fields.first else { return nil }
            let names = media.split(separator: "/", maxSplits: 1).map(String.init)
            guard names.count == 2 else { return nil }
            let weight = fields.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            return Range(type: names[0], subtype: names[1], weight: weight)
        }
    }

    /// How much `media` is wanted: 0 (not at all) to 1, by the most specific range that names it.
    func weight(of media: String) -> Double {
        guard !ranges.isEmpty else { return 1 }
        let names = media.lowercased().split(separator: ";")[0].split(separator: "/").map(String.init)
        guard names.count == 2 else { return 0 }
        var best = (specificity: 0, weight: 0.0)
        for range in ranges {
            let specificity =
                range.type == names[0] && range.subtype == names[1]
                ? 3 : range.type == names[0] && range.subtype == "*" ? 2 : range.type == "*" ? 1 : 0
            if specificity > best.specificity { best = (specificity, range.weight) }
        }
        return best.weight
    }

    /// Whether problem details are asked for by name, and rather than `media`.
    func asksForProblem(ratherThan media: String) -> Bool {
        let problem = max(explicitWeight(of: "application/problem+json"), explicitWeight(of: "application/json"))
        return problem > 0 && problem >= weight(of: media)
    }

    /// Whether `media` is asked for by name.
    func names(_ media: String) -> Bool { explicitWeight(of: media) > 0 }

    private func explicitWeight(of media: String) -> Double {
        ranges.filter { "\($0.type)/\($0.subtype)" == media }.map(\.weight).max() ?? 0
    }
}
