/// Ends work that takes too long, so that a story that never ends is a fault and not a hang.
enum TimeLimit {
    /// - Throws: `SandboxError` when `limit` is over; otherwise what `body` throws.
    static func run<Result: Sendable>(
        _ limit: Duration, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw SandboxError("not finished after \(limit)")
            }
            guard let result = try await group.next() else { throw CancellationError() }
            group.cancelAll()
            return result
        }
    }
}
