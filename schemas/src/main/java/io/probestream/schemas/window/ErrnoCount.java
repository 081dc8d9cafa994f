package io.probestream.schemas.window;

/**
 * How often one error was returned.
 *
 * @param errno positive, such as 2 for ENOENT
 * @param count returns with this error
 */
public record ErrnoCount(int errno, long count) {}
