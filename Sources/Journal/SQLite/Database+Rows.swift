internal import FoundationEssentials
internal import GRDB
internal import SingleWindow

extension Database {
    /// Runs a statement that stays prepared for the next time.
    func run(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func row(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    func rows(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }
}

extension Row {
    /// The value of a column, read without trusting the file: GRDB's subscripts stop the process on a value of another
    /// type, which a damaged store may hold.
    func value<Value: DatabaseValueConvertible>(_ index: Int, _: Value.Type = Value.self) throws(JournalError) -> Value
    {
        let value: DatabaseValue = self[index]
        guard let value = Value.fromDatabaseValue(value) else { throw .column(index) }
        return value
    }

    func optional<Value: DatabaseValueConvertible>(
        _ index: Int, _: Value.Type = Value.self
    ) throws(JournalError) -> Value? {
        let value: DatabaseValue = self[index]
        if value.isNull { return nil }
        guard let value = Value.fromDatabaseValue(value) else { throw .column(index) }
        return value
    }

    func bytes(_ index: Int) throws(JournalError) -> [UInt8]? {
        try optional(index, Data.self).map { Array($0) }
    }

    /// A timestamp in two columns: milliseconds since 1970 UTC, and minutes east of UTC.
    func timestamp(_ index: Int) throws(JournalError) -> Timestamp {
        Timestamp(milliseconds: try value(index), offset: try value(index + 1))
    }

    func optionalTimestamp(_ index: Int) throws(JournalError) -> Timestamp? {
        guard let milliseconds = try optional(index, Int64.self) else { return nil }
        return Timestamp(milliseconds: milliseconds, offset: try value(index + 1))
    }

    func identifier<ID: Identifier>(_ index: Int, _: ID.Type = ID.self) throws(JournalError) -> ID {
        guard let id = ID(rawValue: try value(index)) else { throw .column(index) }
        return id
    }

    func optionalIdentifier<ID: Identifier>(_ index: Int, _: ID.Type = ID.self) throws(JournalError) -> ID? {
        guard let value = try optional(index, String.self) else { return nil }
        guard let id = ID(rawValue: value) else { throw .column(index) }
        return id
    }

    func word<Word: RawRepresentable<String>>(_ index: Int, _: Word.Type = Word.self) throws(JournalError) -> Word {
        guard let word = Word(rawValue: try value(index)) else { throw .column(index) }
        return word
    }

    /// A message code in four columns; nil where the first is null.
    func code(_ index: Int) throws(JournalError) -> MessageCode? {
        guard let family = try optional(index, String.self) else { return nil }
        guard let family = Family(rawValue: family) else { throw .column(index) }
        return MessageCode(
            family: family, documentType: try value(index + 1), type: try value(index + 2),
            function: try value(index + 3))
    }

    /// A text in two columns, Vietnamese and English; nil where the first is null.
    func text(_ index: Int) throws(JournalError) -> Text? {
        guard let vi = try optional(index, String.self) else { return nil }
        return Text(vi: vi, en: try value(index + 1))
    }
}

extension MessageCode? {
    /// The four columns of a code.
    var columns: [(any DatabaseValueConvertible)?] {
        [self?.family.rawValue, self?.documentType, self?.type, self?.function]
    }
}

extension Timestamp? {
    var columns: [(any DatabaseValueConvertible)?] { [self?.milliseconds, self?.offset] }
}

extension Timestamp {
    var columns: [(any DatabaseValueConvertible)?] { [milliseconds, offset] }
}

extension Text? {
    var columns: [(any DatabaseValueConvertible)?] { [self?.vi, self?.en] }
}

extension JournalError {
    fileprivate static func column(_ index: Int) -> JournalError {
        JournalError(.corrupt, "column \(index) of a row holds what it can't hold")
    }
}
