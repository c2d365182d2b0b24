/// Names and label values as the Prometheus text format wants them.
enum PrometheusName {
    /// A metric or label name: letters, digits and underscores, no digit first.
    static func plain(_ label: String) -> String {
        var name = String(
            label.unicodeScalars.map { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "_": Character(scalar)
                default: "_"
                }
            })
        if name.first?.isNumber ?? true { name = "_" + name }
        return name
    }

    /// Counters end in `_total`.
    static func counter(_ label: String) -> String { suffixed(plain(label), "_total") }

    /// Timers are in seconds and say so.
    static func timer(_ label: String) -> String { suffixed(plain(label), "_seconds") }

    static func labels(_ labels: [PrometheusRegistry.Label]) -> String {
        labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",")
    }

    static func escapedHelp(_ text: String) -> String { replaced(text, quotes: false) }

    private static func escaped(_ value: String) -> String { replaced(value, quotes: true) }

    private static func replaced(_ text: String, quotes: Bool) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\\\"
            case "\n", "\r\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.append(character)
            }
        }
        return result
    }

    private static func suffixed(_ name: String, _ suffix: String) -> String {
        name.hasSuffix(suffix) ? name : name + suffix
    }
}
