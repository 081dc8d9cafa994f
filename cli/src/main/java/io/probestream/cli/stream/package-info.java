/** The {@code stream} command: runs the Kafka Streams application. */
package io.probestream.cli.stream;
