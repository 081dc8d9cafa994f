/** {@code probestream demo}: the whole pipeline in one process, on a real source of lines. */
package io.probestream.cli.demo;
