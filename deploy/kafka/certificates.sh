#!/bin/sh
# The certificates of Kafka's TLS, made once: an authority of our own, and the broker's certificate, signed by it.
# $TLS is the broker's alone; clients get $AUTHORITY/ca.crt. To renew them, empty both folders and start Kafka again.
set -eu

host=${KAFKA_HOST:-kafka}
STORE=$(cat "$SECRETS/kafka-store")
export STORE

if [ -f "$AUTHORITY/ca.crt" ]; then
    exit 0
fi
umask 077
cd "$TLS"
rm -f ca.p12 broker.p12 trust.p12

store() {
    words=$1
    shift
    keytool "$words" -noprompt -storetype PKCS12 -storepass:env STORE "$@"
}

store -genkeypair -keystore ca.p12 -alias ca -dname CN=lianxi-kafka-authority -ext bc:critical=ca:true -ext ku:critical=keyCertSign,cRLSign \
    -keyalg EC -groupname secp256r1 -validity 3650
store -exportcert -keystore ca.p12 -alias ca -rfc -file ca.crt
store -importcert -keystore trust.p12 -alias ca -file ca.crt

store -genkeypair -keystore broker.p12 -alias broker -dname CN=kafka -keyalg EC -groupname secp256r1 -validity 1095
store -certreq -keystore broker.p12 -alias broker -file broker.csr
store -gencert -keystore ca.p12 -alias ca -rfc -infile broker.csr -outfile broker.crt -validity 1095 \
    -ext "san=dns:$host,dns:localhost" -ext eku=serverAuth,clientAuth
store -importcert -keystore broker.p12 -alias ca -file ca.crt
store -importcert -keystore broker.p12 -alias broker -file broker.crt

install -m 0644 ca.crt "$AUTHORITY/ca.crt.new"
mv "$AUTHORITY/ca.crt.new" "$AUTHORITY/ca.crt"
