#!/usr/bin/env bash
# Makes a test authority and identities for mutual TLS, in PEM:
#   tests/tls/make-ca.sh FOLDER            ca, silo, client
#   tests/tls/make-ca.sh FOLDER NAME DAYS  one more identity; NAME "silo…" may be a silo, negative DAYS are in the past
# For trials and tests: a real authority keeps its key elsewhere.
set -euo pipefail
[ $# -eq 1 ] || [ $# -eq 3 ] || { sed -n '2,5p' "$0" >&2; exit 2; }
umask 077
mkdir -p "$1" && cd "$1"

authority() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout ca.key -out ca.pem -days 30 \
        -subj "/CN=Orleans.Trading test authority" -addext "basicConstraints=critical,CA:TRUE" \
        -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
}

identity() {
    local name=$1 days=$2 host="$1.orleans-trading"
    case $name in silo*) host=silo.orleans-trading ;; esac
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout "$name.key" -out "$name.csr" \
        -subj "/CN=$name" 2>/dev/null
    printf '%s\n' "basicConstraints=CA:FALSE" "keyUsage=digitalSignature" \
        "extendedKeyUsage=serverAuth,clientAuth" "subjectAltName=DNS:$host" >"$name.ext"
    openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -out "$name.pem" -days "$days" \
        -extfile "$name.ext" 2>/dev/null
    rm "$name.csr" "$name.ext"
}

[ -f ca.pem ] || authority
if [ $# -eq 3 ]; then identity "$2" "$3"; else identity silo 30; identity client 30; fi
