/// An instant with the offset from UTC it was written in.
///
/// Single-window messages write local time (Vietnam is UTC+7 without daylight saving), some with and some without an
/// offset; keeping the offset lets a forwarded value be written as it came. Two timestamps are equal, and ordered, by
/// their instant and then by their offset.
package struct Timestamp: Hashable, Sendable, Comparable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package var milliseconds: Int64
    /// Minutes east of UTC.
    package var offset: Int

    /// Minutes east of UTC of the single window's own clock (Vietnam, UTC+7).
    package static let vietnam = 7 * 60

    package init(milliseconds: Int64, offset: Int = Timestamp.vietnam) {
        self.milliseconds = milliseconds
        self.offset = offset
    }

    /// A civil date and time at an offset; nil when it names no day of the Gregorian calendar or no time of day.
    package init?(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, millisecond: Int = 0,
        offset: Int = Timestamp.vietnam
    ) {
        guard (1...12).contains(month), (1...Timestamp.days(inMonth: month, of: year)).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
            (0...999).contains(millisecond), (0...9999).contains(year), abs(offset) <= 14 * 60
        else { return nil }
        let days = Timestamp.daysSinceEpoch(year: year, month: month, day: day)
        let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second) - Int64(offset) * 60
        self.init(milliseconds: seconds * 1000 + Int64(millisecond), offset: offset)
    }

    /// Reads the forms that single-window messages carry: `yyyy-MM-dd HH:mm:ss`, the same with a fraction, with `T`
    /// for the space, with `Z` or an offset, or the date alone (reference/nsw-practice.md, 12). A value without an
    /// offset is Vietnamese local time.
    package init?(_ string: some StringProtocol) {
        var scanner = DigitScanner(string)
        guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
            let day = scanner.digits(2)
        else { return nil }
        var (hour, minute, second, millisecond, offset) = (0, 0, 0, 0, Timestamp.vietnam)
        if scanner.skip(" ") || scanner.skip("T") {
            guard let h = scanner.digits(2), scanner.skip(":"), let m = scanner.digits(2), scanner.skip(":"),
                let s = scanner.digits(2)
            else { return nil }
            (hour, minute, second) = (h, m, s)
            if scanner.skip(".") {
                guard let fraction = scanner.fraction() else { return nil }
                millisecond = fraction
            }
            if scanner.skip("Z") {
                offset = 0
            } else if let sign = scanner.sign() {
                guard let h = scanner.digits(2), scanner.skip(":") || !scanner.isAtEnd, let m = scanner.digits(2)
                else { return nil }
                offset = sign * (h * 60 + m)
            }
        }
        guard scanner.isAtEnd else { return nil }
        self.init(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second, millisecond: millisecond,
            offset: offset)
    }

    package static func < (lhs: Timestamp, rhs: Timestamp) -> Bool {
        (lhs.milliseconds, lhs.offset) < (rhs.milliseconds, rhs.offset)
    }

    /// This instant `milliseconds` later, at the same offset.
    package func advanced(byMilliseconds milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: self.milliseconds + milliseconds, offset: offset)
    }
}

// MARK: - Writing

extension Timestamp: CustomStringConvertible {
    /// `2026-11-21T08:30:00.250+07:00` (RFC 3339), the fraction only where it is not zero.
    package var description: String { rfc3339 }

    /// RFC 3339 with the offset it was written in.
    package var rfc3339: String {
        let c = civil
        let fraction = c.millisecond == 0 ? "" : "." + padded(c.millisecond, 3)
        let zone =
            offset == 0
            ? "Z" : (offset < 0 ? "-" : "+") + padded(abs(offset) / 60, 2) + ":" + padded(abs(offset) % 60, 2)
        return date + "T" + time + fraction + zone
    }

    /// `yyyy-MM-dd HH:mm:ss`, the form that single-window messages write (reference/domain.md 1.1).
    package var nswForm: String { date + " " + time }

    /// `yyyy-MM-dd`.
    package var date: String {
        let c = civil
        return padded(c.year, 4) + "-" + padded(c.month, 2) + "-" + padded(c.day, 2)
    }

    /// `HH:mm:ss`.
    package var time: String {
        let c = civil
        return padded(c.hour, 2) + ":" + padded(c.minute, 2) + ":" + padded(c.second, 2)
    }

    /// `yyyyMMdd`, the form of the clearance engine's date items.
    package var compactDate: String { date.filter { $0 != "-" } }

    /// `HHmmss`, the form of the clearance engine's time items.
    package var compactTime: String { time.filter { $0 != ":" } }

    /// The calendar year at this offset.
    package var year: Int { civil.year }

    /// A date item of the clearance engine: `yyyyMMdd`, with a time item `HHmmss` or an empty one, in Vietnamese time.
    package init?(compactDate: some StringProtocol, time: some StringProtocol) {
        var scanner = DigitScanner(compactDate)
        guard let year = scanner.digits(4), let month = scanner.digits(2), let day = scanner.digits(2),
            scanner.isAtEnd
        else { return nil }
        var clock = DigitScanner(time)
        var (hour, minute, second) = (0, 0, 0)
        if !clock.isAtEnd {
            guard let h = clock.digits(2), let m = clock.digits(2), let s = clock.digits(2), clock.isAtEnd else {
                return nil
            }
            (hour, minute, second) = (h, m, s)
        }
        self.init(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }
}

extension Timestamp: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let string = try container.decode(String.self)
        guard let value = Timestamp(string) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a timestamp")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rfc3339)
    }
}

// MARK: - Calendar

extension Timestamp {
    private var civil: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, millisecond: Int) {
        let local = milliseconds + Int64(offset) * 60_000
        let (days, rest) = local.quotientAndRemainder(dividingBy: 86_400_000)
        let dayCount = Int(rest < 0 ? days - 1 : days)
        let ms = Int(rest < 0 ? rest + 86_400_000 : rest)
        let (year, month, day) = Timestamp.civil(fromDays: dayCount)
        return (
            year, month, day, ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000
        )
    }

    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar, counted in 400-year eras that begin on 1 March so
    /// that the leap day is the last day of its year.
    static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(fromDays days: Int) -> (Int, Int, Int) {
        let z = days + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// Reads fixed runs of decimal digits and single separators from ASCII bytes.
private struct DigitScanner {
    private var rest: ArraySlice<UInt8>

    init(_ string: some StringProtocol) { rest = Array(string.utf8)[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func digits(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let byte = rest.first, (48...57).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 48)
            rest = rest.dropFirst()
        }
        return value
    }

    /// One to nine fraction digits as milliseconds, cut after the third.
    mutating func fraction() -> Int? {
        var (value, count) = (0, 0)
        while let byte = rest.first, (48...57).contains(byte) {
            if count < 3 { value = value * 10 + Int(byte - 48) }
            count += 1
            rest = rest.dropFirst()
        }
        guard (1...9).contains(count) else { return nil }
        for _ in count..<max(3, count) { value *= 10 }
        return value
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func sign() -> Int? {
        if skip("+") { return 1 }
        if skip("-") { return -1 }
        return nil
    }
}
