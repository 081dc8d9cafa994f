/** Raw lines back into a capture with its counters: {@code probestream raw export}. */
package io.probestream.cli.rawexport;
