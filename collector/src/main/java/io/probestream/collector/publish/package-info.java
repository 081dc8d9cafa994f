/** Where the records of a session go: Kafka, a capture file, or both. */
package io.probestream.collector.publish;
