#!/bin/sh
# Makes the sample PKI anew in this folder: two certification authorities, their revocation lists, and the keys and
# certificates of everybody who takes part in the demonstration. Needs openssl 3.
#
# Names, serial numbers and dates are always the same; keys are new each time, so fingerprints.txt changes. Validity
# runs to the end of 2049 (the last year of UTCTime) for certificates and revocation lists alike: samples must not rot.
set -eu
cd "$(dirname "$0")"

FROM=20250101000000Z
TO=20491231235959Z
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf ./*.key ./*.crt ./*.crl ./*.pem fingerprints.txt

quiet() { "$@" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }; }

rsa() { quiet openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:"$2" -out "$1.key"; }
p256() { quiet openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"; }

# config CA: the `openssl ca` configuration of one authority, its database in $work/CA.
config() {
    mkdir -p "$work/$1"
    : >"$work/$1/index.txt"
    echo 01 >"$work/$1/crlnumber"
    cat >"$work/$1.cnf" <<CONFIG
[ca]
default_ca = this
[this]
database = $work/$1/index.txt
serial = $work/$1/serial
crlnumber = $work/$1/crlnumber
new_certs_dir = $work/$1
certificate = $1.crt
private_key = $1.key
default_md = sha256
policy = any
preserve = yes
unique_subject = no
email_in_dn = no
crl_extensions = crl
[any]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = supplied
UID = optional
[crl]
authorityKeyIdentifier = keyid:always
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[issuing]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
crlDistributionPoints = URI:http://crl.nsw-sample.invalid/$1.crl
[signer]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
crlDistributionPoints = URI:http://crl.nsw-sample.invalid/$1.crl
authorityInfoAccess = OCSP;URI:http://ocsp.nsw-sample.invalid/$1,caIssuers;URI:http://ca.nsw-sample.invalid/$1.cer
[tls]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost,IP:127.0.0.1,IP:::1
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[ocsp]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,OCSPSigning
noCheck = ignored
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
CONFIG
}

# request NAME SUBJECT: a certificate request for NAME.key; the subject is written with / between attributes.
request() {
    quiet openssl req -new -key "$1.key" -utf8 -config /dev/null -subj "$2" -out "$work/$1.csr"
}

# issue CA SECTION SERIAL NAME [FROM TO]
issue() {
    echo "$3" >"$work/$1/serial"
    quiet openssl ca -batch -notext -config "$work/$1.cnf" -extensions "$2" \
        -startdate "${5:-$FROM}" -enddate "${6:-$TO}" -in "$work/$4.csr" -out "$4.crt"
}

# authority ROOT ISSUING SERIAL-PREFIX ROOT-SUBJECT ISSUING-SUBJECT
authority() {
    rsa "$1" 4096
    config "$1"
    request "$1" "$4"
    echo "${3}00000001" >"$work/$1/serial"
    quiet openssl ca -batch -notext -selfsign -config "$work/$1.cnf" -extensions root \
        -startdate "$FROM" -enddate "$TO" -in "$work/$1.csr" -out "$1.crt"
    rsa "$2" 3072
    config "$2"
    request "$2" "$5"
    issue "$1" issuing "${3}00000002" "$2"
}

# signer CA SERIAL KEY-KIND NAME SUBJECT [FROM TO]
signer() {
    case $3 in rsa) rsa "$4" 2048 ;; ec) p256 "$4" ;; esac
    request "$4" "$5"
    issue "$1" signer "$2" "$4" ${6:+"$6"} ${7:+"$7"}
}

# list CA: its revocation list.
list() {
    quiet openssl ca -gencrl -config "$work/$1.cnf" -crl_lastupdate "$FROM" -crl_nextupdate "$TO" -out "$1.crl"
}

authority public-root public-issuing 54010101 \
    "/C=VN/O=NSW Sample/CN=Sample Public Root CA (not for production)" \
    "/C=VN/O=NSW Sample/CN=Sample Public Issuing CA (not for production)"
authority government-root government-issuing 54020202 \
    "/C=VN/O=NSW Sample/CN=Sample Government Root CA (not for production)" \
    "/C=VN/O=NSW Sample/CN=Sample Government Issuing CA (not for production)"

signer public-issuing 5401010100001001 rsa declarant-1 \
    "/C=VN/ST=Hải Phòng/CN=CÔNG TY TNHH XUẤT NHẬP KHẨU MẪU MỘT/UID=MST:0101234567"
signer public-issuing 5401010100001002 ec declarant-2 \
    "/C=VN/ST=Hồ Chí Minh/CN=CÔNG TY CỔ PHẦN DỆT MAY MẪU HAI/UID=MST:0301234568"
signer public-issuing 5401010100001003 rsa revoked \
    "/C=VN/ST=Đà Nẵng/CN=CÔNG TY TNHH ĐÃ THU HỒI/UID=MST:0401234569"
signer public-issuing 5401010100001004 rsa expired \
    "/C=VN/ST=Cần Thơ/CN=CÔNG TY TNHH ĐÃ HẾT HẠN/UID=MST:1801234560" 20230101000000Z 20241231235959Z
signer public-issuing 5401010100001005 rsa unregistered \
    "/C=VN/ST=Hà Nội/CN=CÔNG TY TNHH CHƯA ĐĂNG KÝ/UID=MST:0109999999"

signer government-issuing 5402020200002001 rsa gateway \
    "/C=VN/ST=Hà Nội/O=Cục Hải quan (mẫu)/CN=Cổng thông tin một cửa quốc gia"
signer government-issuing 5402020200002002 ec gateway-ec \
    "/C=VN/ST=Hà Nội/O=Cục Hải quan (mẫu)/CN=Cổng thông tin một cửa quốc gia (P-256)"
signer government-issuing 5402020200002003 rsa plant-quarantine \
    "/C=VN/ST=Hà Nội/O=Bộ Nông nghiệp và Môi trường (mẫu)/CN=Kiểm dịch thực vật"
signer government-issuing 5402020200002004 rsa animal-quarantine \
    "/C=VN/ST=Hà Nội/O=Bộ Nông nghiệp và Môi trường (mẫu)/CN=Kiểm dịch động vật"
signer government-issuing 5402020200002005 ec quality \
    "/C=VN/ST=Hà Nội/O=Bộ Khoa học và Công nghệ (mẫu)/CN=Kiểm tra chất lượng"
signer government-issuing 5402020200002006 rsa food-safety \
    "/C=VN/ST=Hà Nội/O=Bộ Y tế (mẫu)/CN=An toàn thực phẩm"
signer government-issuing 5402020200002007 rsa treasury \
    "/C=VN/ST=Hà Nội/O=Kho bạc Nhà nước (mẫu)/CN=Kho bạc Nhà nước"
signer government-issuing 5402020200002008 rsa clearance-engine \
    "/C=VN/ST=Hà Nội/O=Cục Hải quan (mẫu)/CN=Hệ thống thông quan tự động"

rsa localhost 2048
request localhost "/C=VN/O=NSW Sample/CN=localhost"
issue public-issuing tls 5401010100001008 localhost

for ca in public government; do
    p256 "$ca-ocsp"
    request "$ca-ocsp" "/C=VN/O=NSW Sample/CN=Sample OCSP responder ($ca)"
done
issue public-issuing ocsp 5401010100001009 public-ocsp
issue government-issuing ocsp 5402020200002009 government-ocsp

# The revocation is dated in the authority's database, because `openssl ca -revoke` would write today's date.
quiet openssl ca -config "$work/public-issuing.cnf" -revoke revoked.crt -crl_reason keyCompromise
sed -i 's/^\(R\t[^\t]*\t\)[^\t,]*,/\1250601000000Z,/' "$work/public-issuing/index.txt"

cas="public-root public-issuing government-root government-issuing"
for ca in $cas; do list "$ca"; done

cat public-root.crt public-issuing.crt >public-trust.pem
cat government-root.crt government-issuing.crt >government-trust.pem
for ca in $cas; do cat "$ca.crl"; done >crls.pem

# What production mode refuses: the certificates' fingerprints, and the keys', since a key may be certified again.
{
    echo "# SHA-256 of every sample certificate (certificate) and of its SubjectPublicKeyInfo (key); made by make.sh"
    for certificate in *.crt; do
        name=${certificate%.crt}
        echo "certificate $(openssl x509 -in "$certificate" -outform DER | sha256sum | cut -c1-64) $name"
        echo "key $(openssl x509 -in "$certificate" -noout -pubkey | openssl pkey -pubin -outform DER \
            | sha256sum | cut -c1-64) $name"
    done
} >fingerprints.txt
chmod 600 ./*.key

{
    echo "// Made by certs-sample/make.sh; do not edit."
    echo
    echo "extension SampleCertificates {"
    echo "    /// SHA-256 of the sample certificates and of their public keys, lower-case hexadecimal."
    echo "    static let fingerprints: Set<String> = ["
    sed -n 's/^[a-z]* \([0-9a-f]\{64\}\) .*/        "\1",/p' fingerprints.txt
    echo "    ]"
    echo "}"
} >../Sources/Signatures/Trust/SampleCertificates+List.swift
