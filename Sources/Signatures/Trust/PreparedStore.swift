import COpenSSL

/// An OpenSSL store filled once with anchors, and the revocation lists beside it, read by any number of validations.
final class PreparedStore: @unchecked Sendable {
    // Sendable: filled in the initializer; look-ups in the store take its own lock, the stack is only read.
    let pointer: OpaquePointer
    /// The lists as a stack. In the store OpenSSL would find a list only under the name of the certificate's issuer,
    /// never one that another authority issues for it (RFC 5280, section 5.2.5, indirect lists).
    let listStack: OpaquePointer
    private let anchors: [X509Certificate]
    let lists: [CertificateRevocationList]

    init(
        anchors: [X509Certificate], lists: [CertificateRevocationList]
    ) throws(SignaturesError) {
        guard let store = X509_STORE_new() else { throw .library("X509_STORE_new") }
        guard let stack = COpenSSL_sk_X509_CRL_new() else {
            X509_STORE_free(store)
            throw .library("sk_X509_CRL_new")
        }
        pointer = store
        listStack = stack
        self.anchors = anchors
        self.lists = lists
        for anchor in anchors {
            guard X509_STORE_add_cert(store, anchor.pointer) == 1 else { throw .library("X509_STORE_add_cert") }
        }
        for list in lists {
            guard COpenSSL_sk_X509_CRL_push(stack, list.pointer) == 1 else { throw .library("sk_X509_CRL_push") }
        }
        X509_STORE_set_cert_crl(store) { context, list, certificate in
            PathVerification.noteUse(of: list, context)
            guard let standard = PathVerification.standardCRLCheck else { return 0 }
            return standard(context, list, certificate)
        }
    }

    deinit {
        COpenSSL_sk_X509_CRL_pop_free(listStack)
        X509_STORE_free(pointer)
    }

    func hasList(of issuer: String) -> Bool { lists.contains { $0.issuer == issuer } }

    /// The list behind OpenSSL's pointer.
    func list(_ pointer: OpaquePointer) -> CertificateRevocationList? { lists.first { $0.pointer == pointer } }
}
