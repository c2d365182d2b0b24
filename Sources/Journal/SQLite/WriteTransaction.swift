internal import GRDB

/// The transaction a group of changes runs in. Lives on the writer's queue only.
final class WriteTransaction {
    let db: Database
    /// What the changes add to the journal's counters; written once a group.
    var counters = Counters()

    init(_ db: Database) { self.db = db }

    /// Writes what the changes have gathered.
    func finish() throws { try counters.add(to: db) }
}

/// Amounts to add to the journal's counters, which are kept so that statistics cost the same at any size.
struct Counters: Hashable, Sendable {
    enum Name: String, Sendable, CaseIterable {
        case accepted, refused, cases, queued, delivered, parked
    }

    private var values: [Name: Int] = [:]

    subscript(name: Name) -> Int {
        get { values[name, default: 0] }
        set { values[name] = newValue }
    }

    func add(to db: Database) throws {
        for name in Name.allCases where self[name] != 0 {
            try db.run("UPDATE counters SET value = value + ? WHERE name = ?", [self[name], name.rawValue])
        }
    }

    static func read(_ db: Database) throws -> Counters {
        var counters = Counters()
        for row in try db.rows("SELECT name, value FROM counters") {
            if let name = Name(rawValue: try row.value(0)) { counters[name] = try row.value(1) }
        }
        return counters
    }
}
