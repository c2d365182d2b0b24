#include "CCurlShimsHandshake.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/// Peers send two to five certificates; more than this are not copied.
enum { CHAIN_LIMIT = 16 };

struct CCurlShims_handshake {
    atomic_int references;
    int keeps_chain;
    int begun;
    int certificate_asked;
    int verify_error;
    int verify_depth;
    /// Both are OpenSSL's own constants and need no freeing.
    const char *version;
    const char *cipher;
    size_t chain_count;
    unsigned char *chain[CHAIN_LIMIT];
    size_t chain_length[CHAIN_LIMIT];
};

CCurlShims_handshake *CCurlShims_handshake_new(int keeps_chain) {
    CCurlShims_handshake *record = calloc(1, sizeof *record);
    if (record == NULL) return NULL;
    atomic_init(&record->references, 1);
    record->keeps_chain = keeps_chain;
    return record;
}

void CCurlShims_handshake_release(CCurlShims_handshake *record) {
    if (record == NULL || atomic_fetch_sub(&record->references, 1) != 1) return;
    for (size_t index = 0; index < record->chain_count; index++) OPENSSL_free(record->chain[index]);
    free(record);
}

static int context_index = -1;
static pthread_once_t index_once = PTHREAD_ONCE_INIT;

static void context_freed(void *parent, void *record, CRYPTO_EX_DATA *data, int index, long number, void *pointer) {
    (void)parent, (void)data, (void)index, (void)number, (void)pointer;
    CCurlShims_handshake_release(record);
}

static void make_index(void) {
    context_index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, context_freed);
}

static void keep_chain(CCurlShims_handshake *record, X509_STORE_CTX *store) {
    STACK_OF(X509) *sent = X509_STORE_CTX_get0_untrusted(store);
    for (int index = 0; index < sk_X509_num(sent) && record->chain_count < CHAIN_LIMIT; index++) {
        unsigned char *der = NULL;
        int length = i2d_X509(sk_X509_value(sent, index), &der);
        if (length <= 0) continue;
        record->chain[record->chain_count] = der;
        record->chain_length[record->chain_count] = (size_t)length;
        record->chain_count++;
    }
}

/// Notes what OpenSSL found and leaves its verdict as it is.
static int verified(int is_accepted, X509_STORE_CTX *store) {
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    CCurlShims_handshake *record =
        ssl == NULL ? NULL : SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), context_index);
    if (record == NULL) return is_accepted;
    if (!is_accepted && record->verify_error == 0) {
        record->verify_error = X509_STORE_CTX_get_error(store);
        record->verify_depth = X509_STORE_CTX_get_error_depth(store);
    }
    if (record->version == NULL) {
        const SSL_CIPHER *cipher = SSL_get_pending_cipher(ssl);
        if (cipher == NULL) cipher = SSL_get_current_cipher(ssl);
        record->version = SSL_get_version(ssl);
        record->cipher = cipher == NULL ? NULL : SSL_CIPHER_get_name(cipher);
    }
    if (record->keeps_chain && record->chain_count == 0) keep_chain(record, store);
    return is_accepted;
}

static int certificate_asked(SSL *ssl, void *record) {
    (void)ssl;
    ((CCurlShims_handshake *)record)->certificate_asked = 1;
    return 1;
}

static CURLcode prepare(CURL *easy, void *context, void *pointer) {
    (void)easy;
    SSL_CTX *ctx = context;
    CCurlShims_handshake *record = pointer;
    record->begun = 1;
    if (context_index < 0 || SSL_CTX_get_ex_data(ctx, context_index) != NULL) return CURLE_SSL_CONNECT_ERROR;
    if (SSL_CTX_set_ex_data(ctx, context_index, record) != 1) return CURLE_OUT_OF_MEMORY;
    atomic_fetch_add(&record->references, 1);
    SSL_CTX_set_verify(ctx, SSL_CTX_get_verify_mode(ctx), verified);
    SSL_CTX_set_cert_cb(ctx, certificate_asked, record);
    return CURLE_OK;
}

CURLcode CCurlShims_easy_setopt_handshake(CURL *easy, CCurlShims_handshake *record) {
    pthread_once(&index_once, make_index);
    CURLcode code = curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, prepare);
    return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, record) : code;
}

int CCurlShims_handshake_begun(const CCurlShims_handshake *record) { return record->begun; }

int CCurlShims_handshake_certificate_asked(const CCurlShims_handshake *record) { return record->certificate_asked; }

int CCurlShims_handshake_verify_error(const CCurlShims_handshake *record, int *depth) {
    *depth = record->verify_depth;
    return record->verify_error;
}

const char *CCurlShims_verify_error_text(int error) { return X509_verify_cert_error_string(error); }

const char *CCurlShims_handshake_version(const CCurlShims_handshake *record) { return record->version; }

const char *CCurlShims_handshake_cipher(const CCurlShims_handshake *record) { return record->cipher; }

size_t CCurlShims_handshake_chain_count(const CCurlShims_handshake *record) { return record->chain_count; }

size_t CCurlShims_handshake_chain_certificate(
    const CCurlShims_handshake *record, size_t index, const unsigned char **der) {
    *der = index < record->chain_count ? record->chain[index] : NULL;
    return index < record->chain_count ? record->chain_length[index] : 0;
}
