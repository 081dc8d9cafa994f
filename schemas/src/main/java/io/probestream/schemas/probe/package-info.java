/** Probe definitions in the kernel's own syntax, and the pairs that they make. */
package io.probestream.schemas.probe;
