#pragma once

/// What is to be known of a TLS handshake even when it fails, which libcurl itself does not keep.
///
/// The record is counted: the transfer holds one reference and each SSL_CTX another, because a connection can outlive
/// the transfer that opened it.

#include <curl/curl.h>
#include <stddef.h>

typedef struct CCurlShims_handshake CCurlShims_handshake;

/// A record for one transfer, or NULL without memory. With `keeps_chain` the peer's certificates are copied into it.
CCurlShims_handshake *CCurlShims_handshake_new(int keeps_chain);
void CCurlShims_handshake_release(CCurlShims_handshake *record);

/// Has libcurl report handshakes of the transfer to the record, which must live as long as the transfer.
CURLcode CCurlShims_easy_setopt_handshake(CURL *easy, CCurlShims_handshake *record);

/// Whether a handshake was begun: the connection to the peer, through any proxy, was there.
int CCurlShims_handshake_begun(const CCurlShims_handshake *record);
/// Whether the peer asked for a client certificate.
int CCurlShims_handshake_certificate_asked(const CCurlShims_handshake *record);
/// The first error that OpenSSL found in the chain (X509_V_ERR_...), 0 for none, and the depth it was found at, 0 being
/// the peer's own certificate.
int CCurlShims_handshake_verify_error(const CCurlShims_handshake *record, int *depth);
/// OpenSSL's text for a verification error.
const char *CCurlShims_verify_error_text(int error);

/// The protocol version and the cipher suite agreed on when the peer's certificate was looked at; NULL before.
const char *CCurlShims_handshake_version(const CCurlShims_handshake *record);
const char *CCurlShims_handshake_cipher(const CCurlShims_handshake *record);

/// How many certificates the peer sent, its own first; 0 when they were not kept.
size_t CCurlShims_handshake_chain_count(const CCurlShims_handshake *record);
/// The DER of one of them, which lives as long as the record.
size_t CCurlShims_handshake_chain_certificate(
    const CCurlShims_handshake *record, size_t index, const unsigned char **der);
