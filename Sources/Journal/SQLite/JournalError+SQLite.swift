internal import GRDB
internal import Glibc

extension JournalError {
    /// What an error of the store means to its callers.
    ///
    /// The text names SQLite's result code and its own sentence, which holds names of tables and columns but never a
    /// value of a statement.
    init(store error: any Error) {
        switch error {
        case let error as JournalError:
            self = error
        case let error as DatabaseError:
            self.init(
                Self.code(of: error),
                "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no further text")")
        default:
            self.init(.internal, "\(type(of: error))")
        }
    }

    /// What the system's error `number` means, met in what `action` names.
    init(system number: CInt, _ action: String) {
        let code: Code = number == ENOSPC || number == EDQUOT ? .full : .unavailable
        self.init(code, "\(action): \(String(cString: strerror(number)))")
    }

    private static func code(of error: DatabaseError) -> Code {
        switch error.resultCode {
        case .SQLITE_FULL: .full
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: .corrupt
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_PERM, .SQLITE_READONLY,
            .SQLITE_AUTH, .SQLITE_NOMEM, .SQLITE_PROTOCOL, .SQLITE_INTERRUPT, .SQLITE_ABORT:
            .unavailable
        // GRDB's answer on a connection that was closed.
        case .SQLITE_MISUSE: .unavailable
        default: .internal
        }
    }
}
