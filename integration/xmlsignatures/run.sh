#!/usr/bin/env bash
# XML signatures made here verify with xmlsec1, Python signxml and the JDK, and theirs verify here.
#
#   integration/xmlsignatures/run.sh [NSW]
#
# NSW is the command, .build/release/nsw unless told. Prints a line a case and exits with 1 if any side disagrees.
set -euo pipefail
cd "$(dirname "$0")/../.."
nsw=$(realpath "${1:-.build/release/nsw}")
here=$PWD/integration/xmlsignatures
integration/install.sh xmlsec1 openssl python3-venv default-jdk-headless
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
venv=${NSW_VENV:-$PWD/.build/venv}
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -c 'import signxml' 2>/dev/null || "$venv/bin/pip" install --quiet signxml
javac -d "$work" "$here/JdkSignatures.java"
cd "$work"

for key in "rsa2048 -algorithm RSA -pkeyopt rsa_keygen_bits:2048" "p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256" \
    "p384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384"; do
    name=${key%% *}
    # shellcheck disable=SC2086
    openssl genpkey ${key#* } -out "$name.key" 2>/dev/null
    openssl req -x509 -new -key "$name.key" -subj "/C=VN/CN=$name" -days 30 -out "$name.crt" 2>/dev/null
    openssl pkcs12 -export -inkey "$name.key" -in "$name.crt" -name key -passout pass:secret -out "$name.p12"
done
cat > message.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<Envelope xmlns:x="urn:x"><Header><messageId>1</messageId></Header>
  <Body><Content Id="data"><Registration x:kind="a"><Name>Công ty &amp; Thú y</Name><Empty/></Registration></Content></Body>
</Envelope>
XML

failures=0
check() { # LABEL COMMAND...
    local label=$1
    shift
    if "$@" >out.txt 2>&1; then
        echo "ok   $label"
    else
        echo "FAIL $label"
        sed 's/^/     /' out.txt
        failures=$((failures + 1))
    fi
}
refuse() { # LABEL COMMAND...
    local label=$1
    shift
    if "$@" >out.txt 2>&1; then
        echo "FAIL $label: accepted"
        failures=$((failures + 1))
    else
        echo "ok   $label"
    fi
}

echo "-- ours, verified by others"
for key in rsa2048 p256 p384; do
    for c14n in exclusive inclusive; do
        for id in "" "--id data"; do
            # shellcheck disable=SC2086
            "$nsw" sign message.xml --profile xmldsig --key $key.key --cert $key.crt --c14n $c14n $id -o signed.xml
            label="$key $c14n $id"
            check "xmlsec1 $label" xmlsec1 --verify --trusted-pem $key.crt --id-attr:Id Content signed.xml
            check "signxml $label" "$venv/bin/python" "$here/signxml_cases.py" verify signed.xml $key.crt
            check "jdk     $label" java -cp . JdkSignatures verify signed.xml $key.crt
            sed 's/Thú y/Thu y/' signed.xml > changed.xml
            refuse "jdk refuses a change, $label" java -cp . JdkSignatures verify changed.xml $key.crt
        done
    done
done

echo "-- theirs, verified here"
"$venv/bin/python" "$here/signxml_cases.py" sign message.xml .
java -cp . JdkSignatures sign message.xml .
for signed in theirs-*.xml; do
    check "$signed" "$nsw" verify "$signed" --profile xmldsig --core --covers /Envelope/Body/Content
    sed 's/Thú y/Thu y/; s/Th&#250; y/Thu y/' "$signed" > changed.xml
    refuse "$signed, changed" "$nsw" verify changed.xml --profile xmldsig --core
done
echo "$failures disagreements"
[ "$failures" -eq 0 ]
