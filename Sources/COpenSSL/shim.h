#pragma once
// OpenSSL 3.0 for Swift: the headers that Signatures uses, and inline functions for what the importer cannot see
// (macros, variadic functions, the sk_* families).
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/ocsp.h>
#include <openssl/opensslv.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/store.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

// MARK: - Memory

static inline void COpenSSL_free(void *p) { OPENSSL_free(p); }

/// The bytes a memory BIO holds; valid until the BIO is written to or freed.
static inline long COpenSSL_BIO_bytes(BIO *bio, char **bytes) { return BIO_get_mem_data(bio, bytes); }

// MARK: - Keys

static inline int COpenSSL_EVP_PKEY_id(const EVP_PKEY *key) { return EVP_PKEY_get_base_id(key); }

static inline EVP_PKEY *COpenSSL_EVP_RSA_gen(unsigned int bits) { return EVP_RSA_gen(bits); }

static inline EVP_PKEY *COpenSSL_EVP_EC_gen(const char *curve) { return EVP_EC_gen(curve); }

// MARK: - Stacks

static inline STACK_OF(X509) *COpenSSL_sk_X509_new(void) { return sk_X509_new_null(); }
static inline int COpenSSL_sk_X509_num(const STACK_OF(X509) *s) { return s ? sk_X509_num(s) : 0; }
static inline X509 *COpenSSL_sk_X509_value(const STACK_OF(X509) *s, int i) { return sk_X509_value(s, i); }
/// Pushes a certificate and takes a reference of its own; 1 on success.
static inline int COpenSSL_sk_X509_push(STACK_OF(X509) *s, X509 *x) {
    if (!X509_up_ref(x)) return 0;
    if (sk_X509_push(s, x) > 0) return 1;
    X509_free(x);
    return 0;
}
static inline void COpenSSL_sk_X509_pop_free(STACK_OF(X509) *s) { sk_X509_pop_free(s, X509_free); }

static inline STACK_OF(X509_CRL) *COpenSSL_sk_X509_CRL_new(void) { return sk_X509_CRL_new_null(); }
/// Pushes a list and takes a reference of its own; 1 on success.
static inline int COpenSSL_sk_X509_CRL_push(STACK_OF(X509_CRL) *s, X509_CRL *x) {
    if (!X509_CRL_up_ref(x)) return 0;
    if (sk_X509_CRL_push(s, x) > 0) return 1;
    X509_CRL_free(x);
    return 0;
}
static inline void COpenSSL_sk_X509_CRL_pop_free(STACK_OF(X509_CRL) *s) { sk_X509_CRL_pop_free(s, X509_CRL_free); }

static inline int COpenSSL_sk_CMS_SignerInfo_num(const STACK_OF(CMS_SignerInfo) *s) {
    return s ? sk_CMS_SignerInfo_num(s) : 0;
}
static inline CMS_SignerInfo *COpenSSL_sk_CMS_SignerInfo_value(const STACK_OF(CMS_SignerInfo) *s, int i) {
    return sk_CMS_SignerInfo_value(s, i);
}

static inline int COpenSSL_sk_DIST_POINT_num(const CRL_DIST_POINTS *s) { return s ? sk_DIST_POINT_num(s) : 0; }
static inline DIST_POINT *COpenSSL_sk_DIST_POINT_value(const CRL_DIST_POINTS *s, int i) {
    return sk_DIST_POINT_value(s, i);
}
static inline int COpenSSL_sk_GENERAL_NAME_num(const GENERAL_NAMES *s) { return s ? sk_GENERAL_NAME_num(s) : 0; }
static inline GENERAL_NAME *COpenSSL_sk_GENERAL_NAME_value(const GENERAL_NAMES *s, int i) {
    return sk_GENERAL_NAME_value(s, i);
}
static inline GENERAL_NAMES *COpenSSL_DIST_POINT_fullname(const DIST_POINT *point) {
    return point->distpoint && point->distpoint->type == 0 ? point->distpoint->name.fullname : NULL;
}
static inline int COpenSSL_sk_ACCESS_DESCRIPTION_num(const AUTHORITY_INFO_ACCESS *s) {
    return s ? sk_ACCESS_DESCRIPTION_num(s) : 0;
}
static inline ACCESS_DESCRIPTION *COpenSSL_sk_ACCESS_DESCRIPTION_value(const AUTHORITY_INFO_ACCESS *s, int i) {
    return sk_ACCESS_DESCRIPTION_value(s, i);
}

// MARK: - Names

/// XN_FLAG_RFC2253 with characters beyond ASCII left as UTF-8.
static inline unsigned long COpenSSL_name_flags(void) { return XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB; }
