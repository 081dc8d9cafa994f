/** Values of the topic {@code alerts}. Times are epoch ms of event time. */
package io.probestream.schemas.alert;
