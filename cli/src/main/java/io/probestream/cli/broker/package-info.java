/** A real single-node Kafka (KRaft) inside this JVM, for {@code demo} and for tests. */
package io.probestream.cli.broker;
