#!/bin/sh
# One node of Apache Kafka (KRaft, broker and controller): clients by SCRAM over TLS, and nobody else. Its data folder is formatted
# at the first start, with a SCRAM user for each secret kafka-user-NAME; what they may do, `python -m deploy acls` writes. The controller listens
# on this host alone and asks for the broker's own certificate, for SCRAM users are kept in what it controls.
set -eu

host=${KAFKA_HOST:-kafka}
listen=${KAFKA_LISTEN:-}
port=${KAFKA_PORT:-9093}
controller=${KAFKA_CONTROLLER_PORT:-9094}
store=$(cat "$SECRETS/kafka-store")
settings=$RUN/server.properties

umask 077
cat >"$settings" <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@localhost:$controller
controller.listener.names=CONTROLLER
listeners=CLIENTS://$listen:$port,CONTROLLER://localhost:$controller
advertised.listeners=CLIENTS://$host:$port
inter.broker.listener.name=CLIENTS
listener.security.protocol.map=CLIENTS:SASL_SSL,CONTROLLER:SSL
sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
listener.name.clients.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="kafka" password="$(cat "$SECRETS/kafka-user-kafka")";
listener.name.controller.ssl.client.auth=required
ssl.keystore.type=PKCS12
ssl.keystore.location=$TLS/broker.p12
ssl.keystore.password=$store
ssl.key.password=$store
ssl.truststore.type=PKCS12
ssl.truststore.location=$TLS/trust.p12
ssl.truststore.password=$store
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:kafka;User:CN=kafka
allow.everyone.if.no.acl.found=false
auto.create.topics.enable=false
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
log.dirs=$DATA
PROPERTIES

if [ ! -f "$DATA/meta.properties" ]; then
    set --
    for file in "$SECRETS"/kafka-user-*; do
        set -- "$@" --add-scram "SCRAM-SHA-512=[name=${file##*/kafka-user-},password=$(cat "$file")]"
    done
    kafka-storage.sh format --cluster-id "$(kafka-storage.sh random-uuid)" --config "$settings" "$@"
fi
exec kafka-server-start.sh "$settings"
