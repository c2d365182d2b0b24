import COpenSSL
import SingleWindow

/// One run of OpenSSL's path validation that notes everything it finds instead of stopping at the first thing.
final class PathVerification {
    /// An error that OpenSSL reported, at a place of the path (0 is the certificate itself).
    struct Finding {
        var depth: Int
        var error: Int32
        /// The revocation list in question, for errors about lists.
        var list: OpaquePointer?
    }

    /// Longest path, anchor not counted: no authority in the field has more than three levels.
    private static let maximumDepth: Int32 = 12

    private(set) var findings: [Finding] = []
    /// Lists that were looked up in, by place of the certificate.
    private(set) var used: [Int: [OpaquePointer]] = [:]
    /// Lists that vouch for signers of other lists.
    private(set) var usedForSigners: [OpaquePointer] = []
    private(set) var chain: [X509Certificate] = []
    /// Whether OpenSSL was satisfied, apart from what this type notes and passes over.
    private(set) var finished = false

    /// OpenSSL's own look-up of a certificate in a list, which the store's hook calls after noting the list.
    static let standardCRLCheck: X509_STORE_CTX_cert_crl_fn? = {
        guard let store = X509_STORE_new(), let context = X509_STORE_CTX_new() else { return nil }
        defer {
            X509_STORE_CTX_free(context)
            X509_STORE_free(store)
        }
        guard X509_STORE_CTX_init(context, store, nil, nil) == 1 else { return nil }
        return X509_STORE_CTX_get_cert_crl(context)
    }()

    /// Validates the path from `certificate`.
    func run(
        _ certificate: X509Certificate, intermediates: [X509Certificate], store: PreparedStore,
        policy: ValidationPolicy, at time: Timestamp
    ) throws(SignaturesError) {
        guard let context = X509_STORE_CTX_new(), let untrusted = COpenSSL_sk_X509_new() else {
            throw .library("X509_STORE_CTX_new")
        }
        defer {
            X509_STORE_CTX_free(context)
            COpenSSL_sk_X509_pop_free(untrusted)
        }
        for intermediate in intermediates {
            guard COpenSSL_sk_X509_push(untrusted, intermediate.pointer) == 1 else { throw .library("sk_X509_push") }
        }
        guard X509_STORE_CTX_init(context, store.pointer, certificate.pointer, untrusted) == 1,
            let parameters = X509_STORE_CTX_get0_param(context)
        else { throw .library("X509_STORE_CTX_init") }
        X509_STORE_CTX_set0_crls(context, store.listStack)
        // Any policy is acceptable, but what certificates demand about policies is checked (RFC 5280, section 6.1.1).
        var flags = UInt(X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_POLICY_CHECK)
        if policy.revocation == .required {
            flags |= UInt(X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL)
            flags |= UInt(X509_V_FLAG_EXTENDED_CRL_SUPPORT | X509_V_FLAG_USE_DELTAS)
        }
        if policy.conformance == .rfc5280 { flags |= UInt(X509_V_FLAG_X509_STRICT) }
        X509_VERIFY_PARAM_set_flags(parameters, flags)
        guard let anyPolicy = OBJ_nid2obj(NID_any_policy), X509_VERIFY_PARAM_add0_policy(parameters, anyPolicy) == 1
        else { throw .library("X509_VERIFY_PARAM_add0_policy") }
        X509_VERIFY_PARAM_set_depth(parameters, PathVerification.maximumDepth)
        let (seconds, rest) = time.milliseconds.quotientAndRemainder(dividingBy: 1000)
        X509_VERIFY_PARAM_set_time(parameters, Int(rest < 0 ? seconds - 1 : seconds))
        X509_STORE_CTX_set_ex_data(context, 0, Unmanaged.passUnretained(self).toOpaque())
        X509_STORE_CTX_set_verify_cb(context) { ok, context in
            ok == 1 ? 1 : PathVerification.note(errorOf: context)
        }
        finished = withExtendedLifetime((certificate, intermediates, store)) {
            X509_verify_cert(context) == 1
        }
        OpenSSLErrors.clear()
        let path = X509_STORE_CTX_get0_chain(context)
        for index in 0..<COpenSSL_sk_X509_num(path) {
            guard let element = COpenSSL_sk_X509_value(path, index) else { continue }
            chain.append(try X509Certificate(copying: element))
        }
    }

    /// Notes an error; 1 tells OpenSSL to go on, which it does where later findings are still worth having.
    private static func note(errorOf context: OpaquePointer?) -> Int32 {
        // A path to the signer of a revocation list fails as a whole; its list is then of no use to the main path.
        guard let context, X509_STORE_CTX_get0_parent_ctx(context) == nil, let run = owner(context) else { return 0 }
        let error = X509_STORE_CTX_get_error(context)
        let depth = Int(X509_STORE_CTX_get_error_depth(context))
        let isAboutLists = listErrors.contains(error)
        var list = isAboutLists ? X509_STORE_CTX_get0_current_crl(context) : nil
        // OpenSSL forgets the current list after it complained about its age; the one just looked up in is it.
        if error == X509_V_ERR_CERT_REVOKED { list = run.used[depth]?.last }
        run.findings.append(Finding(depth: depth, error: error, list: list))
        return isAboutLists || error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID ? 1 : 0
    }

    /// Notes that a list was looked up in.
    static func noteUse(of list: OpaquePointer?, _ context: OpaquePointer?) {
        guard let context, let list else { return }
        if let parent = X509_STORE_CTX_get0_parent_ctx(context) {
            owner(parent)?.usedForSigners.append(list)
        } else {
            owner(context)?.used[Int(X509_STORE_CTX_get_error_depth(context)), default: []].append(list)
        }
    }

    private static func owner(_ context: OpaquePointer) -> PathVerification? {
        X509_STORE_CTX_get_ex_data(context, 0).map {
            Unmanaged<PathVerification>.fromOpaque($0).takeUnretainedValue()
        }
    }

    /// Errors about revocation lists and what they say; each leaves the path itself as it is.
    static let listErrors: Set<Int32> = [
        X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE, X509_V_ERR_CRL_SIGNATURE_FAILURE,
        X509_V_ERR_CRL_NOT_YET_VALID, X509_V_ERR_CRL_HAS_EXPIRED, X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD,
        X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD, X509_V_ERR_CERT_REVOKED, X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER,
        X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION, X509_V_ERR_DIFFERENT_CRL_SCOPE,
        X509_V_ERR_CRL_PATH_VALIDATION_ERROR,
    ]
}
