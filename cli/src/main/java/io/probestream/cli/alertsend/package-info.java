/**
 * Delivery of alerts: the compacted topic {@code alerts} is read whole into a picture of what fires
 * ({@link io.probestream.cli.alertsend.Sender}), and each receiver is told until what it was told
 * is the picture: {@link io.probestream.cli.alertsend.Ledger} (a second compacted topic) holds what
 * it was told, a {@link io.probestream.cli.alertsend.Plan} what it is to be told next, and an
 * {@link io.probestream.cli.alertsend.Outlet} posts, one request at a time, until it is taken or
 * refused for good. Nothing queues: after a failure the request is made anew from the picture of
 * then.
 */
package io.probestream.cli.alertsend;
