#pragma once
// The part of PKCS#11 2.40 (OASIS, Cryptographic Token Interface) that signing with a token's key needs. The interface is
// a table of functions that a token's own library gives; there is nothing to link with. On Unix the structures have the
// platform's natural alignment (base specification, section 2.1).

typedef unsigned char CK_BYTE;
typedef unsigned long CK_ULONG;

typedef struct {
    CK_BYTE major, minor;
} CK_VERSION;

typedef struct {
    CK_BYTE label[32];
    CK_BYTE manufacturerID[32];
    CK_BYTE model[16];
    CK_BYTE serialNumber[16];
    CK_ULONG flags;
    CK_ULONG limits[10];
    CK_VERSION hardwareVersion;
    CK_VERSION firmwareVersion;
    CK_BYTE utcTime[16];
} CK_TOKEN_INFO;

typedef struct {
    CK_ULONG type;
    void *pValue;
    CK_ULONG ulValueLen;
} CK_ATTRIBUTE;

typedef struct {
    CK_ULONG mechanism;
    void *pParameter;
    CK_ULONG ulParameterLen;
} CK_MECHANISM;

typedef struct {
    CK_ULONG hashAlg;
    CK_ULONG mgf;
    CK_ULONG sLen;
} CK_RSA_PKCS_PSS_PARAMS;

typedef struct {
    void *CreateMutex, *DestroyMutex, *LockMutex, *UnlockMutex;
    CK_ULONG flags;
    void *pReserved;
} CK_C_INITIALIZE_ARGS;

// The front of the function list; what is not called is kept as a plain pointer in its place.
typedef struct {
    CK_VERSION version;
    CK_ULONG (*C_Initialize)(void *arguments);
    void *C_Finalize, *C_GetInfo, *C_GetFunctionList;
    CK_ULONG (*C_GetSlotList)(CK_BYTE tokenPresent, CK_ULONG *slots, CK_ULONG *count);
    void *C_GetSlotInfo;
    CK_ULONG (*C_GetTokenInfo)(CK_ULONG slot, CK_TOKEN_INFO *info);
    void *C_GetMechanismList, *C_GetMechanismInfo, *C_InitToken, *C_InitPIN, *C_SetPIN;
    CK_ULONG (*C_OpenSession)(CK_ULONG slot, CK_ULONG flags, void *application, void *notify, CK_ULONG *session);
    CK_ULONG (*C_CloseSession)(CK_ULONG session);
    void *C_CloseAllSessions, *C_GetSessionInfo, *C_GetOperationState, *C_SetOperationState;
    CK_ULONG (*C_Login)(CK_ULONG session, CK_ULONG user, const CK_BYTE *pin, CK_ULONG length);
    void *C_Logout, *C_CreateObject, *C_CopyObject, *C_DestroyObject, *C_GetObjectSize;
    CK_ULONG (*C_GetAttributeValue)(CK_ULONG session, CK_ULONG object, CK_ATTRIBUTE *attributes, CK_ULONG count);
    void *C_SetAttributeValue;
    CK_ULONG (*C_FindObjectsInit)(CK_ULONG session, CK_ATTRIBUTE *attributes, CK_ULONG count);
    CK_ULONG (*C_FindObjects)(CK_ULONG session, CK_ULONG *objects, CK_ULONG maximum, CK_ULONG *count);
    CK_ULONG (*C_FindObjectsFinal)(CK_ULONG session);
    void *C_EncryptInit, *C_Encrypt, *C_EncryptUpdate, *C_EncryptFinal;
    void *C_DecryptInit, *C_Decrypt, *C_DecryptUpdate, *C_DecryptFinal;
    void *C_DigestInit, *C_Digest, *C_DigestUpdate, *C_DigestKey, *C_DigestFinal;
    CK_ULONG (*C_SignInit)(CK_ULONG session, CK_MECHANISM *mechanism, CK_ULONG key);
    CK_ULONG (*C_Sign)(CK_ULONG session, CK_BYTE *data, CK_ULONG count, CK_BYTE *signature, CK_ULONG *length);
} CK_FUNCTION_LIST;

typedef CK_ULONG (*CK_C_GetFunctionList)(CK_FUNCTION_LIST **list);

enum {
    CKR_OK = 0x000,
    CKR_DEVICE_ERROR = 0x030,
    CKR_DEVICE_REMOVED = 0x032,
    CKR_KEY_HANDLE_INVALID = 0x060,
    CKR_KEY_TYPE_INCONSISTENT = 0x063,
    CKR_KEY_FUNCTION_NOT_PERMITTED = 0x068,
    CKR_MECHANISM_INVALID = 0x070,
    CKR_OBJECT_HANDLE_INVALID = 0x082,
    CKR_PIN_INCORRECT = 0x0A0,
    CKR_PIN_INVALID = 0x0A1,
    CKR_PIN_LEN_RANGE = 0x0A2,
    CKR_PIN_LOCKED = 0x0A4,
    CKR_SESSION_CLOSED = 0x0B0,
    CKR_SESSION_HANDLE_INVALID = 0x0B3,
    CKR_TOKEN_NOT_PRESENT = 0x0E0,
    CKR_USER_ALREADY_LOGGED_IN = 0x100,
    CKR_USER_NOT_LOGGED_IN = 0x101,
    CKR_CRYPTOKI_ALREADY_INITIALIZED = 0x191,

    CKF_OS_LOCKING_OK = 0x2,
    CKF_SERIAL_SESSION = 0x4,

    CKU_USER = 1,
    CKU_CONTEXT_SPECIFIC = 2,

    CKO_CERTIFICATE = 1,
    CKO_PRIVATE_KEY = 3,

    CKK_RSA = 0,
    CKK_EC = 3,

    CKA_CLASS = 0x000,
    CKA_LABEL = 0x003,
    CKA_VALUE = 0x011,
    CKA_KEY_TYPE = 0x100,
    CKA_ID = 0x102,
    CKA_ALWAYS_AUTHENTICATE = 0x202,

    CKM_RSA_PKCS = 0x0001,
    CKM_RSA_PKCS_PSS = 0x000D,
    CKM_SHA_1 = 0x0220,
    CKM_SHA256 = 0x0250,
    CKM_SHA384 = 0x0260,
    CKM_SHA512 = 0x0270,
    CKM_ECDSA = 0x1041,

    CKG_MGF1_SHA1 = 1,
    CKG_MGF1_SHA256 = 2,
    CKG_MGF1_SHA384 = 3,
    CKG_MGF1_SHA512 = 4,
};
