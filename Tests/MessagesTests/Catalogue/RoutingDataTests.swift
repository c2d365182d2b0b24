import Messages
import SingleWindow
import Testing

/// The rules in schemas/routing.yaml and the codes in schemas/party-codes.yaml.
struct RoutingDataTests {
    private let catalogue = SchemaFolderFixture.catalogue

    private func checks(_ hs: String, _ direction: TradeDirection, at time: String = "2026-11-21") throws -> [String] {
        let code = try #require(HSCode(hs))
        let moment = try #require(Timestamp(time))
        return catalogue.routing.rules.filter { rule in
            rule.direction == direction && rule.goods.contains(where: code.isUnder)
                && !(rule.except ?? []).contains(where: code.isUnder)
                && (rule.from.map { $0 <= moment } ?? true)
                && (rule.to.map { moment.milliseconds < $0.milliseconds + 86_400_000 } ?? true)
        }.map { "\($0.check) \($0.agency) \($0.procedures.map(\.rawValue).joined(separator: ","))" }
    }

    @Test(arguments: [
        // Frozen pork.
        ("02032900", TradeDirection.import, ["animal-quarantine animal-quarantine BNNPTNT0600012"]),
        // Fresh apples.
        ("08081000", .import, ["plant-quarantine plant-quarantine BNNPTNT0300004"]),
        // Steel bars.
        ("72142041", .import, ["product-quality quality BKHCN0100001"]),
        // Live pigs.
        ("01039100", .import, ["animal-quarantine animal-quarantine BNNPTNT0600012"]),
        // Whales are aquatic.
        ("01061200", .import, ["animal-quarantine animal-quarantine BNNPTNT0600010"]),
        // Frozen salmon.
        ("03031300", .import, ["animal-quarantine animal-quarantine BNNPTNT0600010"]),
        // Preserved fruit carries no pests.
        ("08121000", .import, []),
        // Garments.
        ("61091010", .import, []),
        ("61091010", .export, []),
        // Pork leaving the country.
        ("02032900", .export, []),
    ])
    func `goods need the checks of their chapter`(hs: String, direction: TradeDirection, expected: [String]) throws {
        #expect(try checks(hs, direction) == expected)
    }

    @Test(arguments: ["2026-06-30T23:00:00+07:00", "2026-07-01T00:00:00+07:00"])
    func `steel needs one check on each side of the day the law changed`(time: String) throws {
        #expect(try checks("72142041", .import, at: time) == ["product-quality quality BKHCN0100001"])
    }

    @Test func `every rule names its law and an agency that its procedures have`() throws {
        for rule in catalogue.routing.rules {
            #expect(!rule.source.isEmpty)
            for code in rule.procedures {
                #expect(try #require(catalogue.procedure(code)).agency == rule.agency)
            }
        }
    }

    @Test(arguments: [
        // Two implementers' codes of one ministry.
        ("MARD", "2020-01-01", "BNN"),
        ("BNN", "2020-01-01", "BNN"),
        // A code formed after the merger is read from that day on.
        ("BNNMT", "2025-02-28", "BNNMT"),
        ("BNNMT", "2025-03-01", "BNN"),
        // A code nobody knows stands for itself.
        ("XYZ", "2026-01-01", "XYZ"),
    ])
    func `party codes have aliases with days`(code: String, day: String, expected: String) throws {
        #expect(catalogue.partyCodes.canonical(code, at: try #require(Timestamp(day))) == expected)
    }
}
