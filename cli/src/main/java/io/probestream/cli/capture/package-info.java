/**
 * Captures as raw records: one way from a file to what a host would have published.
 *
 * <p>{@code analyze} and {@code replay} read a capture through the same {@link
 * io.probestream.cli.capture.CaptureSource}, so that both see the same records, chunk for chunk.
 * {@link io.probestream.cli.capture.CaptureFile} finds the bytes, {@link
 * io.probestream.cli.capture.Sidecar} the counters beside them, and {@link
 * io.probestream.cli.capture.CaptureSession} says who publishes.
 */
package io.probestream.cli.capture;
