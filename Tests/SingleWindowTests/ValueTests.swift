import FoundationEssentials
import SingleWindow
import Testing

struct TimestampTests {
    @Test(arguments: [
        // The form of the schemas, local time without offset.
        ("2019-12-12 19:27:22", "2019-12-12T19:27:22+07:00"),
        // With a fraction, as some samples carry it.
        ("2019-12-12 19:27:22.0", "2019-12-12T19:27:22+07:00"),
        ("2019-12-12 19:27:22.125", "2019-12-12T19:27:22.125+07:00"),
        // A fraction finer than milliseconds is cut.
        ("2019-12-12 19:27:22.1259", "2019-12-12T19:27:22.125+07:00"),
        // ISO with an offset keeps the offset.
        ("2019-12-30T00:00:00+07:00", "2019-12-30T00:00:00+07:00"),
        ("2019-12-30T00:00:00-0330", "2019-12-30T00:00:00-03:30"),
        ("2019-12-30T00:00:00Z", "2019-12-30T00:00:00Z"),
        // The day alone.
        ("2024-02-29", "2024-02-29T00:00:00+07:00"),
    ])
    func reads(text: String, expected: String) {
        #expect(Timestamp(text)?.rfc3339 == expected)
    }

    @Test(arguments: [
        "", "2019-13-01 00:00:00", "2023-02-29", "2019-12-12 24:00:00", "2019-12-12 19:27", "2019-12-12 19:27:22 ",
        "19-12-12 19:27:22", "2019-12-12 19:27:22+7", "２０１９-12-12",
    ])
    func refuses(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func agreesWithTheCalendarOverFourCenturies() {
        // Every 37th day from 1800 on: the written date reads back to the same instant, days follow one another.
        var time = Timestamp(year: 1800, month: 1, day: 1, offset: 0)?.milliseconds ?? 0
        for _ in 0..<4000 {
            let stamp = Timestamp(milliseconds: time, offset: 0)
            #expect(Timestamp(stamp.rfc3339) == stamp)
            time += 37 * 86_400_000
        }
        #expect(Timestamp("1970-01-01T00:00:00Z")?.milliseconds == 0)
        #expect(Timestamp("2000-03-01T00:00:00Z")?.milliseconds == 951_868_800_000)
    }

    @Test func compactFormsAreTheEnginesItems() {
        let time = Timestamp("2026-11-21 08:05:09")
        #expect(time?.compactDate == "20261121")
        #expect(time?.compactTime == "080509")
        #expect(Timestamp(compactDate: "20261121", time: "080509") == time)
        #expect(Timestamp(compactDate: "20261131", time: "") == nil)
    }
}

struct IdentifierTests {
    @Test(arguments: [
        // Ten digits, a branch with and without its hyphen, a personal identity.
        ("0101234567", "0101234567"), ("0101234567-001", "0101234567001"), ("0101234567001", "0101234567001"),
        ("001203004567", "001203004567"),
        // Too short, letters, a hyphen elsewhere.
        ("010123456", nil), ("01012345X7", nil), ("01012345-67001", nil), ("", nil),
    ])
    func taxCode(text: String, expected: String?) {
        #expect(TaxCode(text)?.rawValue == expected)
    }

    @Test(arguments: [("0203.29.00", "02032900"), ("0203", "0203"), ("020", nil), ("02A3", nil), (".0203", nil)])
    func hsCode(text: String, expected: String?) {
        #expect(HSCode(text)?.rawValue == expected)
    }

    @Test func declarationNumberIsTwelveDigits() {
        #expect(DeclarationNumber("308044805740") != nil)
        #expect(DeclarationNumber("30804480574") == nil)
        #expect(DeclarationNumber("30804480574X") == nil)
    }

    @Test func identifierRefusesControlCharacters() {
        #expect(PermitNumber("KD-1\n") == nil)
        #expect(PermitNumber("KĐ 12/2026") != nil)
        #expect(MessageID(String(repeating: "a", count: 65)) == nil)
    }
}

struct DecimalTextTests {
    @Test(arguments: ["0", "12", "12.5", "-3.25", "123456789012345678901234567.89"])
    func roundTrips(text: String) {
        #expect(DecimalText.read(text).map(DecimalText.write) == text)
    }

    @Test(arguments: ["", ".", "1e5", "1,000", "1.2.3", "+1", " 1", "٣", "NaN"])
    func refuses(text: String) {
        #expect(DecimalText.read(text) == nil)
    }
}

struct LanguageTests {
    @Test(
        arguments: [
            (nil, Language.vietnamese), ("en", .english), ("en-GB,vi;q=0.5", .english),
            ("vi;q=0.4, en;q=0.9", .english),
            ("fr", .vietnamese), ("", .vietnamese), ("en;q=0", .vietnamese),
        ] as [(String?, Language)])
    func choice(header: String?, expected: Language) {
        #expect(Language(acceptLanguage: header) == expected)
    }
}

struct RoutingTests {
    private func table(from: Timestamp? = nil, to: Timestamp? = nil) throws -> RoutingTable {
        RoutingTable(rules: [
            RoutingTable.Rule(
                check: "animal-quarantine", title: Text(vi: "Kiểm dịch", en: "Quarantine"), source: "test",
                direction: .import, goods: ["02"], except: ["0209"], procedures: [try Samples.id("BNNPTNT0600012")],
                agency: try Samples.id("animal-quarantine"), from: from, to: to)
        ])
    }

    @Test func linesUnderTheHeadingNeedTheCheck() throws {
        let requirements = try table().requirements(
            for: try Samples.declaration(), at: Timestamp(milliseconds: 1_790_000_000_000))
        #expect(requirements.map(\.lines) == [[1]])
        #expect(requirements.first?.outcome == .open)
    }

    @Test func exportNeedsNothingOfAnImportRule() throws {
        let requirements = try table().requirements(
            for: try Samples.declaration(.export), at: Timestamp(milliseconds: 1_790_000_000_000))
        #expect(requirements.isEmpty)
    }

    @Test(arguments: [
        // The day before, the first day, the last moment of the last day, the moment after.
        ("2026-06-30 23:59:59", 0), ("2026-07-01 00:00:00", 1), ("2026-12-31 23:59:59", 1), ("2027-01-01 00:00:00", 0),
    ])
    func rulesHaveDays(time: String, count: Int) throws {
        let rules = try table(from: Timestamp("2026-07-01"), to: Timestamp("2026-12-31"))
        let at = try #require(Timestamp(time))
        #expect(rules.requirements(for: try Samples.declaration(), at: at).count == count)
    }
}
