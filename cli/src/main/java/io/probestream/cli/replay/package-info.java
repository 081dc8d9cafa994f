/** Publishing a capture as a host would, or as many hosts: {@code probestream replay}. */
package io.probestream.cli.replay;
