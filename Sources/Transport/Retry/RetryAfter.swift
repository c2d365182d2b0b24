package import SingleWindow

/// What a peer asks for with the Retry-After field (RFC 9110, section 10.2.3).
package enum RetryAfter: Hashable, Sendable {
    /// So many seconds after the answer.
    case seconds(Int)
    /// Not before an instant.
    case date(Timestamp)

    /// Reads a number of seconds or an HTTP-date in any of its three forms (RFC 9110, section 5.6.7).
    package init?(_ value: String) {
        let text = value.trimmingWhiteSpace()
        if let first = text.utf8.first, (48...57).contains(first) {
            // More digits than fit mean "not soon"; the schedule's own limit decides.
            guard text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
            self = .seconds(Int(text) ?? Int(Int32.max))
        } else {
            guard let date = Timestamp(httpDate: text) else { return nil }
            self = .date(date)
        }
    }

    /// How long to wait from `now`, not less than nothing.
    package func delay(at now: Timestamp) -> Duration {
        switch self {
        case .seconds(let seconds): .seconds(min(seconds, Int(Int32.max)))
        case .date(let date): .milliseconds(max(0, date.milliseconds - now.milliseconds))
        }
    }
}

extension Timestamp {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// An HTTP-date: `Sun, 06 Nov 1994 08:49:37 GMT`, or the obsolete `Sunday, 06-Nov-94 08:49:37 GMT` and
    /// `Sun Nov  6 08:49:37 1994` (RFC 9110, section 5.6.7). The day of the week is not compared with the date.
    package init?(httpDate text: String) {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "-" }).map { $0.lowercased() }
        let (day, month, year, clock): (String, String, String, String)
        if words.count == 6, words[5] == "gmt" {
            (day, month, year, clock) = (words[1], words[2], words[3], words[4])
        } else if words.count == 5 {
            (day, month, year, clock) = (words[2], words[1], words[4], words[3])
        } else {
            return nil
        }
        let time = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard time.count == 3, let hour = Timestamp.number(time[0], 2...2),
            let minute = Timestamp.number(time[1], 2...2),
            let second = Timestamp.number(time[2], 2...2), let dayNumber = Timestamp.number(day[...], 1...2),
            let monthIndex = Timestamp.months.firstIndex(of: month), let written = Timestamp.number(year[...], 2...4)
        else { return nil }
        let fullYear =
            switch year.utf8.count {
            case 4: written
            // RFC 9110 reads two digits as at most 50 years ahead of now; no date in use is before 1970.
            case 2: written < 70 ? 2000 + written : 1900 + written
            default: -1
            }
        self.init(
            year: fullYear, month: monthIndex + 1, day: dayNumber, hour: hour, minute: minute,
            // A leap second is the last instant of its minute here.
            second: min(second, 59), offset: 0)
    }

    private static func number(_ text: Substring, _ lengths: ClosedRange<Int>) -> Int? {
        guard lengths.contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}
