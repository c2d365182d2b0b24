#pragma once

/// What Swift cannot call of libcurl: its variadic functions, with one typed function for each kind of argument, and
/// the anonymous union of CURLMsg. Also the few facts of a TLS session, so that OpenSSL's types stay on this side.

#include <curl/curl.h>
#include <stddef.h>

#include "CCurlShimsHandshake.h"

CURLcode CCurlShims_easy_setopt_long(CURL *easy, CURLoption option, long value);
CURLcode CCurlShims_easy_setopt_off(CURL *easy, CURLoption option, curl_off_t value);
/// NULL clears the option. libcurl copies the string, except for CURLOPT_POSTFIELDS.
CURLcode CCurlShims_easy_setopt_string(CURL *easy, CURLoption option, const char *value);
/// For options that keep the pointer: it must live until the transfer is over.
CURLcode CCurlShims_easy_setopt_pointer(CURL *easy, CURLoption option, void *value);
CURLcode CCurlShims_easy_setopt_slist(CURL *easy, CURLoption option, struct curl_slist *value);
/// libcurl copies the bytes.
CURLcode CCurlShims_easy_setopt_blob(CURL *easy, CURLoption option, const void *bytes, size_t length);

/// Each sets a callback together with its context pointer.
CURLcode CCurlShims_easy_setopt_write(CURL *easy, curl_write_callback function, void *context);
CURLcode CCurlShims_easy_setopt_header(CURL *easy, curl_write_callback function, void *context);
CURLcode CCurlShims_easy_setopt_read(CURL *easy, curl_read_callback function, void *context);
CURLcode CCurlShims_easy_setopt_seek(CURL *easy, curl_seek_callback function, void *context);
CURLcode CCurlShims_easy_setopt_prereq(CURL *easy, curl_prereq_callback function, void *context);
CURLcode CCurlShims_easy_setopt_opensocket(CURL *easy, curl_opensocket_callback function, void *context);

/// Each gives the value's zero (0, NULL) where libcurl has none.
long CCurlShims_easy_getinfo_long(CURL *easy, CURLINFO info);
curl_off_t CCurlShims_easy_getinfo_off(CURL *easy, CURLINFO info);
const char *CCurlShims_easy_getinfo_string(CURL *easy, CURLINFO info);

CURLMcode CCurlShims_multi_setopt_long(CURLM *multi, CURLMoption option, long value);
/// The result of a finished transfer; only for messages whose `msg` is CURLMSG_DONE.
CURLcode CCurlShims_msg_result(const CURLMsg *message);

/// The TLS protocol version in use, such as "TLSv1.3", or NULL; only while the transfer has its connection.
const char *CCurlShims_tls_version(CURL *easy);
/// The cipher suite in use, or NULL; only while the transfer has its connection.
const char *CCurlShims_tls_cipher(CURL *easy);
/// The peer's certificate as DER in memory that the caller frees with CCurlShims_tls_free; the length, or 0 for none.
size_t CCurlShims_tls_peer_certificate(CURL *easy, unsigned char **der);
void CCurlShims_tls_free(unsigned char *der);
