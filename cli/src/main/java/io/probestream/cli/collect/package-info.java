/** Commands that touch this host's kernel: {@code collect}, {@code probes} and {@code doctor}. */
package io.probestream.cli.collect;
