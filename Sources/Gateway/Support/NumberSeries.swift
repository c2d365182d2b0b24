package import Journal
internal import Synchronization

/// Hands out the gateway's running numbers (receipts, dossiers, F4 acceptances).
///
/// Numbers are reserved from the journal in blocks, so that a number costs no synced write of its own. After a crash the
/// rest of a block is lost: gaps appear, repetitions never.
package final class NumberSeries: Sendable {
    private struct Block {
        var next: Int64
        var end: Int64
    }

    private let journal: any Journal
    private let blockSize: Int
    private let blocks = Mutex<[String: Block]>([:])

    package init(journal: any Journal, blockSize: Int = 256) {
        self.journal = journal
        self.blockSize = blockSize
    }

    /// The next number of `series`, from 1.
    ///
    /// Two callers that find a block used up at the same moment both reserve one; the smaller rest is dropped.
    package func next(_ series: String) async throws -> Int64 {
        if let number = take(series) { return number }
        let first = try await journal.reserveNumbers(series: series, count: blockSize)
        blocks.withLock { $0[series] = Block(next: first + 1, end: first + Int64(blockSize)) }
        return first
    }

    private func take(_ series: String) -> Int64? {
        blocks.withLock { blocks in
            guard let block = blocks[series], block.next < block.end else { return nil }
            blocks[series]?.next += 1
            return block.next
        }
    }
}
