/**
 * From raw records to closed windows.
 *
 * <p>{@code parse}, {@code pair}, {@code window}, {@code account} and {@code engine} are plain Java
 * and run without Kafka; {@code topology} is the only package that imports Kafka Streams.
 */
package io.probestream.streams;
