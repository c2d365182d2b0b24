import CPKCS11
import SingleWindow
import Synchronization

/// A private key on a token; it signs there and never leaves it.
///
/// One session, used by one caller at a time: tokens sign one after the other anyway. A session that broke (the token was
/// pulled out and put back, the module's server was restarted) is opened again once.
final class PKCS11Key: SigningBackend {
    private let module: PKCS11Module
    private let address: PKCS11URI
    private let pin: String
    private let session = Mutex<Session?>(nil)

    private struct Session: Sendable {
        var handle: CK_ULONG
        var key: CK_ULONG
        /// Whether the token wants the PIN before every signature, as those for qualified signatures do.
        var asksEveryTime: Bool
    }

    /// Opens the token and finds the key.
    ///
    /// - Throws: `signature.key.token_unavailable`, `signature.key.password`.
    init(_ address: PKCS11URI, pin: String) throws(SignaturesError) {
        guard let path = address.modulePath else { throw PKCS11Module.unavailable("no module-path") }
        module = try PKCS11Module.load(path)
        self.address = address
        self.pin = pin
        let opened = try open()
        session.withLock { $0 = opened }
    }

    deinit {
        if let session = session.withLock({ $0 }) { _ = module.functions.C_CloseSession(session.handle) }
    }

    func sign(_ algorithm: SignatureAlgorithm, digest: [UInt8]) throws(SignaturesError) -> [UInt8] {
        let result = session.withLock { session -> Result<[UInt8], SignaturesError> in
            do throws(SignaturesError) {
                var current: Session
                if let held = session { current = held } else { current = try open() }
                session = current
                switch sign(algorithm, digest, current) {
                case .success(let value): return .success(value)
                case .failure(let failure) where failure.isBrokenSession:
                    _ = module.functions.C_CloseSession(current.handle)
                    session = nil
                    current = try open()
                    session = current
                    switch sign(algorithm, digest, current) {
                    case .success(let value): return .success(value)
                    case .failure(let failure): throw PKCS11Module.failure(failure.function, failure.code)
                    }
                case .failure(let failure): throw PKCS11Module.failure(failure.function, failure.code)
                }
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// The certificate beside the key, DER; nil when the token has none.
    func certificate() throws(SignaturesError) -> [UInt8]? {
        let handle = session.withLock { $0?.handle }
        guard let handle, let object = try find(CKO_CERTIFICATE.code, handle) else { return nil }
        return attribute(CKA_VALUE.code, of: object, handle)
    }

    /// Whether the key is of the public key's type.
    func fits(_ key: PublicKey) -> Bool {
        guard let session = session.withLock({ $0 }),
            let bytes = attribute(CKA_KEY_TYPE.code, of: session.key, session.handle),
            bytes.count == MemoryLayout<CK_ULONG>.size
        else { return false }
        let type = bytes.withUnsafeBytes { $0.loadUnaligned(as: CK_ULONG.self) }
        return switch key.kind {
        case .rsa: type == CKK_RSA.code
        case .ec: type == CKK_EC.code
        case .other: false
        }
    }

    private struct Failure: Error {
        var function: String
        var code: CK_ULONG

        var isBrokenSession: Bool {
            [
                CKR_SESSION_CLOSED.code, CKR_SESSION_HANDLE_INVALID.code, CKR_DEVICE_REMOVED.code,
                CKR_DEVICE_ERROR.code, CKR_TOKEN_NOT_PRESENT.code, CKR_USER_NOT_LOGGED_IN.code,
                CKR_KEY_HANDLE_INVALID.code, CKR_OBJECT_HANDLE_INVALID.code,
            ].contains(code)
        }
    }

    private func sign(
        _ algorithm: SignatureAlgorithm, _ digest: [UInt8], _ session: Session
    ) -> Result<[UInt8], Failure> {
        var input = digest
        var mechanism = CK_MECHANISM()
        var parameters = CK_RSA_PKCS_PSS_PARAMS()
        switch algorithm {
        case .rsaPKCS1(let kind):
            mechanism.mechanism = CKM_RSA_PKCS.code
            // The token pads what it is given; the DigestInfo around the digest (RFC 8017, section 9.2) is ours to add.
            let identifier = DER.element(0x30, DER.objectIdentifier(kind.oid) + [0x05, 0x00])
            input = DER.element(0x30, identifier + DER.element(0x04, digest))
        case .rsaPSS(let kind, let saltLength):
            mechanism.mechanism = CKM_RSA_PKCS_PSS.code
            (parameters.hashAlg, parameters.mgf) = PKCS11Key.codes(kind)
            parameters.sLen = CK_ULONG(saltLength)
        case .ecdsa:
            mechanism.mechanism = CKM_ECDSA.code
        }
        let started = withUnsafeMutablePointer(to: &parameters) { pointer in
            if case .rsaPSS = algorithm {
                mechanism.pParameter = UnsafeMutableRawPointer(pointer)
                mechanism.ulParameterLen = CK_ULONG(MemoryLayout<CK_RSA_PKCS_PSS_PARAMS>.size)
            }
            return module.functions.C_SignInit(session.handle, &mechanism, session.key)
        }
        guard started == CKR_OK.code else { return .failure(Failure(function: "C_SignInit", code: started)) }
        if session.asksEveryTime {
            let result = login(session.handle, CKU_CONTEXT_SPECIFIC.code)
            guard result == CKR_OK.code else { return .failure(Failure(function: "C_Login", code: result)) }
        }
        // RSA-16384 is the longest value there can be.
        var value = [UInt8](repeating: 0, count: 2048)
        var length = CK_ULONG(value.count)
        let result = module.functions.C_Sign(session.handle, &input, CK_ULONG(input.count), &value, &length)
        guard result == CKR_OK.code, length <= value.count else {
            return .failure(Failure(function: "C_Sign", code: result))
        }
        value.removeLast(value.count - Int(length))
        guard case .ecdsa = algorithm else { return .success(value) }
        // Tokens give r||s (PKCS#11 mechanisms, section 2.3.1).
        guard let der = try? ECDSAValue.der(raw: value, length: value.count / 2) else {
            return .failure(Failure(function: "C_Sign", code: result))
        }
        return .success(der)
    }

    private static func codes(_ digest: DigestAlgorithm) -> (CK_ULONG, CK_ULONG) {
        switch digest {
        case .sha1: (CKM_SHA_1.code, CKG_MGF1_SHA1.code)
        case .sha256: (CKM_SHA256.code, CKG_MGF1_SHA256.code)
        case .sha384: (CKM_SHA384.code, CKG_MGF1_SHA384.code)
        case .sha512: (CKM_SHA512.code, CKG_MGF1_SHA512.code)
        }
    }
}

extension PKCS11Key {
    private func open() throws(SignaturesError) -> Session {
        let slot = try self.slot()
        var handle: CK_ULONG = 0
        let opened = module.functions.C_OpenSession(slot, CKF_SERIAL_SESSION.code, nil, nil, &handle)
        guard opened == CKR_OK.code else { throw PKCS11Module.failure("C_OpenSession", opened) }
        do throws(SignaturesError) {
            let result = login(handle, CKU_USER.code)
            guard result == CKR_OK.code || result == CKR_USER_ALREADY_LOGGED_IN.code else {
                throw PKCS11Module.failure("C_Login", result)
            }
            guard let key = try find(CKO_PRIVATE_KEY.code, handle) else {
                throw PKCS11Module.unavailable("no such private key on the token")
            }
            let asks = attribute(CKA_ALWAYS_AUTHENTICATE.code, of: key, handle) == [1]
            return Session(handle: handle, key: key, asksEveryTime: asks)
        } catch {
            _ = module.functions.C_CloseSession(handle)
            throw error
        }
    }

    private func login(_ session: CK_ULONG, _ user: CK_ULONG) -> CK_ULONG {
        let bytes = Array(pin.utf8)
        return module.functions.C_Login(session, user, bytes, CK_ULONG(bytes.count))
    }

    /// The one slot whose token the address names.
    private func slot() throws(SignaturesError) -> CK_ULONG {
        var slots = [CK_ULONG](repeating: 0, count: 256)
        var count = CK_ULONG(slots.count)
        let result = module.functions.C_GetSlotList(1, &slots, &count)
        guard result == CKR_OK.code else { throw PKCS11Module.failure("C_GetSlotList", result) }
        let found = slots.prefix(Int(count)).filter { slot in
            if let number = address.slot, number != slot { return false }
            var info = CK_TOKEN_INFO()
            guard module.functions.C_GetTokenInfo(slot, &info) == CKR_OK.code else { return false }
            let label = withUnsafeBytes(of: &info.label) { PKCS11Key.text($0) }
            let serial = withUnsafeBytes(of: &info.serialNumber) { PKCS11Key.text($0) }
            return (address.token ?? label) == label && (address.serial ?? serial) == serial
        }
        guard found.count == 1, let slot = found.first else {
            throw PKCS11Module.unavailable("the address names \(found.count) tokens")
        }
        return slot
    }

    /// Text padded with spaces.
    private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        String(decoding: bytes, as: UTF8.self).trimmingWhiteSpace()
    }

    /// The one object of a class that the address names; nil when there is none.
    private func find(_ kind: CK_ULONG, _ session: CK_ULONG) throws(SignaturesError) -> CK_ULONG? {
        var kind = kind
        var label = Array((address.object ?? "").utf8)
        var id = address.id ?? []
        var found = [CK_ULONG](repeating: 0, count: 2)
        var count: CK_ULONG = 0
        let result = withUnsafeMutableBytes(of: &kind) { kind in
            label.withUnsafeMutableBytes { label in
                id.withUnsafeMutableBytes { id in
                    var template = [
                        CK_ATTRIBUTE(
                            type: CKA_CLASS.code, pValue: kind.baseAddress, ulValueLen: CK_ULONG(kind.count))
                    ]
                    if address.object != nil {
                        template.append(
                            CK_ATTRIBUTE(
                                type: CKA_LABEL.code, pValue: label.baseAddress, ulValueLen: CK_ULONG(label.count)))
                    }
                    if address.id != nil {
                        template.append(
                            CK_ATTRIBUTE(type: CKA_ID.code, pValue: id.baseAddress, ulValueLen: CK_ULONG(id.count)))
                    }
                    let started = module.functions.C_FindObjectsInit(session, &template, CK_ULONG(template.count))
                    guard started == CKR_OK.code else { return started }
                    let result = module.functions.C_FindObjects(session, &found, CK_ULONG(found.count), &count)
                    _ = module.functions.C_FindObjectsFinal(session)
                    return result
                }
            }
        }
        guard result == CKR_OK.code else { throw PKCS11Module.failure("C_FindObjects", result) }
        guard count <= 1 else { throw PKCS11Module.unavailable("the address names several objects") }
        return count == 1 ? found[0] : nil
    }

    /// The value of an attribute; nil when the object has none or keeps it to itself.
    private func attribute(_ type: CK_ULONG, of object: CK_ULONG, _ session: CK_ULONG) -> [UInt8]? {
        var attribute = CK_ATTRIBUTE(type: type, pValue: nil, ulValueLen: 0)
        guard module.functions.C_GetAttributeValue(session, object, &attribute, 1) == CKR_OK.code,
            attribute.ulValueLen > 0, attribute.ulValueLen <= 1 << 16
        else { return nil }
        var value = [UInt8](repeating: 0, count: Int(attribute.ulValueLen))
        let result = value.withUnsafeMutableBytes { buffer in
            attribute.pValue = buffer.baseAddress
            return module.functions.C_GetAttributeValue(session, object, &attribute, 1)
        }
        guard result == CKR_OK.code, attribute.ulValueLen <= value.count else { return nil }
        return Array(value.prefix(Int(attribute.ulValueLen)))
    }
}
