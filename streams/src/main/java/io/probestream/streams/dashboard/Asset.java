package io.probestream.streams.dashboard;

/**
 * A file of the dashboard, as it is sent.
 *
 * @param type media type
 * @param body its bytes
 * @param zipped the same, gzipped
 * @param etag of its content, in quotes
 * @param forEver whether its address changes with its content, so that it may be kept
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
public record Asset(String type, byte[] body, byte[] zipped, String etag, boolean forEver) {}
