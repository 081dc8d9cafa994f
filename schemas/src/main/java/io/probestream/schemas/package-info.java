/**
 * The contracts between the parts: topic names, record types, serdes and the histogram encoding.
 *
 * <p>Nothing here does I/O. Records are immutable and check themselves.
 */
package io.probestream.schemas;
