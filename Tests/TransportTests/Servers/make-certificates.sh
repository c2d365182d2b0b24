#!/bin/sh
# Makes a throw-away PKI with openssl in the folder given.
set -eu
cd "$1"

key() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>/dev/null ||
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>/dev/null; }

root() {
    key "$1"
    openssl req -x509 -new -key "$1.key" -subj "/O=Test/CN=$1" -days 2 -out "$1.pem" \
        -addext basicConstraints=critical,CA:true -addext keyUsage=critical,keyCertSign,cRLSign
}

# leaf NAME ISSUER SUBJECT_ALTERNATIVE_NAMES START END
leaf() {
    key "$1"
    openssl req -new -key "$1.key" -subj "/O=Test/CN=$1" -out "$1.csr"
    : > index.txt
    cat > ca.cnf <<END
[ca]
default_ca = this
[this]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = leaf
unique_subject = no
[any]
organizationName = optional
commonName = supplied
[leaf]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
subjectAltName = $3
END
    openssl ca -batch -notext -config ca.cnf -cert "$2.pem" -keyfile "$2.key" -in "$1.csr" -out "$1.pem" \
        -startdate "$4" -enddate "$5" 2>/dev/null
}

from=$(date -u -d '-1 day' +%Y%m%d%H%M%SZ)
to=$(date -u -d '+1 day' +%Y%m%d%H%M%SZ)
root root
root other-root
leaf server root DNS:localhost,DNS:partner.test,IP:127.0.0.1 "$from" "$to"
leaf elsewhere root DNS:elsewhere.test "$from" "$to"
leaf expired root DNS:localhost,IP:127.0.0.1 20200101000000Z 20210101000000Z
leaf early root DNS:localhost,IP:127.0.0.1 "$to" "$(date -u -d '+2 day' +%Y%m%d%H%M%SZ)"
leaf client root DNS:gateway.test "$from" "$to"
leaf stranger other-root DNS:gateway.test "$from" "$to"
openssl pkcs8 -topk8 -in client.key -out client-encrypted.key -passout pass:secret
openssl req -x509 -new -key server.key -subj /CN=self -days 2 -out self.pem -addext subjectAltName=DNS:localhost
