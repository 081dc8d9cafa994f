/** One host's stages joined: raw records in, closed windows out. Plain Java, no Kafka. */
package io.probestream.streams.engine;
