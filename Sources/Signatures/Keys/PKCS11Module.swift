import CPKCS11
import Glibc
import SingleWindow
import Synchronization

/// A token's library, loaded once in a process and never unloaded: its state is the process's.
final class PKCS11Module: @unchecked Sendable {
    // Sendable: the function list is a constant of the library, which was told to lock for itself (CKF_OS_LOCKING_OK).
    let functions: CK_FUNCTION_LIST

    private static let loaded = Mutex<[String: PKCS11Module]>([:])

    /// The library at `path`.
    ///
    /// - Throws: `signature.key.token_unavailable`.
    static func load(_ path: String) throws(SignaturesError) -> PKCS11Module {
        let result = loaded.withLock { loaded -> Result<PKCS11Module, SignaturesError> in
            if let module = loaded[path] { return .success(module) }
            do throws(SignaturesError) {
                let module = try PKCS11Module(path)
                loaded[path] = module
                return .success(module)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private init(_ path: String) throws(SignaturesError) {
        guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw PKCS11Module.unavailable(dlerror().map { String(cString: $0) } ?? path)
        }
        guard let symbol = dlsym(library, "C_GetFunctionList") else {
            throw PKCS11Module.unavailable(path + " is no PKCS#11 library")
        }
        let list = unsafeBitCast(symbol, to: CK_C_GetFunctionList.self)
        var table: UnsafeMutablePointer<CK_FUNCTION_LIST>?
        guard list(&table) == CKR_OK.code, let table else {
            throw PKCS11Module.unavailable("C_GetFunctionList")
        }
        // Read as far as the structure here goes; the library's may be longer.
        functions = table.pointee
        var arguments = CK_C_INITIALIZE_ARGS()
        arguments.flags = CKF_OS_LOCKING_OK.code
        let result = functions.C_Initialize(&arguments)
        guard result == CKR_OK.code || result == CKR_CRYPTOKI_ALREADY_INITIALIZED.code else {
            throw PKCS11Module.failure("C_Initialize", result)
        }
    }

    static func unavailable(_ detail: String) -> SignaturesError {
        SignaturesError(
            .tokenUnavailable,
            Text(
                vi: "Không dùng được thiết bị khóa (PKCS#11).", en: "The key token (PKCS#11) cannot be used."),
            detail: detail)
    }

    /// The error for a result code of PKCS#11.
    static func failure(_ function: String, _ code: CK_ULONG) -> SignaturesError {
        let detail = function + ": 0x" + String(code, radix: 16)
        switch code {
        case CKR_PIN_INCORRECT.code, CKR_PIN_INVALID.code, CKR_PIN_LEN_RANGE.code, CKR_PIN_LOCKED.code:
            return SignaturesError(
                .keyPassword,
                Text(
                    vi: "Mã PIN của thiết bị khóa sai hoặc đã bị khóa.",
                    en: "The token's PIN is wrong or locked."), detail: detail)
        case CKR_KEY_TYPE_INCONSISTENT.code, CKR_KEY_FUNCTION_NOT_PERMITTED.code, CKR_MECHANISM_INVALID.code:
            return SignaturesError(.algorithmMismatch, PublicKey.mismatchText, detail: detail)
        default: return unavailable(detail)
        }
    }
}

// The header's constants are of an anonymous enumeration, imported with its own type.
extension RawRepresentable where RawValue: BinaryInteger {
    var code: CK_ULONG { CK_ULONG(rawValue) }
}

extension BinaryInteger {
    var code: CK_ULONG { CK_ULONG(self) }
}
