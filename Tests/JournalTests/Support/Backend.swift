import Foundation
import Journal
import Testing

/// A store that keeps the journal's contract: every conformance test runs against each.
enum Backend: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite

    var testDescription: String { rawValue }

    /// Runs `body` with a store that nobody else uses, and removes it afterwards.
    func withStore(_ body: (TestStore) async throws -> Void) async throws {
        switch self {
        case .sqlite:
            try await TemporaryFolder.with { folder in
                let path = folder + "/journal.sqlite"
                let store = try await TestStore { try await SQLiteJournal.open(path: path) }
                do {
                    try await body(store)
                    try await store.journal.close()
                } catch {
                    try? await store.journal.close()
                    throw error
                }
            }
        }
    }
}

/// A store under test, which can be closed and opened again.
final class TestStore {
    private let open: @Sendable () async throws -> any Journal
    private(set) var journal: any Journal

    init(open: @escaping @Sendable () async throws -> any Journal) async throws {
        self.open = open
        journal = try await open()
    }

    /// Closes the store and opens it again.
    func reopen() async throws {
        try await journal.close()
        journal = try await open()
    }

    /// A second user of the same store, as another node or process is.
    func another() async throws -> any Journal { try await open() }
}

enum TemporaryFolder {
    static func with<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.path + "/journal-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(folder)
    }
}
