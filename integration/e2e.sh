#!/usr/bin/env bash
# Runs the sandbox and plays a software vendor with nothing but curl and openssl: a signed declaration is accepted,
# repeated, forged, cleared and looked up.
set -euo pipefail
cd "$(dirname "$0")/.."

nsw=${NSW:-.build/release/nsw}
work=$(mktemp -d)
"$nsw" sandbox --port 0 >"$work/sandbox.log" 2>&1 &
sandbox=$!
trap 'kill "$sandbox" 2>/dev/null || true; wait "$sandbox" 2>/dev/null || true; rm -rf "$work"' EXIT

passed=0
check() { # check WHAT EXPECTED FOUND
    if [ "$2" != "$3" ]; then
        echo "FAILED: $1: expected '$2', found '$3'" >&2
        exit 1
    fi
    passed=$((passed + 1))
    echo "ok: $1"
}

# The sandbox says where it is once it listens.
until grep -q '^gateway ' "$work/sandbox.log"; do
    kill -0 "$sandbox" || { cat "$work/sandbox.log" >&2; exit 1; }
    read -rt 0.2 <> <(:) || true
done
url=$(awk '$1 == "gateway" { print $2 }' "$work/sandbox.log")
until grep -q clearance-engine "$work/sandbox.log"; do read -rt 0.2 <> <(:) || true; done
key=$(awk '$1 == "partner" && $2 == "declarant-1" { print $4 }' "$work/sandbox.log")

field() { # field NAME FILE: the text of the one element NAME
    tr -d '\n' <"$2" | sed -E "s/.*<$1>([^<]*)<\/$1>.*/\1/"
}

post() { # post FILE OUT [HEADER]...
    local file=$1 out=$2
    shift 2
    curl -sS -o "$out" -D "$out.headers" -w '%{http_code}' --data-binary @"$file" \
        -H 'Content-Type: application/xml' -H "Authorization: Bearer $key" "$@" "$url/v1/messages"
}

"$nsw" sign schemas/customs/samples/930-8.xml --profile customs \
    --key certs-sample/declarant-1.key --cert certs-sample/declarant-1.crt -o "$work/declaration.xml"
reference=$(field reference "$work/declaration.xml")

check "healthz" 200 "$(curl -sS -o /dev/null -w '%{http_code}' "$url/healthz")"
check "readyz" 200 "$(curl -sS -o /dev/null -w '%{http_code}' "$url/readyz")"
check "no key, no entry" 401 "$(curl -sS -o /dev/null -w '%{http_code}' --data-binary @"$work/declaration.xml" "$url/v1/messages")"
check "a signed declaration is accepted" 200 "$(post "$work/declaration.xml" "$work/answer.xml")"
check "with a receipt number" 29 "$(field function "$work/answer.xml")"

# The acknowledgement's raw signature, checked by openssl alone.
field Content "$work/answer.xml" | base64 -d >"$work/content"
field data "$work/answer.xml" | base64 -d >"$work/value"
field fileCert "$work/answer.xml" | base64 -d |
    openssl x509 -inform DER -pubkey -noout >"$work/key.pem"
check "openssl verifies the acknowledgement" "Verified OK" \
    "$(openssl dgst -sha256 -verify "$work/key.pem" -signature "$work/value" "$work/content")"

check "the same bytes again" 200 "$(post "$work/declaration.xml" "$work/again.xml")"
check "get the same answer" "" "$(cmp "$work/answer.xml" "$work/again.xml")"
check "marked as a replay" 1 "$(grep -ci '^idempotent-replay: true' "$work/again.xml.headers")"

sed 's/<version>3.00</<version>3.01</' "$work/declaration.xml" >"$work/other.xml"
check "the same identifier with other bytes" 409 "$(post "$work/other.xml" "$work/other.json" -H 'Accept: application/problem+json')"
check "has a stable code" '"code":"message.id_reused"' "$(grep -o '"code":"message.id_reused"' "$work/other.json" | head -1)"

printf '<!DOCTYPE a [<!ENTITY b "c">]><Envelope>&b;</Envelope>' >"$work/bomb.xml"
check "a DOCTYPE is refused" 422 "$(post "$work/bomb.xml" "$work/bomb.json" -H 'Accept: application/problem+json')"

state=""
for _ in $(seq 100); do
    state=$(curl -sS -H "Authorization: Bearer $key" "$url/v1/cases/$reference" | grep -o '"phase":"[a-z-]*"' | head -1)
    [ "$state" = '"phase":"cleared"' ] && break
    read -rt 0.1 <> <(:) || true
done
check "the goods are cleared" '"phase":"cleared"' "$state"

echo "$passed passed, 0 failed"
