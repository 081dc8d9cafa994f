/**
 * The one executable {@code probestream}: its commands, the embedded broker of {@code demo}, and
 * packaging.
 *
 * <p>Results go to stdout, everything else to stderr. A command returns 0 on success, 1 on failure,
 * 2 on wrong usage.
 */
package io.probestream.cli;
