/**
 * From what a person asks for to what the kernel takes: friendly forms, symbol resolution, names,
 * the stack argument; and the installation.
 */
package io.probestream.collector.probe;
