/** Values of the aggregated topics. Durations are int64 nanoseconds; windows are epoch ms. */
package io.probestream.schemas.window;
