/** The whole analysis of one capture without Kafka: {@code probestream analyze}. */
package io.probestream.cli.analyze;
